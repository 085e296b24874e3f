import type { CliIo, Output } from './io';

/** The streams and signals of this process as the command line's surroundings. */
export function processIo(): CliIo {
	const controller = new AbortController();
	let asked = false;
	const stop = (signal: NodeJS.Signals): void => {
		if (asked) {
			// The signal's own end, at once: an orderly exit would wait for threads in native code, which may take it badly.
			// The store is safe against being killed.
			process.removeAllListeners(signal);
			process.kill(process.pid, signal);
			return;
		}
		asked = true;
		if (process.stderr.isTTY)
			process.stderr.write('\r\u001b[KStopping; Ctrl-C again stops at once.\n');
		controller.abort();
	};
	process.on('SIGINT', stop);
	process.on('SIGTERM', stop);
	process.on('SIGHUP', stop);
	// The reader of a pipe may leave early (`| head`): that ends the program without a word.
	for (const stream of [process.stdout, process.stderr])
		stream.on('error', (error: NodeJS.ErrnoException) => {
			if (error.code === 'EPIPE') process.exit(0);
			throw error;
		});
	return {
		out: output(process.stdout),
		err: output(process.stderr),
		env: process.env,
		cwd: process.cwd(),
		signal: controller.signal,
		now: () => performance.now(),
	};
}

/** Ends the process once all that was written is out: native threads must not hold it open. */
export async function exitAfterFlush(code: number): Promise<never> {
	for (const stream of [process.stdout, process.stderr])
		await new Promise<void>(resolve => stream.write('', () => resolve()));
	process.exit(code);
}

function output(stream: NodeJS.WriteStream): Output {
	return {
		write: text => void stream.write(text),
		// Read each time: a terminal can be resized.
		get isTerminal() {
			return stream.isTTY;
		},
		get columns() {
			return stream.isTTY ? stream.columns || 80 : 80;
		},
	};
}
