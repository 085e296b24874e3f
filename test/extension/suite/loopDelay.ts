import { Session, type Profiler } from 'node:inspector';
import {
	monitorEventLoopDelay,
	PerformanceObserver,
	type IntervalHistogram,
} from 'node:perf_hooks';

/** Timer of the histogram, in ms; what it records has this as its floor. */
const RESOLUTION_MS = 1;
const WINDOW_MS = 1_000;

/** Delays beyond the timer's own interval, in ms. */
export interface LoopDelay {
	readonly seconds: number;
	readonly p50: number;
	readonly p99: number;
	readonly max: number;
	/** Share of the time in which the loop was later than 10 ms. */
	readonly lateShare: number;
	/** Garbage collections of the whole process: number and total, in ms. */
	readonly gc: { readonly count: number; readonly ms: number };
	/** The worst seconds, worst first: when (s after the start), their longest delay. */
	readonly worst: readonly { readonly atS: number; readonly maxMs: number }[];
}

/** Watches the event loop of this process: Node's own histogram, read once a second. */
export class LoopWatch {
	readonly #startedAt = performance.now();
	readonly #all: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
	readonly #window: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
	readonly #seconds: { atS: number; maxMs: number }[] = [];
	readonly #timer: NodeJS.Timeout;
	readonly #gc = { count: 0, ms: 0 };
	readonly #observer = new PerformanceObserver(list => {
		for (const entry of list.getEntries()) {
			this.#gc.count++;
			this.#gc.ms += entry.duration;
		}
	});

	constructor() {
		this.#observer.observe({ entryTypes: ['gc'] });
		this.#all.enable();
		this.#window.enable();
		this.#timer = setInterval(() => this.#turn(), WINDOW_MS);
	}

	#turn(): void {
		this.#seconds.push({
			atS: (performance.now() - this.#startedAt) / 1000,
			maxMs: beyond(this.#window.max),
		});
		this.#window.reset();
	}

	stop(): LoopDelay {
		clearInterval(this.#timer);
		this.#turn();
		this.#all.disable();
		this.#window.disable();
		this.#observer.disconnect();
		let late = 0;
		let total = 0;
		let before = 0;
		// Each percentile stands for as many ticks as lie between it and the one before; a late tick counts by its length.
		for (const [percentile, ns] of this.#all.percentiles) {
			const share = percentile - before;
			before = percentile;
			total += share * ns;
			if (beyond(ns) > 10) late += share * ns;
		}
		return {
			seconds: (performance.now() - this.#startedAt) / 1000,
			p50: beyond(this.#all.percentile(50)),
			p99: beyond(this.#all.percentile(99)),
			max: beyond(this.#all.max),
			lateShare: total === 0 ? 0 : late / total,
			gc: this.#gc,
			worst: [...this.#seconds].sort((a, b) => b.maxMs - a.maxMs).slice(0, 5),
		};
	}
}

const beyond = (ns: number): number => Math.max(0, ns / 1e6 - RESOLUTION_MS);

/** A stretch of the profile in which the loop never idled. */
export interface Busy {
	readonly atS: number;
	readonly ms: number;
	/** Functions on the stack for most of it, with the share of samples, most first. */
	readonly where: readonly string[];
}

export interface HostProfile {
	/** What held the loop longest. */
	readonly busy: readonly Busy[];
	readonly owners: readonly Owner[];
	readonly profile: string;
}

/** Profiles this process until `stop`. */
export function startProfile(): { stop(): Promise<HostProfile> } {
	const session = new Session();
	session.connect();
	session.post('Profiler.enable');
	session.post('Profiler.setSamplingInterval', { interval: 1_000 });
	session.post('Profiler.start');
	return {
		stop: () =>
			new Promise((resolve, reject) =>
				session.post('Profiler.stop', (error, result) => {
					session.disconnect();
					if (error) reject(error);
					else
						resolve({
							busy: longest(result.profile),
							owners: owners(result.profile),
							profile: JSON.stringify(result.profile),
						});
				}),
			),
	};
}

const IDLE = new Set(['(idle)']);

/** The ten longest stretches without an idle sample. */
export function longest(profile: Profiler.Profile, count = 10): readonly Busy[] {
	const nodes = new Map(profile.nodes.map(node => [node.id, node]));
	const parents = new Map<number, number>();
	for (const { id, children = [] } of profile.nodes)
		for (const child of children) parents.set(child, id);
	const { samples = [], timeDeltas = [] } = profile;
	const runs: { from: number; to: number; us: number; ids: number[] }[] = [];
	let at = 0;
	let run: (typeof runs)[number] | undefined;
	samples.forEach((id, i) => {
		at += timeDeltas[i] ?? 0;
		const name = nodes.get(id)?.callFrame.functionName ?? '';
		if (IDLE.has(name)) run = undefined;
		else {
			if (!run) runs.push((run = { from: at, to: at, us: 0, ids: [] }));
			run.to = at;
			run.us = at - run.from;
			run.ids.push(id);
		}
	});
	return runs
		.sort((a, b) => b.us - a.us)
		.slice(0, count)
		.map(({ from, us, ids }) => {
			const counts = new Map<string, number>();
			for (const id of ids) {
				const seen = new Set<string>();
				for (let node: number | undefined = id; node !== undefined; node = parents.get(node)) {
					const frame = nodes.get(node)?.callFrame;
					if (!frame) continue;
					const file = frame.url.split('/').slice(-3).join('/');
					seen.add(`${frame.functionName || '(anonymous)'} ${file}:${frame.lineNumber + 1}`);
				}
				for (const name of seen) counts.set(name, (counts.get(name) ?? 0) + 1);
			}
			const where = [...counts]
				.sort((a, b) => b[1] - a[1])
				.slice(0, 12)
				.map(([name, n]) => `${Math.round((n / ids.length) * 100)} % ${name}`);
			return { atS: from / 1e6, ms: us / 1000, where };
		});
}

/** Time of the loop by whose code it was. */
export interface Owner {
	readonly owner: string;
	readonly ms: number;
	/** Longest stretch at a time. */
	readonly longestMs: number;
}

/** Splits a profile among our code, the channel to our engine, other extensions, the editor and the garbage collector. */
export function owners(profile: Profiler.Profile): readonly Owner[] {
	const nodes = new Map(profile.nodes.map(node => [node.id, node]));
	const parents = new Map<number, number>();
	for (const { id, children = [] } of profile.nodes)
		for (const child of children) parents.set(child, id);
	const ownerOf = (id: number): string => {
		const name = nodes.get(id)?.callFrame.functionName ?? '';
		if (/^\((?:idle|program|garbage collector)\)$/.test(name)) return name;
		const urls: string[] = [];
		let starts = false;
		for (let node: number | undefined = id; node !== undefined; node = parents.get(node)) {
			const frame = nodes.get(node)?.callFrame;
			urls.push(frame?.url ?? '');
			starts ||= frame?.functionName === 'spawn' && frame.url.includes('child_process');
		}
		if (urls.some(url => url.endsWith('/dist/extension.js') && !url.includes('/extensions/')))
			return 'Lodestone';
		// Starting a program holds the loop until the system has copied the process: tens of ms, hundreds on a busy machine.
		if (starts) return 'programs started by others';
		if (urls.some(url => url.includes('internal/child_process'))) return 'channel to the engine';
		if (urls.some(url => url.includes('/out/test/extension/'))) return 'this test';
		const other = urls.map(url => /\/extensions\/([^/]+)\//.exec(url)?.[1]).find(Boolean);
		return other === undefined ? 'editor' : `extension ${other}`;
	};
	const known = new Map<number, string>();
	const totals = new Map<string, { ms: number; longestMs: number }>();
	let before = '';
	let run = 0;
	profile.samples?.forEach((id, i) => {
		const ms = (profile.timeDeltas?.[i + 1] ?? 0) / 1000;
		let owner = known.get(id);
		if (owner === undefined) known.set(id, (owner = ownerOf(id)));
		run = owner === before ? run + ms : ms;
		before = owner;
		const total = totals.get(owner) ?? { ms: 0, longestMs: 0 };
		totals.set(owner, { ms: total.ms + ms, longestMs: Math.max(total.longestMs, run) });
	});
	return [...totals].map(([owner, total]) => ({ owner, ...total })).sort((a, b) => b.ms - a.ms);
}
