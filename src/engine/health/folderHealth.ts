import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode, isCancelled } from '../../shared/errors';
import type {
	Alarm,
	AlarmCode,
	EventType,
	HealthEvent,
	HealthReport,
} from '../../shared/health/healthTypes';
import type { SearchRequest, SearchResponse } from '../../shared/types';
import { judgeCoverage, judgeSave, judgeSearch, updateAlarms, type Finding } from './alarmRules';
import { throwIfAborted } from '../indexing/gate';
import { DEFAULT_CALIBRATION, type Calibration } from '../rank/calibration';
import {
	CALIBRATION_KEY,
	checkDrift,
	checkQuality,
	checkStaleness,
	politeTurn,
	type CheckContext,
} from './healthChecks';
import type { HealthDeps } from './healthDeps';
import { buildReport } from './healthReport';
import { HealthStore } from './healthStore';
import { queryLine, STAGE_WORDS } from './queryLine';
import { QueryLog, queryRecord } from './queryLog';
import { seededRandom } from './random';

/** The checks and how often they are due in a folder that stays open; a check that is missed is made up for. */
export const SCHEDULE_MS = {
	staleness: 60_000,
	drift: 6 * 3_600_000,
	quality: 24 * 3_600_000,
} as const;
export type CheckName = keyof typeof SCHEDULE_MS;
const CHECKS = Object.keys(SCHEDULE_MS) as CheckName[];

const TICK_MS = 15_000;
/** After a search the engine belongs to the person for so long. */
const QUIET_MS = 3_000;
/** A folder that was just opened is not examined at once: the person is about to search. */
const SETTLE_MS = 60_000;

/** What a test may put in the place of clock, chance and disk. */
export interface HealthClock {
	readonly nowMs?: () => number;
	/** Calls `look` again and again until it is stopped; in life every 15 seconds. The promise is that of the check it began. */
	readonly repeat?: (look: () => Promise<void>) => () => void;
	readonly seed?: number;
	readonly diskMs?: () => Promise<number>;
}

interface CheckHow {
	/** Waited for between the steps of a check. */
	readonly turn?: () => Promise<void>;
	readonly signal?: AbortSignal | undefined;
}

/**
 * Watches over one folder's index: keeps the trace of its queries, examines it on a schedule while nothing else is done, raises and
 * ends alarms, and has mended what can be mended. Nothing here is on the path of a query.
 */
export class FolderHealth {
	readonly #deps: HealthDeps;
	readonly #nowMs: () => number;
	readonly #random: () => number;
	readonly #clock: HealthClock;
	readonly #closing = new AbortController();
	#store: HealthStore | undefined;
	#log: QueryLog | undefined;
	#alarms: readonly Alarm[] | undefined;
	#staleFiles = 0;
	#checkedMs = 0;
	#stopLooking: (() => void) | undefined;
	#running: Promise<void> = Promise.resolve();
	#busy = false;

	constructor(deps: HealthDeps, clock: HealthClock = {}) {
		this.#deps = deps;
		this.#clock = clock;
		this.#nowMs = clock.nowMs ?? Date.now;
		this.#random = seededRandom(clock.seed ?? Date.now());
		if (deps.parts.background) {
			const openedMs = this.#nowMs();
			this.#stopLooking = (clock.repeat ?? everyTick)(() => this.#look(openedMs));
		}
	}

