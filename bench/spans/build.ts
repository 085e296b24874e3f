/**
 * Builds the span-level check: `npx tsx bench/spans/build.ts SOURCES TARGET [--per 30] [--seed 1]`.
 *
 * SOURCES holds a folder per package (`fetch.sh packages.tsv SOURCES`). TARGET gets the same trees without the doc comment of
 * any function (one left in place would tell its neighbours apart from the sampled ones), and `queries.json`: `[{id, package, query, target: {path, startLine, endLine}}]` with
 * 1-based inclusive lines of the trees as written.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { random } from './random';
import { documentedFunctions, isQuestion, type DocumentedFunction } from './docComments';

export interface SpanQuery {
	readonly id: string;
	readonly package: string;
	readonly query: string;
	readonly target: { readonly path: string; readonly startLine: number; readonly endLine: number };
}

const SKIP_FOLDERS =
	/(?:^|\/)(?:node_modules|tests?|__tests__|spec|vendor|third[-_]?party|examples?|mocks?|docs?)(?:\/|$)/i;
const SKIP_FILES = /(?:[._-]test|[._-]spec|_test|\.d|\.min|\.pb)\.[a-z]+$|^test_/i;

function files(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter(entry => entry.isFile())
		.map(entry => relative(folder, join(entry.parentPath, entry.name)))
		.sort();
}

async function buildPackage(
	name: string,
	source: string,
	target: string,
	per: number,
	seed: number,
): Promise<SpanQuery[]> {
	cpSync(source, target, { recursive: true });
	const candidates: { path: string; one: DocumentedFunction }[] = [];
	const documented = new Map<string, readonly DocumentedFunction[]>();
	const sentences = new Map<string, number>();
	for (const path of files(source)) {
		if (SKIP_FOLDERS.test(path) || SKIP_FILES.test(path.slice(path.lastIndexOf('/') + 1))) continue;
		const text = readFileSync(join(source, path), 'utf8');
		if (text.length > 400_000 || text.includes('\0')) continue;
		const inFile = (await documentedFunctions(path, text)) ?? [];
		documented.set(path, inFile);
		for (const one of inFile) {
			const key = one.sentence.toLowerCase();
			sentences.set(key, (sentences.get(key) ?? 0) + 1);
			const lines = one.endLine - one.startLine + 1;
			if (lines >= 3 && lines <= 200 && isQuestion(one.sentence, one.name))
				candidates.push({ path, one });
		}
	}
	// A sentence that stands over two functions has two right answers.
	const single = candidates.filter(({ one }) => sentences.get(one.sentence.toLowerCase()) === 1);
	const next = random(seed);
	const order = single.map(each => ({ each, key: next() })).sort((a, b) => a.key - b.key);
	const sample = order.slice(0, per).map(({ each }) => each);
	const queries: SpanQuery[] = [];
	for (const [path, inFile] of documented) {
		const lines = readFileSync(join(source, path), 'utf8').split('\n');
		const removed = new Set<number>();
		for (const one of inFile)
			for (let line = one.commentStart; line <= one.commentEnd; line++) removed.add(line);
		const newLine: number[] = [];
		for (let line = 0, kept = 0; line < lines.length; line++) {
			newLine.push(kept);
			if (!removed.has(line)) kept++;
		}
		writeFileSync(join(target, path), lines.filter((_, line) => !removed.has(line)).join('\n'));
		for (const { one } of sample.filter(each => each.path === path)) {
			queries.push({
				id: `${name}/${queries.length + 1}`,
				package: name,
				query: one.sentence,
				target: {
					path,
					startLine: (newLine[one.startLine] ?? 0) + 1,
					endLine: (newLine[one.endLine] ?? 0) + 1,
				},
			});
		}
	}
	console.error(
		`${name}: ${sentences.size} documented functions, ${single.length} usable, ${queries.length} taken`,
	);
	return queries;
}

const args = process.argv.slice(2);
function option(name: string, otherwise: number): number {
	const at = args.indexOf(`--${name}`);
	return at < 0 ? otherwise : Number(args.splice(at, 2)[1]);
}
const per = option('per', 30);
const seed = option('seed', 1);
const [sources, target] = args;
if (sources === undefined || target === undefined)
	throw new Error('usage: build.ts SOURCES TARGET [--per N] [--seed N]');
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
async function main(from: string, to: string): Promise<void> {
	const all: SpanQuery[] = [];
	for (const entry of readdirSync(from, { withFileTypes: true }).sort((a, b) =>
		a.name < b.name ? -1 : 1,
	)) {
		if (!entry.isDirectory()) continue;
		all.push(
			...(await buildPackage(entry.name, join(from, entry.name), join(to, entry.name), per, seed)),
		);
	}
	writeFileSync(join(to, 'queries.json'), `${JSON.stringify(all, null, 1)}\n`);
	console.error(
		`${all.length} questions over ${new Set(all.map(each => each.package)).size} packages`,
	);
}
void main(sources, target);
