import { Tokenizer } from '@huggingface/tokenizers';
import { GenerationCache } from './generationCache';
import type { TextTokenizer, TokenIds } from './types';
import { splitVocabulary, wordPieces, type WordPieceVocabulary } from './wordPiece';

export const CLS = 101;
export const SEP = 102;
export const PAD = 0;
export const UNK = 100;

/** Classes of ASCII characters under BERT's cleaning and splitting. */
const WORD = 0;
const SPACE = 1;
const PUNCTUATION = 2;
const CONTROL = 3;

const CLASSES = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
	const char = String.fromCharCode(code);
	if (code === 9 || code === 10 || code === 13 || code === 32) CLASSES[code] = SPACE;
	else if (code < 32 || code === 127) CLASSES[code] = CONTROL;
	else if (!/[a-zA-Z0-9]/.test(char)) CLASSES[code] = PUNCTUATION;
}

/** Words kept in each generation of the cache: about 2 MB in all. */
const CACHE_WORDS = 10_000;
const CACHE_WORD_CHARS = 48;
const SPECIAL_TOKEN = /\[(?:PAD|UNK|CLS|SEP|MASK)\]/;

interface TokenizerFile {
	readonly model: {
		readonly vocab: Readonly<Record<string, number>>;
		readonly unk_token: string;
		readonly max_input_chars_per_word?: number;
	};
}

/**
 * The model's tokenizer: BERT's lower-casing WordPiece.
 *
 * `@huggingface/tokenizers` reaches about 0.5 million tokens a second, which would be the slowest step of indexing. ASCII text, nearly
 * all of code, goes a shorter way that gives the same ids (splitting and cleaning are per character there, and pieces depend on
 * nothing but their word, so words are cached); whatever holds other characters or a special token's name goes to the library.
 *
 * @param json Content of `tokenizer.json`. Its padding and truncation are not used.
 */
export function createTokenizer(json: string): TextTokenizer {
	const readVocabulary = (): WordPieceVocabulary => {
		const { model } = JSON.parse(json) as TokenizerFile;
		return splitVocabulary(model.vocab, model.unk_token, model.max_input_chars_per_word ?? 100);
	};
	// Built at the first need: an English query in ASCII never pays for it.
	let library: Tokenizer | undefined;
	const byLibrary = (text: string): readonly number[] => {
		library ??= new Tokenizer(JSON.parse(json) as object, {});
		return library.encode(text, { add_special_tokens: false }).ids;
	};
	return new WordCachingTokenizer(readVocabulary, byLibrary);
}

class WordCachingTokenizer implements TextTokenizer {
	readonly #cache = new GenerationCache<readonly number[]>(CACHE_WORDS, CACHE_WORD_CHARS);
	#ids: number[] = [];
	/** Read at the first word: who only opens an index needs none. */
	#vocabulary: WordPieceVocabulary | undefined;
	readonly #readVocabulary: () => WordPieceVocabulary;
	readonly #byLibrary: (text: string) => readonly number[];

	constructor(
		readVocabulary: () => WordPieceVocabulary,
		byLibrary: (text: string) => readonly number[],
	) {
		this.#readVocabulary = readVocabulary;
		this.#byLibrary = byLibrary;
	}

	encode(text: string, maxTokens: number): TokenIds {
		const room = Math.max(0, maxTokens - 2);
		this.#ids = [];
		if (text.includes('[') && SPECIAL_TOKEN.test(text)) this.#push(this.#byLibrary(text));
		else this.#split(text, room);
		const count = Math.min(this.#ids.length, room);
		const result = new Uint16Array(count + 2);
		result[0] = CLS;
		for (let i = 0; i < count; i++) result[i + 1] = this.#ids[i] ?? UNK;
		result[count + 1] = SEP;
		return result;
	}

	/** Appends the ids of `text`, one stretch between ASCII white space after the other, until `room` is filled. */
	#split(text: string, room: number): void {
		let at = 0;
		while (at < text.length && this.#ids.length < room) {
			if (CLASSES[text.charCodeAt(at)] === SPACE) {
				at++;
				continue;
			}
			let end = at;
			let plain = true;
			for (; end < text.length; end++) {
				const code = text.charCodeAt(end);
				const kind = code < 128 ? CLASSES[code] : CONTROL;
				if (kind === SPACE) break;
				if (kind === CONTROL) plain = false;
			}
			if (plain) this.#splitPlain(text, at, end, room);
			else this.#push(this.#cache.get(text.slice(at, end), this.#byLibrary));
			at = end;
		}
	}

	/** A stretch of ASCII letters, digits and punctuation. */
	#splitPlain(text: string, from: number, to: number, room: number): void {
		let start = from;
		for (let i = from; i <= to; i++) {
			const kind = i < to ? CLASSES[text.charCodeAt(i)] : PUNCTUATION;
			if (kind === WORD) continue;
			if (i > start) this.#push(this.#cache.get(text.slice(start, i), this.#pieces));
			if (i < to) this.#push(this.#cache.get(text.charAt(i), this.#pieces));
			start = i + 1;
			if (this.#ids.length >= room) return;
		}
	}

	readonly #pieces = (word: string): readonly number[] =>
		wordPieces(word.toLowerCase(), (this.#vocabulary ??= this.#readVocabulary()));

	#push(ids: readonly number[]): void {
		for (const id of ids) this.#ids.push(id);
	}
}
