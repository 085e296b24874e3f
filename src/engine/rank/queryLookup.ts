import type { KeywordIndex } from '../lexical/keywordIndex';
import { SYMBOL_MARK } from '../lexical/fileTerms';
import { queryTerms } from '../lexical/queryTerms';
import { symbolsByHumps, symbolsWithPrefix, termsOneEditAway } from '../lexical/termLookup';
import { compoundTerms } from './compounds';
import { queryIdentifiers, queryKind } from './queryKind';
import type { QueryKind } from './types';

/** A query as the index sees it. */
export interface UnderstoodQuery {
	readonly kind: QueryKind;
	readonly text: string;
	readonly identifiers: readonly string[];
	readonly qualifiers: readonly string[];
	/** Plain terms first, then compounds that the index holds. */
	readonly terms: readonly { readonly text: string; readonly isCompound: boolean }[];
	/** Dictionary ids of `terms`; an id that no chunk has for unknown ones, so that places agree. */
	readonly termIds: readonly number[];
	/** Factors for BM25: compounds count in masks only. */
	readonly weights: readonly number[];
	/** Chunks that define what the query names, best first: 1 by the very name, less by prefix, humps or a typo. */
	readonly definitions: ReadonlyMap<number, number>;
	/** Terms that were read as another because the index does not have them: typed → used. */
	readonly corrections: ReadonlyMap<string, string>;
}

/** No dictionary gives this id out. */
const UNKNOWN = 0xffff_ffff;
const MAX_TERMS = 31;
const PREFIX_STRENGTH = 0.8;
const OTHER_CASE_STRENGTH = 0.9;
const HUMPS_STRENGTH = 0.7;
const TYPO_STRENGTH = 0.6;
const FUZZY_LIMIT = 12;

/** Looks the query's words and names up in the index, with corrections where a word is unknown. */
export function understand(text: string, keyword: KeywordIndex): UnderstoodQuery {
	const { dictionary } = keyword;
	const parsed = queryTerms(text);
	const asked = queryIdentifiers(text);
	const identifiers = asked.map(each => each.name);
	const qualifiers = [...new Set(asked.flatMap(each => each.qualifiers))];
	const corrections = new Map<string, string>();
	const terms: { text: string; isCompound: boolean }[] = [];
	const termIds: number[] = [];
	const weights: number[] = [];
	const known = (term: string): number | undefined => {
		const id = dictionary.find(term);
		return id !== undefined && keyword.documentFrequency(id) > 0 ? id : undefined;
	};
	for (const term of parsed.terms.slice(0, MAX_TERMS)) {
		let id = known(term);
		if (id === undefined && term.length >= 5) {
			const near = termsOneEditAway(dictionary, term, false, 1)[0];
			if (near !== undefined && keyword.documentFrequency(near) > 0) {
				id = near;
				corrections.set(term, dictionary.text(near));
			}
		}
		terms.push({ text: corrections.get(term) ?? term, isCompound: false });
		termIds.push(id ?? UNKNOWN);
		weights.push(1);
	}
	for (const term of compoundTerms(parsed.words)) {
		if (terms.length >= MAX_TERMS) break;
		const id = known(term);
		if (id === undefined || termIds.includes(id)) continue;
		terms.push({ text: term, isCompound: true });
		termIds.push(id);
		weights.push(0);
	}
	return {
		kind: queryKind(text),
		text,
		identifiers,
		qualifiers,
		terms,
		termIds,
		weights,
		definitions: definitionsFor(identifiers, keyword),
		corrections,
	};
}

function definitionsFor(
	identifiers: readonly string[],
	keyword: KeywordIndex,
): Map<number, number> {
	const found = new Map<number, number>();
	const { dictionary } = keyword;
	// The very spelling first: the caller may cut the list.
	for (const name of identifiers) {
		const exact = dictionary.find(SYMBOL_MARK + name);
		if (exact !== undefined)
			for (const chunk of keyword.definitionsOfTerm(exact)) found.set(chunk, 1);
	}
	for (const name of identifiers) {
		for (const chunk of keyword.definitionsOf(name))
			if (!found.has(chunk)) found.set(chunk, OTHER_CASE_STRENGTH);
	}
	const [only] = identifiers;
	// Looser readings only where the exact one found nothing, and only for a name asked for by itself.
	if (found.size > 0 || only === undefined || identifiers.length > 1 || only.length < 3)
		return found;
	const add = (symbols: readonly number[], strength: number): void => {
		for (const symbol of symbols) {
			for (const chunk of keyword.definitionsOfTerm(symbol))
				if (!found.has(chunk)) found.set(chunk, strength);
		}
	};
	add(symbolsWithPrefix(dictionary, only, FUZZY_LIMIT), PREFIX_STRENGTH);
	add(symbolsByHumps(dictionary, only, FUZZY_LIMIT), HUMPS_STRENGTH);
	if (found.size === 0) {
		add(termsOneEditAway(dictionary, only, true, FUZZY_LIMIT), TYPO_STRENGTH);
	}
	return found;
}
