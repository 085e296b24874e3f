import { execFileSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY } from './cli';

/**
 * The folder of a test corpus, made when it is not there: small real packages of seven kinds, at pinned versions. Another place
 * is named by LODESTONE_CORPUS_S and so on.
 */
export function corpus(size: 'S' | 'nasty'): string {
	const named = process.env[`LODESTONE_CORPUS_${size.toUpperCase()}`];
	if (named) return named;
	const target = join(
		process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'),
		'lodestone-corpora-trees',
		size,
	);
	execFileSync(join(REPOSITORY, 'bench', 'corpora.sh'), [size, target], {
		stdio: ['ignore', 'ignore', 'inherit'],
	});
	return target;
}
