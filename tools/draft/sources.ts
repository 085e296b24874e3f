/** Where the training text comes from: pinned repositories and the benchmark workspaces' registry packages. None is in the retrieval benchmark. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export type Source =
	| { readonly name: string; readonly repository: string; readonly commit: string }
	/** A folder of the workspace that `corpora.sh XL` makes (versions and sha256 are pinned there). */
	| { readonly name: string; readonly corpus: string };

export interface Places {
	/** Checked-out trees are kept here. */
	readonly trees: string;
	/** Folder of the XL workspace. */
	readonly corpus: string;
	/** Git directories `OWNER+NAME/repo`, if there is such a mirror; else GitHub is asked. */
	readonly mirror: string | undefined;
}

export function readSources(): Source[] {
	return JSON.parse(readFileSync(join(__dirname, 'sources.json'), 'utf8')) as Source[];
}

/** @returns The folder with the source's files, made if need be; undefined if it cannot be had. */
export function treeOf(source: Source, places: Places): string | undefined {
	if ('corpus' in source) {
		const folder = join(places.corpus, source.corpus);
		return existsSync(folder) ? folder : undefined;
	}
	const tree = join(places.trees, source.name);
	if (existsSync(tree)) return tree;
	// Made aside and renamed, so that an interrupted checkout is not taken for a whole one.
	const part = `${tree}.part`;
	rmSync(part, { recursive: true, force: true });
	mkdirSync(part, { recursive: true });
	const mirrored = join(places.mirror ?? '', source.repository.replace('/', '+'), 'repo');
	try {
		if (places.mirror !== undefined && existsSync(mirrored)) {
			const git = ['--git-dir', mirrored, '--work-tree', part];
			const index = { ...process.env, GIT_INDEX_FILE: `${part}.index` };
			execFileSync('git', [...git, 'read-tree', source.commit], { env: index });
			// A mirror may lack its largest files: the rest is enough, so the exit status does not count.
			spawnSync('git', [...git, 'checkout-index', '-a', '-q'], { env: index, stdio: 'ignore' });
			rmSync(`${part}.index`, { force: true });
		} else {
			const git = (...args: string[]): Buffer => execFileSync('git', ['-C', part, ...args]);
			git('init', '-q');
			git('fetch', '-q', '--depth', '1', `https://github.com/${source.repository}`, source.commit);
			git('checkout', '-q', 'FETCH_HEAD');
		}
	} catch (error) {
		process.stderr.write(`${source.name}: ${String(error).slice(0, 200)}\n`);
		return undefined;
	}
	renameSync(part, tree);
	return tree;
}
