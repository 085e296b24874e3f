/** Parsers of the shapes that both directions of the view protocol share. */
import { CHUNK_KINDS, type Span } from '../types';
import { boolean, integer, list, oneOf, optional, shape, string, type Parser } from './parse';
import type { HitRef, RowRef, ViewFilters } from './viewProtocol';

export const MAX_QUERY = 4000;
export const MAX_PATH = 4096;
export const MAX_RESULTS = 1000;
export const MAX_HISTORY = 100;

const line = integer(0, 100_000_000);

export const parseSpan: Parser<Span> = shape<Span>({
	startLine: line,
	startColumn: line,
	endLine: line,
	endColumn: line,
});

export const hitRefFields = {
	folderId: string(1000),
	path: string(MAX_PATH),
	chunkId: integer(),
};
export const parseHitRef: Parser<HitRef> = shape<HitRef>(hitRefFields);

export const rowRefFields = { ...hitRefFields, chunkId: optional(hitRefFields.chunkId) };
export const parseRowRef: Parser<RowRef> = shape<RowRef>(rowRefFields);

export const parseFilters: Parser<ViewFilters> = shape<ViewFilters>({
	include: string(MAX_QUERY),
	exclude: string(MAX_QUERY),
	languages: list(string(100), 200),
	kinds: list(oneOf(CHUNK_KINDS), CHUNK_KINDS.length),
	folders: list(string(1000), 1000),
	currentFile: boolean,
	changedFiles: boolean,
	openEditors: boolean,
});
