/**
 * The baseline of the span-level check: BM25 over 50-line windows, as plain as `eval/bm25.mjs`
 * (identifiers lower-cased with their parts beside the whole; k1 1.5, b 0.75).
 * `npx tsx bench/spans/windows.ts TARGET OUT.jsonl`, TARGET as written by `build.ts`.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import type { SpanQuery } from './build';

const K1 = 1.5;
const B = 0.75;
const LINES = 50;
const CODE = new Set(
	'py js jsx mjs cjs ts tsx go rs java kt kts rb php c h cpp hpp cc cs swift scala sbt ex exs dart lua sql sh bash zig hs sol'.split(
		' ',
	),
);

interface Window {
	readonly path: string;
	readonly startLine: number;
	readonly endLine: number;
	readonly length: number;
}

function tokens(text: string): string[] {
	const found: string[] = [];
	for (const [word] of text.matchAll(/[A-Za-z_][A-Za-z0-9_]*/g)) {
		const whole = word.toLowerCase();
		const parts = word.includes('_')
			? whole.split('_').filter(Boolean)
			: (word.match(/[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+/g) ?? []).map(part =>
					part.toLowerCase(),
				);
		found.push(whole);
		if (parts.length > 1) found.push(...parts);
	}
	return found;
}

function answer(folder: string, questions: readonly string[], top: number): Window[][] {
	const windows: Window[] = [];
	const postings = new Map<string, Map<number, number>>();
	let total = 0;
	for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
		if (!entry.isFile() || !CODE.has(extname(entry.name).slice(1).toLowerCase())) continue;
		const full = join(entry.parentPath, entry.name);
		const lines = readFileSync(full, 'utf8').split(/\r?\n/);
		if (lines.at(-1) === '') lines.pop();
		for (let start = 0; start < lines.length; start += LINES) {
			const body = lines.slice(start, start + LINES).join('\n');
			if (body.trim() === '') continue;
			const words = tokens(body);
			for (const word of words) {
				const list = postings.get(word) ?? new Map<number, number>();
				postings.set(word, list.set(windows.length, (list.get(windows.length) ?? 0) + 1));
			}
			const endLine = Math.min(start + LINES, lines.length);
			windows.push({
				path: relative(folder, full),
				startLine: start + 1,
				endLine,
				length: words.length,
			});
			total += words.length;
		}
	}
	const mean = total / Math.max(1, windows.length);
	return questions.map(question => {
		const scores = new Map<number, number>();
		for (const word of tokens(question)) {
			const list = postings.get(word);
			if (!list) continue;
			const idf = Math.log(1 + (windows.length - list.size + 0.5) / (list.size + 0.5));
			for (const [id, count] of list) {
				const length = windows[id]?.length ?? 0;
				const weight = (idf * count) / (count + K1 * (1 - B + (B * length) / mean));
				scores.set(id, (scores.get(id) ?? 0) + weight);
			}
		}
		const best = [...scores].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, top);
		return best.flatMap(([id]) => windows[id] ?? []);
	});
}

function main(target: string, out: string): void {
	const queries = JSON.parse(readFileSync(join(target, 'queries.json'), 'utf8')) as SpanQuery[];
	const lines: string[] = [];
	for (const name of new Set(queries.map(each => each.package))) {
		const questions = queries.filter(each => each.package === name).map(each => each.query);
		const answers = answer(join(target, name), questions, 50);
		questions.forEach((query, i) =>
			lines.push(JSON.stringify({ repo: name, query, results: answers[i] ?? [] })),
		);
	}
	writeFileSync(out, `${lines.join('\n')}\n`);
}

const [target, out] = process.argv.slice(2);
if (target === undefined || out === undefined)
	throw new Error('usage: windows.ts TARGET OUT.jsonl');
main(target, out);
