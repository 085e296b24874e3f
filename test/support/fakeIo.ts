import type { CliIo } from '../../src/cli/io';

/** Streams that remember, a clock that stands still unless told, and a Ctrl-C that tests can press. */
export interface FakeIo extends CliIo {
	readonly written: { out: string; err: string };
	readonly clock: { ms: number };
	readonly controller: AbortController;
}

export function fakeIo(
	options: {
		terminal?: boolean;
		columns?: number;
		cwd?: string;
		env?: Record<string, string>;
	} = {},
): FakeIo {
	const written = { out: '', err: '' };
	const clock = { ms: 0 };
	const controller = new AbortController();
	const output = (name: 'out' | 'err'): CliIo['out'] => ({
		write: text => void (written[name] += text),
		isTerminal: options.terminal === true,
		columns: options.columns ?? 80,
	});
	return {
		out: output('out'),
		err: output('err'),
		env: options.env ?? {},
		cwd: options.cwd ?? process.cwd(),
		signal: controller.signal,
		now: () => clock.ms,
		written,
		clock,
		controller,
	};
}
