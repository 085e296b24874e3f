import { LodestoneError } from '../../shared/errors';
import type { SearchMode, SearchRequest, SearchResponse, SimilarOptions } from '../../shared/types';
import { languageByName } from './languageName';
import type { QueryEmbedder } from '../engineParts';
import { N_SLOT } from '../indexing/fileAnalysis';
import type { WorkspaceIndex } from '../indexing/workspaceIndex';
import { NameCosines } from '../rank/nameCosines';
import { DEFAULT_CALIBRATION, type Calibration } from '../rank/calibration';
import { withOpened } from '../rank/opened';
import { looksPasted } from '../rank/pasted';
import { shippedRanker } from '../rank/shippedModels';
import { gatherCandidates, LEG_SIZES, type Candidates } from '../rank/gather';
import type { RankedFile } from '../rank/types';
import type { GraphKeeper } from '../vector/graphKeeper';
import type { ScoredSlot } from '../vector/types';
import { candidateSource, type MaskedChunk } from './candidateSource';
import { EarlyWords } from './earlyWords';
import { filterBitmaps, type FilterBitmaps } from './filterBitmaps';
import { chunkSpan, Hydrator } from './hydrate';
import { literalFilter } from './literalFilter';
import type { OpenedMemory } from './openedMemory';
import { presentFiles } from './presentFiles';
import { parseQuery } from './queryParser';
import { rankSimilar } from './rankSimilar';
import { rrfRank } from './rrfRank';
import { checkPage, DEFAULT_LIMIT, joinFilters, literalGlob, MAX_LIMIT } from './searchRequest';
import { emptyTrace, Laps, type TraceDraft } from './searchTrace';
import { TextCache } from './textCache';

/** Longer queries are cut: a pasted page is searched by its beginning. */
const MAX_QUERY_CHARS = 4_000;
/** Nearest neighbours asked for by meaning. */
const DENSE_CANDIDATES = 100;
export interface FolderSearchDeps {
	readonly root: string;
	readonly index: WorkspaceIndex;
	readonly graph: GraphKeeper;
	readonly embedder: QueryEmbedder;
	readonly maxFileBytes: number;
	/** What was opened for which question; empty unless the person wants it. */
	readonly opened: OpenedMemory;
}

/** Answers queries over one folder's index: understand, retrieve, rank, hydrate. Holds no state between queries but what is stale. */
export class FolderSearch {
	/** Files whose text was found to differ from the index; the caller brings them up to date. */
	readonly staleFiles = new Set<string>();
	/** Text of unsaved documents by path. */
	readonly overlays = new Map<string, string>();
	/** How this workspace's chances differ; fitted to questions made from its own comments. */
	calibration: Calibration = DEFAULT_CALIBRATION;
	readonly #names: NameCosines;
	readonly #texts = new TextCache();

	constructor(private readonly deps: FolderSearchDeps) {
		const { draft, encode } = deps.embedder;
		this.#names = new NameCosines(draft, encode);
	}

	/** Forgets what can be read again. */
	dropCaches(): void {
		this.#texts.clear();
	}

