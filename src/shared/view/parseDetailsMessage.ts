import {
	DETAILS_COMMANDS,
	type DetailsCommandMessage,
	type DetailsMessage,
} from './detailsProtocol';
import { oneOf, Refused, shape, shown, string, union } from './parse';

const parser = union<DetailsMessage>({
	ready: shape<Extract<DetailsMessage, { type: 'ready' }>>({ type: oneOf(['ready']) }),
	command: shape<DetailsCommandMessage>({
		type: oneOf(['command']),
		command: oneOf(DETAILS_COMMANDS),
		folderId: string(4096),
		text: string(200),
	}),
	viewError: shape<Extract<DetailsMessage, { type: 'viewError' }>>({
		type: oneOf(['viewError']),
		message: shown(500),
	}),
});

/** A message of the details page, or why it is refused. */
export function parseDetailsMessage(value: unknown): DetailsMessage | Refused {
	try {
		return parser(value, 'message');
	} catch (error) {
		if (error instanceof Refused) return error;
		throw error;
	}
}
