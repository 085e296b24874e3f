import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyGrammars } from '../../../scripts/copyGrammars.mjs';
import { createChunker, type Chunker } from '../../../src/engine/chunk/chunker';
import { isClosing } from '../../../src/engine/chunk/gaps';
import type { Chunk, ChunkedFile } from '../../../src/engine/chunk/types';

const root = join(import.meta.dirname, '../../..');
export const FIXTURES = join(root, 'test/fixtures/chunk');
export const GRAMMARS = join(root, 'dist/grammars');

export interface Fixture {
	readonly name: string;
	readonly text: string;
}

/** One realistic file per language. TypeScript's are named `.fixture`, or the project's own type check would take them in. */
export function fixtures(): Fixture[] {
	return readdirSync(FIXTURES, { withFileTypes: true })
		.filter(entry => entry.isFile())
		.map(entry => ({
			name: entry.name.replace(/\.fixture$/, ''),
			text: readFileSync(join(FIXTURES, entry.name), 'utf8'),
		}));
}

export async function newChunker(): Promise<Chunker> {
	copyGrammars(GRAMMARS);
	return createChunker({ grammarsDir: GRAMMARS });
}

/** What is wrong with a file's chunks; '' when nothing is. */
export function problemsOf(text: string, file: ChunkedFile): string {
	const problems: string[] = [];
	const lines = splitLines(text);
	let covered = 0;
	const isPartial = file.method === 'notebook' || file.fallback === 'too-large';
	file.chunks.forEach((chunk, index) => {
		const where = `chunk ${index} of ${file.language} (${chunk.startOffset}–${chunk.endOffset})`;
		if (chunk.startOffset >= chunk.endOffset || chunk.endOffset > text.length)
			problems.push(`${where} is empty or outside`);
		if (file.method !== 'prose' && chunk.startOffset < covered) problems.push(`${where} overlaps`);
		if (
			!isPartial &&
			chunk.startOffset > covered &&
			!isClosing(text.slice(covered, chunk.startOffset))
		)
			problems.push(
				`not covered before ${where}: ${JSON.stringify(text.slice(covered, chunk.startOffset))}`,
			);
		if (offsetAt(lines, chunk.startLine, chunk.startColumn) !== chunk.startOffset)
			problems.push(`${where} starts elsewhere`);
		if (offsetAt(lines, chunk.endLine, chunk.endColumn) !== chunk.endOffset)
			problems.push(`${where} ends elsewhere`);
		if (isLowSurrogate(text, chunk.startOffset) || isLowSurrogate(text, chunk.endOffset))
			problems.push(`${where} cuts a character`);
		if (chunk.docLine.length > 200) problems.push(`${where} has a long doc line`);
		if (
			chunk.definitions.length > 64 ||
			new Set(chunk.definitions).size !== chunk.definitions.length
		)
			problems.push(`${where} repeats definitions`);
		covered = Math.max(covered, chunk.endOffset);
	});
	if (!isPartial && !isClosing(text.slice(covered)))
		problems.push(`not covered at the end: ${JSON.stringify(text.slice(covered, covered + 80))}`);
	return problems.join('\n');
}

/** Lines as VS Code counts them, found in another way than the chunker does. */
function splitLines(text: string): number[] {
	const starts = [0];
	for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
	return starts;
}

function offsetAt(starts: readonly number[], line: number, column: number): number {
	return (starts[line] ?? Number.NaN) + column;
}

function isLowSurrogate(text: string, offset: number): boolean {
	const code = text.charCodeAt(offset);
	const before = text.charCodeAt(offset - 1);
	return code >= 0xdc00 && code <= 0xdfff && before >= 0xd800 && before <= 0xdbff;
}

/** One line for a person: 1-based lines, kind, scopes, name, doc sentence, names defined. */
export function describeChunk(chunk: Chunk): string {
	const part = chunk.part === undefined ? '' : ` (${chunk.part.index + 1}/${chunk.part.count})`;
	const where = `${chunk.startLine + 1}:${chunk.startColumn + 1}-${chunk.endLine + 1}:${chunk.endColumn + 1}`;
	return `${where} ${chunk.kind} ${[...chunk.scope, chunk.symbol].join(' > ')}${part} | ${chunk.docLine} | ${chunk.definitions.join(' ')}`;
}