	/**
	 * @throws {LodestoneError} `bad-argument` for a broken glob or limit, `cancelled`.
	 */
	async search(request: SearchRequest, signal?: AbortSignal): Promise<SearchResponse> {
		const { index } = this.deps;
		const laps = new Laps();
		const trace = emptyTrace(index.chunks.live);
		const mode = request.mode ?? 'hybrid';
		const { limit, offset } = checkPage(request);
		const parsed = parseQuery(request.query.slice(0, MAX_QUERY_CHARS), languageByName);
		const filters = joinFilters(request.filters, parsed);
		const literal = literalFilter(
			index,
			this.deps.root,
			this.overlays,
			this.deps.maxFileBytes,
			this.#texts,
			parsed.literals,
			parsed.excluded,
		);
		const bitmaps = filterBitmaps(index, filters);
		trace.admitted = bitmaps?.count ?? index.chunks.live;
		trace.tokeniseMs = laps.lap();

		if (parsed.text === '') {
			return this.#respond({
				mode,
				ranked: [],
				candidates: undefined,
				trace,
				laps,
				limit,
				offset,
				warnings: parsed.warnings,
				degraded: undefined,
				request,
			});
		}
		const { candidates, vector, by } = await this.#retrieve(
			parsed.text,
			mode,
			bitmaps,
			trace,
			laps,
			signal,
		);
		trace.candidates = candidates.chunks.length;
		const answered = vector === undefined ? 'keyword' : mode;
		let ranked = shippedRanker(answered)?.rank(candidates) ?? rrfRank(candidates, answered);
		// Its bonus is in units of the learned score; a pasted line wants what holds it, whatever was opened before.
		const learns =
			request.useOpened === true && answered !== 'meaning' && !looksPasted(parsed.text);
		const bonus = learns ? this.deps.opened.bonus(parsed.text) : undefined;
		if (bonus !== undefined)
			ranked = withOpened(ranked, bonus, ({ file }) => candidates.files[file]?.path ?? '');
		if (literal !== undefined) ranked = await literal(candidates, ranked);
		trace.rankMs = laps.lap();
		return this.#respond({
			mode,
			ranked,
			candidates,
			trace,
			laps,
			limit,
			offset,
			warnings: parsed.warnings,
			degraded: degradedBy(mode, by, this.deps.embedder.failure()),
			request,
			bonus,
			...(vector === undefined ? {} : { vector }),
		});
	}

	/** The candidates of a query. Its words are looked up while the transformer, which has a thread of its own, works on its vector. */
	async #retrieve(
		text: string,
		mode: SearchMode,
		bitmaps: FilterBitmaps | undefined,
		trace: TraceDraft,
		laps: Laps,
		signal: AbortSignal | undefined,
	): Promise<Retrieved> {
		const { index, embedder } = this.deps;
		const embedding = mode === 'keyword' ? undefined : embedder.embed(text, signal);
		// Awaited below; this keeps it from being "unhandled" until then.
		embedding?.catch(() => undefined);
		const legs = mode === 'meaning' ? MEANING_LEGS : LEG_SIZES;
		const early = new EarlyWords(index, text, bitmaps, legs, embedding && this.#names);
		try {
			trace.keywordMs = laps.lap();
			const embedded = await embedding;
			signal?.throwIfAborted();
			trace.embedMs = laps.lap();
			const vector = embedded?.vector;
			const dense = vector === undefined ? [] : await this.#nearest(vector, bitmaps, trace);
			signal?.throwIfAborted();
			trace.vectorMs = laps.lap();
			const known = early.take();
			const candidates = gatherCandidates(
				text,
				candidateSource({ index, vector, dense, bitmaps, names: this.#names, facts: known?.facts }),
				legs,
				known?.words,
			);
			trace.keywordMs += laps.lap();
			return { candidates, vector, by: embedded?.by };
		} finally {
			early.release();
		}
	}

	/**
	 * The order of files and chunks alone, without reading anything from disk: what a quality check needs.
	 *
	 * @returns Each file's best chunk, best file first, with the chance that the models give it.
	 */
	async order(
		text: string,
		mode: SearchMode,
		options: OrderOptions = {},
	): Promise<readonly { readonly chunkId: number; readonly probability: number }[]> {
		const { masked, without, signal } = options;
		const { index } = this.deps;
		const vector =
			mode === 'keyword' ? undefined : (await this.deps.embedder.embed(text, signal))?.vector;
		signal?.throwIfAborted();
		const bitmaps =
			without === undefined ? undefined : filterBitmaps(index, { exclude: [literalGlob(without)] });
		const dense = vector === undefined ? [] : await this.#nearest(vector, bitmaps, emptyTrace(0));
		return index.keywords.withMask(masked, () => {
			const source = candidateSource({
				index,
				vector,
				dense,
				bitmaps,
				names: this.#names,
				masked,
			});
			const legs = mode === 'meaning' ? MEANING_LEGS : LEG_SIZES;
			const candidates = gatherCandidates(text, source, legs);
			const answered = vector === undefined ? 'keyword' : mode;
			const ranked = shippedRanker(answered)?.rank(candidates) ?? rrfRank(candidates, answered);
			return ranked.flatMap(({ chunks, probability }) => {
				const best = candidates.chunks[chunks[0]?.index ?? -1];
				return best === undefined ? [] : [{ chunkId: best.chunkId, probability }];
			});
		});
	}

	/** Chunks near the one at a line (0-based). @throws {LodestoneError} `not-found`. */
	async similar(path: string, line: number, options: SimilarOptions = {}): Promise<SearchResponse> {
		const { index } = this.deps;
		const laps = new Laps();
		const trace = emptyTrace(index.chunks.live);
		const entry = index.files.get(path);
		if (entry === undefined)
			throw new LodestoneError(
				'not-found',
				`${path} is not in the index.`,
				`Ask "lodestone explain" why.`,
			);
		let self: number | undefined;
		for (let id = entry.first; id < entry.first + entry.count; id++) {
			const span = chunkSpan(index, id);
			if (span.startLine <= line && line <= span.endLine) self = id;
		}
		const vector =
			self === undefined ? undefined : index.vectors.row(index.chunks.number(self, N_SLOT));
		if (self === undefined || vector === undefined)
			throw new LodestoneError(
				'not-found',
				`There is no code at line ${line + 1} of ${path}.`,
				'Name a line inside a function.',
			);
		const bitmaps = filterBitmaps(index, options.filters);
		trace.admitted = bitmaps?.count ?? index.chunks.live;
		const dense = await this.#nearest(vector, bitmaps, trace);
		trace.vectorMs = laps.lap();
		const [symbol] = index.labelsOf(entry).names[self - entry.first] ?? [''];
		const candidates = gatherCandidates(
			symbol,
			candidateSource({ index, vector, dense, bitmaps, names: this.#names }),
			MEANING_LEGS,
		);
		const ranked = rankSimilar(index, candidates, self);
		trace.candidates = candidates.chunks.length;
		trace.rankMs = laps.lap();
		return this.#respond({
			mode: 'meaning',
			ranked,
			candidates,
			trace,
			laps,
			limit: Math.min(options.limit ?? DEFAULT_LIMIT, MAX_LIMIT),
			offset: 0,
			warnings: [],
			degraded: undefined,
			request: { ...options, query: symbol },
			vector,
		});
	}

	async #nearest(
		vector: Float32Array,
		bitmaps: FilterBitmaps | undefined,
		trace: TraceDraft,
	): Promise<ScoredSlot[]> {
		const { slots, how } = await this.deps.graph.search(
			vector,
			DENSE_CANDIDATES,
			bitmaps?.slots,
			bitmaps?.count,
		);
		trace.vectorSearch = how;
		return slots;
	}

	#respond(input: ResponseInput): SearchResponse {
		const { index, root, maxFileBytes, embedder } = this.deps;
		const { ranked, candidates, trace, laps, request } = input;
		const hydrator = new Hydrator(
			index,
			root,
			maxFileBytes,
			this.overlays,
			this.#texts,
			request.snippetLines,
		);
		const groups =
			candidates === undefined
				? []
				: presentFiles({
						...input,
						candidates,
						index,
						hydrator,
						embedder,
						calibration: this.calibration,
					});
		for (const path of hydrator.staleFiles) this.staleFiles.add(path);
		trace.hydrateMs = laps.lap();
		trace.totalMs = laps.total;
		return {
			groups,
			totalFiles: ranked.length,
			mode: input.mode,
			degraded: input.degraded,
			coverage: index.coverage(),
			nothingConvincing: groups.length > 0 && groups.every(group => group.best.strength === 'weak'),
			trace,
			understood: { kind: candidates?.query.kind ?? 'empty', text: candidates?.query.text ?? '' },
			warnings: input.warnings,
		};
	}
}

