/**
 * Learns which words of names go with which words of comments, from functions that have a doc comment:
 * `npx tsx tools/ranking/associations.ts OUT.json SOURCES…`, each SOURCES a folder with a folder per package (`bench/spans/fetch.sh`)
 * or, with a trailing `/.`, one package.
 *
 * strength(w, t) = share of the comments with word w whose function has t in its name, where that is at least LIFT times the share among
 * all functions and was seen in several packages; scaled to 0..1. Nothing of a package but these word pairs is kept.
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { documentedFunctions } from '../../bench/spans/docComments';
import { queryTerms } from '../../src/engine/lexical/queryTerms';
import { termsOf } from '../../src/engine/rank/pathFacts';

/** Large packages must not drown the others. */
const MAX_PER_PACKAGE = 3000;
const MIN_COUNT = 8;
const MIN_PACKAGES = 6;
const LIFT = 2;
const PER_WORD = 12;

class Counts {
	readonly words = new Map<string, number>();
	readonly names = new Map<string, number>();
	readonly pairs = new Map<string, { count: number; readonly packages: Set<string> }>();
	functions = 0;

	add(packageName: string, sentence: string, name: string): void {
		const words = new Set(queryTerms(sentence).terms.filter(word => /^[a-z]{2,}$/.test(word)));
		const names = new Set(termsOf(name).filter(word => /^[a-z]{2,}$/.test(word)));
		if (words.size === 0 || names.size === 0) return;
		this.functions++;
		for (const word of words) this.words.set(word, (this.words.get(word) ?? 0) + 1);
		for (const term of names) this.names.set(term, (this.names.get(term) ?? 0) + 1);
		for (const word of words)
			for (const term of names) {
				if (term === word) continue;
				const key = `${word} ${term}`;
				const pair = this.pairs.get(key) ?? { count: 0, packages: new Set() };
				pair.count++;
				pair.packages.add(packageName);
				this.pairs.set(key, pair);
			}
	}

	table(): Record<string, Record<string, number>> {
		const found = new Map<string, [term: string, strength: number][]>();
		for (const [key, { count, packages }] of this.pairs) {
			if (count < MIN_COUNT || packages.size < MIN_PACKAGES) continue;
			const [word = '', term = ''] = key.split(' ');
			// Shrunk by two, so that few counts promise little.
			const share = count / ((this.words.get(word) ?? 0) + 2);
			const lift = share / ((this.names.get(term) ?? 1) / this.functions);
			if (lift < LIFT || share < 0.02) continue;
			const strength = Math.min(1, Math.sqrt(share) * Math.min(1, Math.log2(lift) / 4));
			found.set(word, [...(found.get(word) ?? []), [term, strength]]);
		}
		const rounded = (value: number): number => Math.round(value * 100) / 100;
		return Object.fromEntries(
			[...found]
				.sort(([a], [b]) => (a < b ? -1 : 1))
				.map(([word, list]) => [
					word,
					Object.fromEntries(
						list
							.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
							.slice(0, PER_WORD)
							.map(([term, strength]) => [term, rounded(strength)]),
					),
				]),
		);
	}
}

function packagesOf(source: string): string[] {
	if (source.endsWith('/.')) return [source];
	return readdirSync(source, { withFileTypes: true })
		.filter(entry => entry.isDirectory())
		.map(entry => join(source, entry.name));
}

async function main(out: string, sources: readonly string[]): Promise<void> {
	const counts = new Counts();
	for (const folder of sources.flatMap(packagesOf)) {
		let taken = 0;
		const seen = new Set<string>();
		// Shuffled by a hash of the path, so that a cut-off package is not its first letters.
		const files = readdirSync(folder, { recursive: true, withFileTypes: true })
			.filter(entry => entry.isFile())
			.map(entry => join(entry.parentPath, entry.name))
			.sort((a, b) => hash(a) - hash(b));
		for (const file of files) {
			if (taken >= MAX_PER_PACKAGE) break;
			if (/(?:^|\/)(?:tests?|node_modules|examples?|site-packages)\//i.test(relative(folder, file)))
				continue;
			if (statSync(file).size > 300_000) continue;
			const text = readFileSync(file, 'utf8');
			for (const { name, sentence } of (await documentedFunctions(file, text)) ?? []) {
				if (sentence.length < 12 || seen.has(sentence) || !/^[\x20-\x7e]*$/.test(sentence))
					continue;
				seen.add(sentence);
				counts.add(folder, sentence, name);
				taken++;
			}
		}
		console.error(`${basename(folder)}: ${taken}`);
	}
	const pairs = counts.table();
	const lines = Object.entries(pairs).map(
		([word, names]) => `${JSON.stringify(word)}:${JSON.stringify(names)}`,
	);
	writeFileSync(out, `{"functions":${counts.functions},"pairs":{\n${lines.join(',\n')}\n}}\n`);
	console.error(`${counts.functions} functions, ${lines.length} words`);
}

function hash(text: string): number {
	let sum = 0;
	for (let i = 0; i < text.length; i++) sum = (Math.imul(sum, 31) + text.charCodeAt(i)) | 0;
	return sum;
}

const [out, ...sources] = process.argv.slice(2);
if (out === undefined || sources.length === 0)
	throw new Error('usage: associations.ts OUT.json SOURCES…');
void main(out, sources);
