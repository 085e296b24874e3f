import type { Questions } from '../engine/engineTypes';
import { readText } from '../engine/scan/readSource';
import { languageByName } from '../engine/search/languageName';
import { fitSpans, type AgentAnswer, type AgentHit } from '../shared/agent/agentAnswer';
import type { AgentHealth } from '../shared/agent/agentHealth';
import { hitText, linesOf } from '../shared/agent/spanText';
import { LodestoneError } from '../shared/errors';
import { redact } from '../shared/redact';
import { mergeByHead } from '../shared/mergeByHead';
import { oneList } from '../shared/oneList';
import type { SearchFilters, SearchResponse } from '../shared/types';
import { confinedPath } from './confinedPath';
import type { ServedFolder } from './servedFolder';
import type { ReadInput, ReadOutput, SearchInput, SimilarInput } from './toolSchemas';

const DEFAULT_LIMIT = 8;
const DEFAULT_TOKENS = 4_000;
const MAX_LINES = 2_000;

/** What the tools do, without the protocol. Every answer carries the state of the index; errors are `LodestoneError`s. */
export class FolderTools {
	constructor(private readonly folders: readonly ServedFolder[]) {}

	/** @throws {LodestoneError} `bad-argument`, `cancelled`, or what the engine says when no folder answered. */
	async search(input: SearchInput, signal: AbortSignal): Promise<AgentAnswer> {
		const { query, mode = 'hybrid', limit = DEFAULT_LIMIT } = input;
		const filters = filtersOf(input);
		return this.#answer(input, signal, this.#named(input.folder), folder =>
			folder.search({ query, mode, limit, filters }, signal),
		);
	}

	/** @throws {LodestoneError} `bad-argument`, `not-found`, `cancelled`. */
	async similar(input: SimilarInput, signal: AbortSignal): Promise<AgentAnswer> {
		const { folder, path } = this.#file(input);
		const options = { limit: input.limit ?? DEFAULT_LIMIT, filters: filtersOf(input) };
		return this.#answer(input, signal, [folder], opened =>
			opened.similar(path, input.line - 1, options),
		);
	}

	/**
	 * Lines of a file that is in the index: what was left out (secrets, ignored files) is not read for an agent either.
	 *
	 * @throws {LodestoneError} `bad-argument`, `not-found`, `cancelled`.
	 */
	async read(input: ReadInput, signal: AbortSignal): Promise<ReadOutput> {
		const { folder, path, absolute } = this.#file(input);
		if (input.endLine < input.startLine)
			throw new LodestoneError('bad-argument', 'endLine lies before startLine.', '');
		const { value: explanation, health } = await folder.use(signal, opened => opened.explain(path));
		if (!explanation.indexed)
			throw new LodestoneError(
				'bad-argument',
				`This file is not in the index and is not read: ${explanation.detail}`,
				explanation.remedy,
			);
		const text = readText(absolute, folder.maxFileBytes);
		if (text === undefined)
			throw new LodestoneError('not-found', 'The file cannot be read as text any more.', '');
		const lines = linesOf(redact(text));
		const start = Math.min(input.startLine, lines.length);
		const end = Math.min(input.endLine, lines.length, start + MAX_LINES - 1);
		return {
			folder: this.#label(folder),
			path,
			startLine: start,
			endLine: end,
			totalLines: lines.length,
			text: lines.slice(start - 1, end).join('\n'),
			health: [health],
		};
	}

	/** @throws {LodestoneError} `bad-argument`, `cancelled`. */
	async status(folder: string | undefined, signal: AbortSignal): Promise<AgentHealth[]> {
		return Promise.all(
			this.#named(folder).map(async each => (await each.use(signal, () => undefined)).health),
		);
	}

	async #answer(
		input: SearchInput | SimilarInput,
		signal: AbortSignal,
		folders: readonly ServedFolder[],
		ask: (folder: Questions) => Promise<SearchResponse>,
	): Promise<AgentAnswer> {
		const settled = await Promise.allSettled(
			folders.map(async folder => ({ folder, ...(await folder.use(signal, ask)) })),
		);
		signal.throwIfAborted();
		const answers = settled.flatMap(each => (each.status === 'fulfilled' ? [each.value] : []));
		const failures = settled.flatMap(each =>
			each.status === 'rejected' ? [each.reason as unknown] : [],
		);
		const [failure] = failures;
		if (answers.length === 0 && failure !== undefined)
			throw failure instanceof Error
				? failure
				: new LodestoneError('internal', 'No folder answered.');
		const limit = input.limit ?? DEFAULT_LIMIT;
		const lists = answers.map(({ folder, value }) =>
			oneList(value.groups, value.understood.text).map(hit => ({ folder, hit })),
		);
		const hits = mergeByHead(lists, limit, ({ hit }) => hit.probability).map(
			({ folder, hit }): AgentHit => ({
				folder: this.#label(folder),
				hit,
				text: hitText(hit, fileLines(folder, hit.path)),
			}),
		);
		return {
			...fitSpans(hits, input.maxTokens ?? DEFAULT_TOKENS),
			notes: [
				...answers.flatMap(({ value }) => [
					...value.warnings,
					...(value.degraded === undefined ? [] : [value.degraded]),
					...(value.nothingConvincing && value.groups.length > 0
						? ['Nothing convincing: these are only the nearest places.']
						: []),
				]),
				...failures.map(reason =>
					reason instanceof Error ? reason.message : 'One folder could not answer.',
				),
			],
			health: answers.map(({ health }) => health),
		};
	}

	/** Empty where only one folder is served: a name would only cost tokens. */
	#label(folder: ServedFolder): string {
		return this.folders.length > 1 ? folder.name : '';
	}

	#named(name: string | undefined): readonly ServedFolder[] {
		if (name === undefined || name === '') return this.folders;
		const found = this.folders.filter(folder => folder.name === name || folder.root === name);
		if (found.length > 0) return found;
		const names = this.folders.map(folder => folder.name).join(', ');
		throw new LodestoneError('bad-argument', 'This folder is not served.', `Served are: ${names}.`);
	}

	/** Answers as text put the folder's name before the path where several are served; agents copy it. */
	#withoutLabel(folder: ServedFolder, path: string): string {
		const label = `${this.#label(folder)}/`;
		return label !== '/' && path.startsWith(label) ? path.slice(label.length) : path;
	}

	/** The one folder that has the file; a file in none of them tells why for the first. */
	#file(input: { readonly path: string; readonly folder?: string | undefined }) {
		let failure: LodestoneError | undefined;
		for (const folder of this.#named(input.folder)) {
			try {
				return { folder, ...confinedPath(folder.root, this.#withoutLabel(folder, input.path)) };
			} catch (error) {
				if (!(error instanceof LodestoneError)) throw error;
				failure ??= error;
			}
		}
		throw failure ?? new LodestoneError('not-found', 'No folder is served.', '');
	}
}

/** Undefined for a file that went away, or became a link, since the engine verified it. */
function fileLines(folder: ServedFolder, path: string): readonly string[] | undefined {
	try {
		const text = readText(confinedPath(folder.root, path).absolute, folder.maxFileBytes);
		return text === undefined ? undefined : linesOf(redact(text));
	} catch {
		return undefined;
	}
}

function languageIds(names: readonly string[]): string[] {
	return names.map(name => {
		const id = languageByName(name);
		if (id === undefined)
			throw new LodestoneError('bad-argument', `There is no language "${name.slice(0, 40)}".`, '');
		return id;
	});
}

function filtersOf(input: SearchInput | SimilarInput): SearchFilters {
	const { include, exclude, languages, kinds } = input;
	return {
		...(include ? { include } : {}),
		...(exclude ? { exclude } : {}),
		...(languages ? { languages: languageIds(languages) } : {}),
		...(kinds ? { kinds } : {}),
	};
}