interface OrderOptions {
	/** A chunk that is to be found without a part of its text. */
	readonly masked?: MaskedChunk | undefined;
	/** A file that is left out. */
	readonly without?: string | undefined;
	readonly signal?: AbortSignal | undefined;
}

interface Retrieved {
	readonly candidates: Candidates;
	readonly vector: Float32Array | undefined;
	readonly by: 'model' | 'draft' | undefined;
}

interface ResponseInput {
	readonly mode: SearchMode;
	readonly ranked: readonly RankedFile[];
	readonly candidates: Candidates | undefined;
	readonly trace: TraceDraft;
	readonly laps: Laps;
	readonly limit: number;
	readonly offset: number;
	readonly warnings: readonly string[];
	readonly degraded: string | undefined;
	readonly request: SearchRequest;
	/** What files gained from having been opened, by path. */
	readonly bonus?: ReadonlyMap<string, number> | undefined;
	readonly vector?: Float32Array;
}

/** Legs of a search by meaning alone: only what the vectors bring. */
const MEANING_LEGS = {
	...LEG_SIZES,
	body: 0,
	names: 0,
	path: 0,
	document: 0,
	definitions: 0,
	chunksPerFile: 0,
	widenedFiles: 0,
	widenedChunks: 0,
};

/** A model that is still starting is no trouble worth words (`precision` tells of drafts); one that failed is. */
function degradedBy(
	mode: SearchMode,
	by: 'model' | 'draft' | undefined,
	failure: string | undefined,
): string | undefined {
	if (mode === 'keyword' || by === 'model' || failure === undefined) return undefined;
	return `${failure} Questions are embedded by the draft table and find a little less.`;
}
