import {
	integer,
	list,
	object,
	oneOf,
	optional,
	Refused,
	shape,
	shown,
	string,
	type Parser,
} from './parse';
import {
	hitRefFields,
	MAX_HISTORY,
	MAX_QUERY,
	MAX_RESULTS,
	parseFilters,
	parseHitRef,
	parseSpan,
	rowRefFields,
} from './parseShapes';
import { OPEN_MODES, VIEW_COMMANDS, type ViewMessage, type ViewMessages } from './viewProtocol';

const PARSERS: { readonly [K in keyof ViewMessages]: Parser<ViewMessages[K]> } = {
	ready: shape<ViewMessages['ready']>({ restoredSeq: integer() }),
	search: shape<ViewMessages['search']>({
		seq: integer(1),
		query: string(MAX_QUERY),
		filters: parseFilters,
		limit: integer(1, MAX_RESULTS),
	}),
	cancel: shape<ViewMessages['cancel']>({ seq: integer() }),
	open: shape<ViewMessages['open']>({
		...hitRefFields,
		seq: integer(),
		span: parseSpan,
		how: oneOf(OPEN_MODES),
	}),
	expandWhy: shape<ViewMessages['expandWhy']>({ ...hitRefFields, seq: integer() }),
	similar: shape<ViewMessages['similar']>({ ...hitRefFields, span: parseSpan }),
	requestMore: shape<ViewMessages['requestMore']>({
		seq: integer(),
		limit: integer(1, MAX_RESULTS),
	}),
	setHistory: shape<ViewMessages['setHistory']>({ history: list(string(MAX_QUERY), MAX_HISTORY) }),
	runCommand: shape<ViewMessages['runCommand']>({
		command: oneOf(VIEW_COMMANDS),
		folderId: string(1000),
		text: string(MAX_QUERY),
	}),
	copyMarkdown: shape<ViewMessages['copyMarkdown']>({ seq: integer(), hit: optional(parseHitRef) }),
	dismiss: shape<ViewMessages['dismiss']>({ ...rowRefFields, seq: integer() }),
	viewError: shape<ViewMessages['viewError']>({ message: shown(4000) }),
};

/**
 * Parses a message of the page, for the host.
 *
 * @returns The message with exactly its own fields, or a `Refused` that names the field at fault; never throws.
 */
export function parseViewMessage(value: unknown): ViewMessage | Refused {
	try {
		const { type, data } = object(value, 'message');
		if (typeof type !== 'string' || !Object.hasOwn(PARSERS, type)) {
			return new Refused('message: unknown type');
		}
		const known = type as keyof ViewMessages;
		return { type: known, data: PARSERS[known](data, known) } as ViewMessage;
	} catch (error) {
		if (error instanceof Refused) return error;
		throw error;
	}
}
