/** Where the training text comes from: registry packages (packages.tsv) and the workspace XL of `bench/corpora.sh`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

export interface Source {
	readonly name: string;
	/** Absolute. */
	readonly folder: string;
}

/**
 * @param packages What `bench/spans/fetch.sh tools/draft/packages.tsv DIR` made: a folder a package.
 * @param corpus The workspace XL: its folders are sources too; '' leaves them out.
 * @returns Those that are there, by name.
 */
export function findSources(packages: string, corpus: string): Source[] {
	const lines = readFileSync(join(__dirname, 'packages.tsv'), 'utf8').trim().split('\n').slice(1);
	const listed = lines.map(line => {
		const name = basename((line.split('\t')[1] ?? '').replace(':', '/'));
		return { name, folder: join(packages, name) };
	});
	const folders = corpus === '' ? [] : readdirSync(corpus, { withFileTypes: true });
	const workspace = folders
		.filter(entry => entry.isDirectory())
		.map(({ name }) => ({ name: `corpus-${name}`, folder: join(corpus, name) }));
	const all = [...listed, ...workspace].sort((a, b) => (a.name < b.name ? -1 : 1));
	for (const { name, folder } of all)
		if (!existsSync(folder)) process.stderr.write(`${name}: not there, left out\n`);
	return all.filter(({ folder }) => existsSync(folder));
}
