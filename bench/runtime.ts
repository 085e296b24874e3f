import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Logger, type RuntimePaths } from '../src/engine/ports';

/** The repository's root: benches are run through npm, from there. */
export const REPOSITORY = resolve(process.env['LODESTONE_REPOSITORY'] ?? process.cwd());

/** Where the built workers, the grammars and the model lie. */
export const BENCH_RUNTIME: RuntimePaths = {
	workers: join(REPOSITORY, 'dist'),
	grammars: join(REPOSITORY, 'dist', 'grammars'),
	models: join(REPOSITORY, 'models'),
};

/** Caches of benches: indexes that make a second run cheap. */
export function benchCache(name: string): string {
	const base = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
	return join(base, 'lodestone-bench', name);
}

/** Warnings and errors to standard error. */
export const benchLogger: Logger = {
	log(level, message, fields) {
		if (level !== 'warn' && level !== 'error') return;
		process.stderr.write(`${level}: ${message} ${JSON.stringify(fields ?? {})}\n`);
	},
};
