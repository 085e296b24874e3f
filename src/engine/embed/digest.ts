import type { Chunk } from '../chunk/types';
import { codeWords, type CodeWords } from './codeWords';
import { isProse } from './commentSyntax';
import { GenerationCache } from './generationCache';
import { identifierWords } from './identifierWords';
import { TEXT_FORMAT, type DigestPart, type TextFormat } from './textFormat';
import { CLS, SEP } from './tokenizer';
import type { TextTokenizer } from './types';

export interface DigestSource {
	/** Relative to the workspace's root, with `/`. */
	readonly path: string;
	readonly chunk: Pick<Chunk, 'scope' | 'symbol' | 'definitions' | 'language'>;
	/** The chunk's own text. */
	readonly text: string;
}

/** @returns The text that is embedded for a chunk; the same input gives the same text in any workspace. */
export type Digest = (source: DigestSource) => string;

interface Identifier {
	/** Split into words, with spaces. */
	readonly words: string;
	readonly idf: number;
}

/** Identifiers kept in each generation of the cache: about 2 MB in all. */
const CACHE_IDENTIFIERS = 8_000;
const CACHE_IDENTIFIER_CHARS = 64;

/**
 * Makes the function that turns a chunk into the text to embed: path, scopes, names, comments and the most telling identifiers, by
 * √count × IDF. The IDF is the draft table's, not the workspace's: a chunk's text must not change when other files do.
 *
 * @param idf Of each token id, as `DraftEmbedder.idf`.
 * @see shared/ranking.md, section 1: NDCG@10 by text.
 */
export function createDigest(
	tokenizer: TextTokenizer,
	idf: Float32Array,
	format: TextFormat = TEXT_FORMAT,
): Digest {
	const known = new GenerationCache<Identifier>(CACHE_IDENTIFIERS, CACHE_IDENTIFIER_CHARS);
	const read = (identifier: string): Identifier => {
		const words = identifierWords(identifier).join(' ');
		return { words, idf: combinedIdf(tokenizer.encode(words, 34), idf, format.identifierIdf) };
	};
	const lookUp = (identifier: string): Identifier => known.get(identifier, read);

	return source => {
		const prose = isProse(source.chunk.language);
		const parts = prose ? format.proseParts : format.parts;
		const needsWords = parts.includes('comment') || parts.includes('identifiers');
		const words = needsWords ? codeWords(source.text, source.chunk.language, format) : NO_WORDS;
		const lines: string[] = [];
		for (const part of parts) {
			const line = writePart(part, source, words, format, lookUp);
			if (line !== '') lines.push(line);
		}
		return lines.join('\n');
	};
}

const NO_WORDS: CodeWords = { comments: '', identifiers: new Map() };

function writePart(
	part: DigestPart,
	source: DigestSource,
	words: CodeWords,
	format: TextFormat,
	lookUp: (identifier: string) => Identifier,
): string {
	const { scope, symbol } = source.chunk;
	switch (part) {
		case 'path':
			return source.path;
		case 'scope':
			return (format.symbolInScope && symbol !== '' ? [...scope, symbol] : scope).join(' > ');
		case 'names': {
			const names = definedNames(source, format);
			return names.map(name => (format.splitNames ? lookUp(name).words : name)).join(' ');
		}
		case 'comment':
			return words.comments;
		case 'identifiers':
			return tellingIdentifiers(source, words.identifiers, format, lookUp).join(' ');
		case 'text':
			return source.text.slice(0, format.textChars).replace(/\s+/g, ' ').trim();
	}
}

function definedNames({ chunk }: DigestSource, format: TextFormat): readonly string[] {
	const { definitions, symbol } = chunk;
	const names = format.symbolInScope ? definitions.filter(name => name !== symbol) : definitions;
	return names.slice(0, format.names);
}

/** The best identifiers as spaced words, in the order that the format wants. */
function tellingIdentifiers(
	source: DigestSource,
	identifiers: ReadonlyMap<string, number>,
	format: TextFormat,
	lookUp: (identifier: string) => Identifier,
): string[] {
	const named = format.skipNamed
		? new Set([...source.chunk.scope, source.chunk.symbol, ...definedNames(source, format)])
		: undefined;
	const found: { readonly words: string; readonly weight: number; readonly at: number }[] = [];
	for (const [identifier, count] of identifiers) {
		if (named?.has(identifier)) continue;
		const { words, idf } = lookUp(identifier);
		if (words !== '') found.push({ words, weight: Math.sqrt(count) * idf, at: found.length });
	}
	found.sort((a, b) => b.weight - a.weight || a.at - b.at);
	const best = found.slice(0, format.identifiers);
	if (format.identifierOrder === 'appearance') best.sort((a, b) => a.at - b.at);
	return best.map(({ words }) => words);
}

function combinedIdf(
	ids: Uint16Array,
	idf: Float32Array,
	how: TextFormat['identifierIdf'],
): number {
	let sum = 0;
	let max = 0;
	let count = 0;
	for (const id of ids) {
		if (id === CLS || id === SEP) continue;
		const value = idf[id] ?? 0;
		sum += value;
		max = Math.max(max, value);
		count++;
	}
	if (count === 0) return 0;
	return how === 'max' ? max : how === 'sum' ? sum : sum / count;
}
