import type { Logger, LogLevel } from '../engine/ports';
import { inert } from './inert';
import type { CliIo } from './io';

const ORDER: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error'];

/** Warnings and errors to standard error; `LODESTONE_LOG=debug` shows more. */
export function cliLogger(io: CliIo, quiet: boolean): Logger {
	const wanted = ORDER.findIndex(level => level === io.env['LODESTONE_LOG']);
	const least = wanted >= 0 ? wanted : ORDER.indexOf(quiet ? 'error' : 'warn');
	return {
		log(level, message, fields) {
			if (ORDER.indexOf(level) < least) return;
			const details = Object.entries(fields ?? {})
				.map(([name, value]) => ` ${name}=${value}`)
				.join('');
			io.err.write(`lodestone: ${inert(message + details)}\n`);
		},
	};
}
