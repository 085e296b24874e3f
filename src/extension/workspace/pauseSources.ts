import { availableParallelism, loadavg } from 'node:os';
import * as vscode from 'vscode';
import { DisposableStore, toDisposable, type Disposable } from '../../shared/lifecycle';
import type { WindowOptions } from '../settings';
import { createAwayPause } from './awayPause';
import type { Pauses } from './pauses';
import { onBattery } from './power';

const TYPING_MS = 1_200;
const LOOK_EVERY_MS = 15_000;

export interface PauseSourcesOptions {
	readonly pauses: Pauses;
	readonly settings: () => WindowOptions;
	/** True while the index works: nothing else needs to be paused. */
	readonly busy: () => boolean;
	/** Processor time of the engine so far, in seconds; undefined when it does not run. */
	readonly engineCpuSeconds: () => Promise<number | undefined>;
}

/** Watches typing, battery, load and the window's focus, and pauses indexing for them as the settings say. */
export function watchPauseReasons(options: PauseSourcesOptions): Disposable {
	const { pauses, settings, busy } = options;
	const owned = new DisposableStore();
	let typing: ReturnType<typeof setTimeout> | undefined;
	const stopTyping = () => {
		clearTimeout(typing);
		typing = undefined;
		pauses.set('typing', false);
	};
	owned.add(
		vscode.workspace.onDidChangeTextDocument(event => {
			if (event.contentChanges.length === 0 || event.document.uri.scheme !== 'file') return;
			if (!settings().pauseWhileTyping || !busy()) return;
			pauses.set('typing', true);
			clearTimeout(typing);
			typing = setTimeout(stopTyping, TYPING_MS);
		}),
	);
	// A save waits to be searchable.
	owned.add(vscode.workspace.onDidSaveTextDocument(stopTyping));

	const away = owned.add(
		createAwayPause({
			minutes: () => settings().pauseWhenUnfocused,
			set: on => pauses.set('unfocused', on),
		}),
	);
	owned.add(vscode.window.onDidChangeWindowState(({ focused }) => away.focusChanged(focused)));

	let last: { readonly atMs: number; readonly cpuSeconds: number } | undefined;
	const look = async () => {
		const { indexOnBattery, pauseOnHighLoad } = settings();
		pauses.set('battery', !indexOnBattery && (await onBattery()));
		const cpuSeconds = (await options.engineCpuSeconds()) ?? 0;
		// A monotonic clock: the one of the day jumps.
		const atMs = performance.now();
		const own = last
			? Math.max(0, ((cpuSeconds - last.cpuSeconds) * 1000) / (atMs - last.atMs))
			: 0;
		last = { atMs, cpuSeconds };
		pauses.set(
			'load',
			pauseOnHighLoad && othersAreBusy(loadavg()[0] ?? 0, own, availableParallelism()),
		);
	};
	const timer = setInterval(() => void look().catch(() => undefined), LOOK_EVERY_MS);
	owned.add(
		toDisposable(() => {
			clearInterval(timer);
			clearTimeout(typing);
		}),
	);
	return owned;
}

/** Load of all others, in runnable threads, is beyond what the machine has and half as much again. Windows reports no load: never true there. */
export function othersAreBusy(load: number, own: number, cores: number): boolean {
	return load - own > cores * 1.5;
}
