import type { FileGroup, SearchHit, SearchResponse, Snippet } from '../../shared/types';
import type { Answered, MailMethod, MailMethods } from './mailMethods';

/**
 * An answer that came by mail, if it has the shape of one. Looked at as far as its reader relies on it, so that a file which merely
 * looks like an answer is refused here, in one place.
 *
 * @returns undefined for anything else.
 */
export function answeredFrom<M extends MailMethod>(
	method: M,
	result: unknown,
): Answered<MailMethods[M]['result']> | undefined {
	if (!isRecord(result) || !isStatus(result['status'])) return undefined;
	const { value } = result;
	const holds =
		method === 'status'
			? value === undefined || value === null
			: method === 'explain'
				? isExplanation(value)
				: isResponse(value);
	return holds ? (result as unknown as Answered<MailMethods[M]['result']>) : undefined;
}

type Unknown = Readonly<Record<string, unknown>>;
type Test = (value: unknown) => boolean;

const isRecord = (value: unknown): value is Unknown =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
const isText: Test = value => typeof value === 'string';
const isNumber: Test = value => typeof value === 'number';
const isFlag: Test = value => typeof value === 'boolean';
const isList =
	(of: Test): Test =>
	value =>
		Array.isArray(value) && value.every(of);
const isOptional =
	(of: Test): Test =>
	value =>
		value === undefined || of(value);
/** Has each of these fields, and maybe others. */
const has =
	(fields: Readonly<Record<string, Test>>): Test =>
	value =>
		isRecord(value) && Object.entries(fields).every(([name, test]) => test(value[name]));

/** Tests for each field that an object of the type must have. */
type Fields<T> = Readonly<Partial<Record<keyof T & string, Test>>>;
const shaped = <T>(fields: Fields<T>): Test => has(fields as Readonly<Record<string, Test>>);

const isSpan = has({
	startLine: isNumber,
	startColumn: isNumber,
	endLine: isNumber,
	endColumn: isNumber,
});
const isSnippet = shaped<Snippet>({
	startLine: isNumber,
	lines: isList(isText),
	truncated: isFlag,
});
const isHit = shaped<SearchHit>({
	path: isText,
	span: isSpan,
	language: isText,
	kind: isText,
	symbol: isText,
	scope: isList(isText),
	strength: isText,
	score: isNumber,
	probability: isNumber,
	snippet: isOptional(isSnippet),
});
const isGroup = shaped<FileGroup>({ path: isText, best: isHit, more: isList(isHit) });
const isResponse = shaped<SearchResponse>({
	groups: isList(isGroup),
	totalFiles: isNumber,
	mode: isText,
	degraded: isOptional(isText),
	nothingConvincing: isFlag,
	understood: has({ kind: isText, text: isText }),
	warnings: isList(isText),
});
const isExplanation = has({ path: isText, indexed: isFlag, detail: isText, remedy: isText });
const isStatus = has({
	root: isText,
	state: has({ type: isText }),
	health: isText,
	files: isNumber,
	chunks: isNumber,
	coverage: has({ chunks: isNumber, keyword: isNumber, meaning: isNumber, refined: isNumber }),
	updatedAtMs: isNumber,
	model: has({ state: isText }),
	writer: isText,
});
