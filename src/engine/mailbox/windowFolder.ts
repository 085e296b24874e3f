import type {
	Explanation,
	IndexStatus,
	SearchRequest,
	SearchResponse,
	SimilarOptions,
} from '../../shared/types';
import type { Questions } from '../engineTypes';
import type { Announcement } from './announcement';
import type { MailGuest } from './mailGuest';
import type { Answered, MailMethod, MailMethods } from './mailMethods';

/** A folder as the engine of an open window answers about it, for one call of an agent or one command. Failures are those of `MailGuest.call`. */
export class WindowFolder implements Questions {
	#status: IndexStatus | undefined;

	constructor(
		private readonly guest: MailGuest,
		private readonly host: Announcement,
		private readonly signal: AbortSignal,
	) {}

	search(request: SearchRequest): Promise<SearchResponse> {
		return this.#call('search', request);
	}

	similar(path: string, line: number, options: SimilarOptions = {}): Promise<SearchResponse> {
		return this.#call('similar', { ...options, path, line });
	}

	explain(path: string): Promise<Explanation> {
		return this.#call('explain', { path });
	}

	/** As it was told with the last answer; asked for where nothing was asked yet. */
	async status(): Promise<IndexStatus> {
		if (this.#status !== undefined) return this.#status;
		return this.#take(await this.guest.call(this.host, 'status', undefined, this.signal)).status;
	}

	async #call<M extends MailMethod>(
		method: M,
		params: MailMethods[M]['params'],
	): Promise<MailMethods[M]['result']> {
		return this.#take(await this.guest.call(this.host, method, params, this.signal)).value;
	}

	#take<T>(answered: Answered<T>): Answered<T> {
		this.#status = answered.status;
		return answered;
	}
}
