import { execFile, type ExecFileException } from 'node:child_process';
import { join } from 'node:path';
import type { TrialKind, TrialResult } from './runtimeTypes';

/** Loading takes about half a second; a machine under heavy load takes a while longer. */
const TIMEOUT_MS = 30_000;

/** Runs one trial in a process of its own; never throws. */
export function runTrial(
	kind: TrialKind,
	paths: { readonly workers: string; readonly models: string },
	timeoutMs = TIMEOUT_MS,
): Promise<TrialResult> {
	return new Promise(resolve => {
		execFile(
			process.execPath,
			['--no-warnings', join(paths.workers, 'runtimeTrial.js'), kind, paths.models],
			{
				timeout: timeoutMs,
				killSignal: 'SIGKILL',
				maxBuffer: 64 * 1024,
				windowsHide: true,
				// The editor's executable is Node only with this; a plain Node does not mind.
				env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
			},
			(error, stdout) => resolve(resultOf(error, stdout.trim())),
		);
	});
}

function resultOf(error: ExecFileException | null, said: string): TrialResult {
	// Some addons crash when they are unloaded, after they did their work.
	if (said === 'works') return { works: true, why: '', lasting: true };
	if (error?.killed === true)
		return { works: false, why: 'it did not answer in time', lasting: false };
	if (typeof error?.signal === 'string')
		return { works: false, why: `it crashed (${error.signal})`, lasting: true };
	// The process itself could not be started: that says nothing about the binary.
	if (typeof error?.code === 'string') return { works: false, why: error.message, lasting: false };
	const line = said.split('\n')[0] ?? '';
	return { works: false, why: line === '' ? 'it failed without a word' : line, lasting: true };
}