	/** Gravest first. */
	get alarms(): readonly Alarm[] {
		return (this.#alarms ??= this.#existing()?.alarms() ?? []);
	}

	/** Files known to differ from the disk for longer than is allowed. */
	get staleFiles(): number {
		return this.#staleFiles;
	}

	/** What the last quality run found out about this workspace's chances; the models' own before the first. */
	calibration(): Calibration {
		let kept: string | undefined;
		if (existsSync(this.#storePath))
			this.#quietly(() => (kept = this.#opened.meta(CALIBRATION_KEY)));
		return kept === undefined ? DEFAULT_CALIBRATION : (JSON.parse(kept) as Calibration);
	}

	/** Takes a finished query in. Never fails, never waits. */
	queryDone(request: SearchRequest, response: SearchResponse): void {
		const record = queryRecord(request, response, this.#nowMs());
		this.#queries.add(record);
		const slow = record.stages.total > this.#deps.objectives().searchMs;
		this.#deps.parts.logger.log(slow ? 'info' : 'debug', `Search, ${queryLine(record)}`);
	}

	/** A file that was saved is searchable now. @param ms Since its save. */
	saved(ms: number): void {
		this.#queries.addSave(ms);
	}

	event(type: EventType, facts: HealthEvent['facts'] = {}): void {
		this.#quietly(() => this.#opened.addEvent({ atMs: this.#nowMs(), type, facts }));
	}

	report(): HealthReport {
		this.#judgeObjectives();
		this.#log?.flush();
		return buildReport({
			open: this.#deps.open(),
			store: this.#opened,
			paths: this.#deps.paths,
			objectives: this.#deps.objectives(),
			alarms: this.alarms,
			checkedMs: this.#checkedMs,
		});
	}

	/**
	 * Runs checks now, one after the other, and mends what can be mended; while work is paused it only looks, and the alarms stay.
	 *
	 * @throws {LodestoneError} `cancelled`, `model-failed`.
	 */
	async check(names: readonly CheckName[] = CHECKS, how: CheckHow = {}): Promise<void> {
		const { turn = politeTurn } = how;
		const signal =
			how.signal === undefined
				? this.#closing.signal
				: AbortSignal.any([this.#closing.signal, how.signal]);
		const run = this.#running
			.catch(() => undefined)
			.then(async () => {
				this.#busy = true;
				try {
					for (const name of CHECKS) {
						throwIfAborted(how.signal);
						if (names.includes(name)) await this.#run(name, turn, signal);
					}
					this.#judgeObjectives();
				} finally {
					this.#busy = false;
				}
			});
		this.#running = run;
		await run;
	}

	async close(): Promise<void> {
		this.#stopLooking?.();
		this.#closing.abort();
		await this.#running.catch(() => undefined);
		this.#log?.flush();
		this.#store?.close();
		this.#store = undefined;
	}

	get #opened(): HealthStore {
		return (this.#store ??= HealthStore.open(this.#storePath));
	}

	get #storePath(): string {
		return join(this.#deps.paths.index, 'health.sqlite');
	}

	/** The store once something was asked of a folder that has an index; a folder without one gets no file for a look at it. */
	#existing(): HealthStore | undefined {
		return this.#deps.open() === undefined ? this.#store : this.#opened;
	}

	get #queries(): QueryLog {
		return (this.#log ??= new QueryLog(this.#opened, this.#nowMs));
	}

	async #run(name: CheckName, turn: () => Promise<void>, signal: AbortSignal): Promise<void> {
		const open = this.#deps.open();
		if (open === undefined || open.index.files.size === 0) return;
		const context: CheckContext = {
			deps: this.#deps,
			open,
			store: this.#opened,
			nowMs: this.#nowMs,
			random: this.#random,
			turn,
			signal,
			...(this.#clock.diskMs === undefined ? {} : { diskMs: this.#clock.diskMs }),
		};
		// Written before it begins, so that a check which takes the process with it is not the first thing of the next one.
		let dueBefore = 0;
		this.#quietly(() => (dueBefore = this.#dueMs(name)));
		this.#setDue(name, this.#nowMs() + SCHEDULE_MS[name]);
		try {
			await this.#examine(name, context);
		} catch (error) {
			// Cut off by a window that closes, it was not made.
			if (isCancelled(error)) this.#setDue(name, dueBefore);
			throw error;
		}
	}

	async #examine(name: CheckName, context: CheckContext): Promise<void> {
		switch (name) {
			case 'staleness':
				await this.#compareWithDisk(context);
				return;
			case 'drift':
				this.#take(await checkDrift(context));
				await this.#mend(context.signal);
				return;
			case 'quality': {
				const outcome = await checkQuality(context);
				if (outcome === undefined) return;
				this.#take(new Map([['quality-fell', outcome.finding]]));
				const latest = this.#opened.quality(1)[0];
				if (latest !== undefined)
					this.event('quality', {
						found: Math.round(latest.legs.hybrid.recall5.value * latest.legs.hybrid.questions),
						questions: latest.legs.hybrid.questions,
					});
			}
		}
	}

	async #compareWithDisk(context: CheckContext): Promise<void> {
		const { changed, overdue, checked, finding } = checkStaleness(context);
		this.#checkedMs = this.#nowMs();
		this.#staleFiles = overdue;
		this.#take(new Map([['stale-files', finding]]));
		if (changed.length === 0 || !this.#mayMend()) return;
		// Some of a sample were missed: there are more, so the whole folder is looked at.
		await this.#deps.catchUp(overdue > 0 ? [''] : changed, context.signal);
		this.#staleFiles = 0;
		if (overdue > 0) this.event('caught-up', { files: overdue, checked });
		this.#take(new Map([['stale-files', undefined]]));
	}

	/** Mends what the alarms say can be mended; the next check tells whether it helped. */
	async #mend(signal: AbortSignal): Promise<void> {
		if (!this.#mayMend()) return;
		const broken = new Set(this.alarms.filter(({ healing }) => healing).map(({ code }) => code));
		if (broken.has('vectors-wrong')) await this.#deps.embedAgain(signal);
		else if (broken.has('chunks-missing')) await this.#deps.readAgain(signal);
		if (broken.has('graph-recall')) {
			await this.#deps.rebuildGraph(signal);
			this.event('graph-rebuilt');
		}
	}

	/** Only the writer mends, and not into a pause: whoever asked for a check would wait until somebody resumes. */
	#mayMend(): boolean {
		return this.#deps.isWriter() && !this.#deps.isPaused();
	}

	#judgeObjectives(): void {
		const wanted = this.#deps.objectives();
		const findings = new Map<AlarmCode, Finding>();
		if (this.#log !== undefined || this.#existing() !== undefined) {
			const log = this.#queries;
			const worst = STAGE_WORDS[log.slowestStage()];
			findings.set('search-slow', judgeSearch(log.recent().total, worst, wanted));
			findings.set('save-slow', judgeSave(log.recentSaves(), wanted));
		}
		const index = this.#deps.open()?.index;
		const { chunks, refined } = index?.coverage() ?? { chunks: 0, refined: 0 };
		// What is found by words alone is so on purpose.
		const meant = chunks - (index?.chunks.wordsOnly ?? 0);
		const mayBeLow =
			meant > 0 && this.#deps.isResting() && this.#deps.parts.modelState().state !== 'failed';
		findings.set('coverage-low', mayBeLow ? judgeCoverage(refined / meant, wanted) : undefined);
		this.#take(findings);
	}

	#take(findings: ReadonlyMap<AlarmCode, Finding>): void {
		const { alarms, raised, over } = updateAlarms(this.alarms, findings, this.#nowMs());
		this.#alarms = alarms;
		if (raised.length === 0 && over.length === 0 && !alarms.some(({ code }) => findings.has(code)))
			return;
		this.#quietly(() => this.#opened.setAlarms(alarms));
		for (const { code, facts } of raised) {
			this.event('alarm', { code, ...facts });
			this.#deps.parts.logger.log('warn', `Health alarm: ${code}`, facts);
		}
		for (const { code } of over) this.event('alarm-over', { code });
		if (raised.length > 0 || over.length > 0) this.#deps.changed();
	}

	// --- the schedule ---

	/** Begins a check if one is due and the folder is left in peace; one at a time. Resolves when that check has ended, and never fails. */
	async #look(openedMs: number): Promise<void> {
		const now = this.#nowMs();
		if (this.#busy || !this.#deps.isResting() || now - openedMs < SETTLE_MS) return;
		if (now - (this.#log?.lastMs ?? 0) < QUIET_MS) return;
		try {
			const due = CHECKS.find(name => now >= this.#dueMs(name));
			if (due === undefined) this.#judgeObjectives();
			else await this.check([due], { turn: () => this.#whenQuiet() });
		} catch (error) {
			this.#failed(error);
		}
	}

	#dueMs(name: CheckName): number {
		// The staleness of this very process's view; the others are the folder's.
		if (name === 'staleness') return this.#checkedMs + SCHEDULE_MS.staleness;
		return Number(this.#existing()?.meta(`due ${name}`) ?? 0);
	}

	#setDue(name: CheckName, atMs: number): void {
		this.#quietly(() => this.#opened.setMeta(`due ${name}`, String(atMs)));
	}

	/** Resolves when no search came in for a while. */
	async #whenQuiet(): Promise<void> {
		await politeTurn();
		while (this.#nowMs() - (this.#log?.lastMs ?? 0) < QUIET_MS)
			await sleep(500, undefined, { signal: this.#closing.signal });
	}

	#failed(error: unknown): void {
		if (isCancelled(error)) return;
		this.#deps.parts.logger.log('warn', 'A health check could not be finished', {
			code: errorCode(error),
		});
	}

	/** Health must not be the trouble: a busy or full file loses what it was to keep. */
	#quietly(work: () => void): void {
		try {
			work();
		} catch (error) {
			this.#failed(error);
		}
	}
}

/** In life: the engine's own timer, which keeps no process alive. */
function everyTick(look: () => Promise<void>): () => void {
	const timer = setInterval(() => void look(), TICK_MS).unref();
	return () => clearInterval(timer);
}
