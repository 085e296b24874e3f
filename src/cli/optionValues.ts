import { LANGUAGE_IDS } from '../engine/chunk/languages';
import { languageByName } from '../engine/search/languageName';
import { LodestoneError } from '../shared/errors';
import { CHUNK_KINDS, type ChunkKind, type SearchMode } from '../shared/types';
import type { ColourChoice } from './style';

const MODES: readonly SearchMode[] = ['hybrid', 'meaning', 'keyword'];
const COLOURS: readonly ColourChoice[] = ['auto', 'always', 'never'];

/** A wrong command line: one sentence, and what to do. Ends with exit code 2. */
export function badUse(message: string, remedy = ''): LodestoneError {
	return new LodestoneError('bad-argument', message, remedy);
}

/** A whole number within bounds. */
export function wholeNumber(name: string, text: string, least: number, most: number): number {
	const value = Number(text);
	if (!/^\d+$/.test(text.trim()) || value < least || value > most)
		throw badUse(`--${name} takes a whole number from ${least} to ${most}, not "${text}".`);
	return value;
}

/** `500K`, `2M`, `1048576` → bytes (binary units). */
export function byteSize(name: string, text: string): number {
	const match = /^(\d+(?:\.\d+)?)\s*([kmg]?)(?:i?b)?$/i.exec(text.trim());
	const power = { '': 0, k: 1, m: 2, g: 3 }[match?.[2]?.toLowerCase() ?? ''] ?? 0;
	const value = Math.floor(Number(match?.[1]) * 1024 ** power);
	if (!match || !(value >= 1))
		throw badUse(`--${name} takes a size such as 500K or 2M, not "${text}".`);
	return value;
}

export function searchMode(text: string): SearchMode {
	return oneOf('mode', text, MODES);
}

export function colourChoice(text: string): ColourChoice {
	return oneOf('color', text, COLOURS);
}

/** Kinds, given one by one or with commas. */
export function chunkKinds(texts: readonly string[]): ChunkKind[] {
	return listed(texts).map(text => oneOf('kind', text.toLowerCase(), CHUNK_KINDS));
}

/** Language ids for what a person types (`py`, `C++`, `typescript`), given one by one or with commas. */
export function languageIds(texts: readonly string[]): string[] {
	return listed(texts).map(text => {
		const id = languageByName(text);
		if (id !== undefined) return id;
		const meant = nearest(text.toLowerCase(), LANGUAGE_IDS);
		throw badUse(
			`--language does not know "${text}".`,
			meant === undefined ? 'Name one as in python, ts or c++.' : `Did you mean ${meant}?`,
		);
	});
}

/** Splits values that were given with commas, as in `-l go,rust`. */
export function listed(texts: readonly string[]): string[] {
	return texts
		.flatMap(text => text.split(','))
		.map(text => text.trim())
		.filter(text => text !== '');
}

/** `src/a.ts:12` → file and 1-based line; a column after the line is ignored, as in what compilers print. */
export function fileAndLine(text: string): { file: string; line: number } {
	const match = /^(.+?):(\d+)(?::\d+)?$/.exec(text);
	const line = Number(match?.[2]);
	if (match?.[1] === undefined || !(line >= 1))
		throw badUse(`"${text}" is not FILE:LINE.`, 'Name a line, as in src/main.ts:42.');
	return { file: match[1], line };
}

/** The nearest known word to a mistyped one, if one is near enough to be meant. */
export function nearest(text: string, known: readonly string[]): string | undefined {
	let best: string | undefined;
	let bestDistance = Math.max(1, Math.floor(text.length / 3)) + 1;
	for (const word of known) {
		const distance = editDistance(text, word);
		if (distance < bestDistance) [best, bestDistance] = [word, distance];
	}
	return best;
}

function oneOf<T extends string>(name: string, text: string, known: readonly T[]): T {
	const found = known.find(word => word === text);
	if (found === undefined)
		throw badUse(`--${name} does not know "${text}".`, `It takes ${known.join(', ')}.`);
	return found;
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
	let row = Array.from({ length: b.length + 1 }, (_, i) => i);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
			next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
		}
		row = next;
	}
	return row[b.length] ?? 0;
}
