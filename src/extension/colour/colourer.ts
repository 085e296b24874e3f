import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import { DisposableStore, Emitter, type Disposable } from '../../shared/lifecycle';
import type { Logger } from '../../shared/log';
import { createRpcClient, type Port, type RpcClient } from '../../shared/rpc';
import type { TokenStyle } from '../../shared/view/viewProtocol';
import type { ColourEvents, ColourMethods, ColourRequest, LineColours } from './colourProtocol';
import { editorColours } from './editorColours';

export interface Colourer extends Disposable {
	/** Styles that the colours point into; grows until the theme changes. */
	readonly palette: readonly TokenStyle[];
	readonly onDidChangeTheme: (listener: () => void) => Disposable;
	/** Starts the worker before the first lines come: loading it takes longer than searching. */
	warm(): void;
	/** Never rejects: without colours the lines are shown plain. */
	colour(requests: readonly ColourRequest[]): Promise<readonly LineColours[]>;
}

/** Grammars stay loaded this long after the last search: they take some 30 MB. */
const KEEP_MS = 10 * 60_000;

/** Colours snippets in a worker thread that starts with the first results and ends when unused. */
export function createColourer(workerPath: string, logger: Logger): Colourer {
	const owned = new DisposableStore();
	const themes = owned.add(new Emitter<void>());
	let worker:
		{ readonly thread: Worker; readonly rpc: RpcClient<ColourMethods, ColourEvents> } | undefined;
	let palette: readonly TokenStyle[] = [];
	let unused: ReturnType<typeof setTimeout> | undefined;
	let failures = 0;

	const stop = () => {
		clearTimeout(unused);
		const old = worker;
		worker = undefined;
		old?.rpc.dispose();
		void old?.thread.terminate();
	};
	const start = () => {
		const thread = new Worker(workerPath, { name: 'lodestone-colours', execArgv: [] });
		thread.unref();
		thread.on('error', error => {
			failures++;
			logger.log('warn', `Colours stopped: ${error.message}`);
			if (worker?.thread === thread) stop();
		});
		const rpc = createRpcClient<ColourMethods, ColourEvents>(threadPort(thread), 30_000);
		worker = { thread, rpc };
		void rpc.call('setup', editorColours()).catch(() => undefined);
		return worker;
	};
	const reset = () => {
		stop();
		palette = [];
		themes.fire();
	};
	owned.add(vscode.window.onDidChangeActiveColorTheme(reset));
	owned.add(
		vscode.workspace.onDidChangeConfiguration(event => {
			if (event.affectsConfiguration('editor.tokenColorCustomizations')) reset();
		}),
	);
	return {
		get palette() {
			return palette;
		},
		onDidChangeTheme: themes.event,
		warm() {
			if (!worker && failures <= 3) start();
		},
		async colour(requests) {
			// A grammar that kills the thread again and again is not worth colours.
			if (requests.length === 0 || failures > 3) return requests.map(() => undefined);
			try {
				const { rpc } = worker ?? start();
				const result = await rpc.call('colour', requests);
				palette = result.palette;
				return result.colours;
			} catch {
				return requests.map(() => undefined);
			} finally {
				clearTimeout(unused);
				unused = setTimeout(stop, KEEP_MS);
				unused.unref();
			}
		},
		dispose() {
			owned.dispose();
			stop();
		},
	};
}

function threadPort(thread: Worker): Port {
	return {
		post: message => thread.postMessage(message),
		onMessage(listener) {
			thread.on('message', listener);
			return { dispose: () => void thread.off('message', listener) };
		},
		onClose(listener) {
			thread.once('exit', listener);
			return { dispose: () => void thread.off('exit', listener) };
		},
	};
}
