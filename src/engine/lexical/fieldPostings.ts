import { grown } from './growable';
import {
	buildSegment,
	findRow,
	mergeSegments,
	TermHistogram,
	type RawPostings,
	type Segment,
} from './segment';

/** Postings kept unsorted before they become a segment: 9 bytes each, so 18 MB at most, for a moment. */
const PENDING_LIMIT = 1 << 21;
/** Segments over this are not merged any more: one merge stays under about 100 ms. */
const MERGE_LIMIT = 1 << 22;
const DEAD_SHARE = 0.25;

/**
 * Postings of one field (term → documents with counts) that can be added to, removed from and asked at any time: new
 * documents wait unsorted until the next question, then become a segment; segments of like size are merged, so a posting
 * is moved O(log n) times. A removed document only loses its owner; its postings go at the next merge, or when a quarter
 * of a segment is dead. Document ids may be used again after their removal. About 5.5 bytes a posting.
 */
export class FieldPostings {
	/** Largest first, roughly; the newest last. */
	private segments: Segment[] = [];
	/** Serial of the segment that holds a document, 0 = none (or no postings). */
	private owner = new Uint16Array(1024);
	private readonly freeSerials: number[] = [];
	private lastSerial = 0;
	private readonly histogram = new TermHistogram();

	private pendingTerms = new Uint32Array(1024);
	private pendingDocs = new Uint32Array(1024);
	private pendingCounts = new Uint8Array(1024);
	private pending = 0;
	private pendingDocuments = 0;
	private pendingSerial = 0;
	private hasDead = false;

	/** `ids` distinct; `doc` must not be in the field. */
	add(doc: number, ids: Uint32Array, counts: Uint8Array): void {
		this.owner = grown(this.owner, doc + 1);
		if (ids.length === 0) return;
		if (this.pending + ids.length > PENDING_LIMIT) this.settle();
		if (this.pendingSerial === 0) this.pendingSerial = this.takeSerial();
		const end = this.pending + ids.length;
		this.pendingTerms = grown(this.pendingTerms, end);
		this.pendingDocs = grown(this.pendingDocs, end);
		this.pendingCounts = grown(this.pendingCounts, end);
		this.pendingTerms.set(ids, this.pending);
		this.pendingCounts.set(counts, this.pending);
		this.pendingDocs.fill(doc, this.pending, end);
		this.pending = end;
		this.pendingDocuments++;
		this.owner[doc] = this.pendingSerial;
	}

	/** Does nothing when the field does not hold the document. */
	remove(doc: number): void {
		if ((this.owner[doc] ?? 0) === 0) return;
		// What waits has no segment to count its dead, and the id may come again before it has one.
		if (this.owner[doc] === this.pendingSerial) this.settle();
		const serial = this.owner[doc];
		const segment = this.segments.find(candidate => candidate.serial === serial);
		this.owner[doc] = 0;
		if (segment === undefined) return;
		segment.dead++;
		this.hasDead = true;
	}

	/** Makes everything added so far answerable and tidies up; to be called before reading. */
	settle(): void {
		this.flush();
		if (this.hasDead) this.compact();
		this.mergeTail();
	}

	/** Segments with the row of `term` in each; call `settle` first. */
	rows(term: number): { readonly segment: Segment; readonly row: number }[] {
		const found: { segment: Segment; row: number }[] = [];
		for (const segment of this.segments) {
			const row = findRow(segment, term);
			if (row >= 0) found.push({ segment, row });
		}
		return found;
	}

	/** Number of documents with the term; exact, also while removed ones are still stored. */
	documentFrequency(term: number): number {
		let count = 0;
		// Ranking asks this a thousand times a query: nothing is allocated.
		for (const segment of this.segments) {
			const row = findRow(segment, term);
			if (row < 0) continue;
			const start = segment.starts[row] ?? 0;
			const end = segment.starts[row + 1] ?? 0;
			count += end - start;
			if (segment.dead === 0) continue;
			for (let i = start; i < end; i++) {
				if (this.owner[segment.docs[i] ?? 0] !== segment.serial) count--;
			}
		}
		return count;
	}

	/** Documents with the term, in no particular order. */
	documents(term: number): number[] {
		const found: number[] = [];
		this.eachDocument(term, doc => found.push(doc));
		return found;
	}

	/** The same, one after the other. */
	eachDocument(term: number, visit: (doc: number) => void): void {
		for (const segment of this.segments) {
			const row = findRow(segment, term);
			if (row < 0) continue;
			const end = segment.starts[row + 1] ?? 0;
			for (let i = segment.starts[row] ?? 0; i < end; i++) {
				const doc = segment.docs[i] ?? 0;
				if (this.owner[doc] === segment.serial) visit(doc);
			}
		}
	}

	/** Owner table, for loops over postings: a posting of `segment` is alive while `owners[doc] === segment.serial`. */
	get owners(): Uint16Array {
		return this.owner;
	}

	get statistics(): {
		readonly postings: number;
		readonly segments: number;
		readonly bytes: number;
	} {
		let postings = this.pending;
		let bytes =
			this.owner.byteLength +
			this.pendingTerms.byteLength +
			this.pendingDocs.byteLength +
			this.pendingCounts.byteLength;
		for (const segment of this.segments) {
			postings += segment.docs.length;
			bytes +=
				segment.docs.byteLength +
				segment.counts.byteLength +
				segment.terms.byteLength +
				segment.starts.byteLength;
		}
		return { postings, segments: this.segments.length, bytes };
	}

	private flush(): void {
		if (this.pending > 0) {
			const raw: RawPostings = {
				terms: this.pendingTerms,
				docs: this.pendingDocs,
				counts: this.pendingCounts,
				length: this.pending,
			};
			this.segments.push(
				buildSegment(raw, this.pendingDocuments, this.pendingSerial, this.histogram),
			);
		}
		this.pendingSerial = 0;
		this.pending = 0;
		this.pendingDocuments = 0;
		if (this.pendingTerms.length > 1 << 17) {
			this.pendingTerms = new Uint32Array(1024);
			this.pendingDocs = new Uint32Array(1024);
			this.pendingCounts = new Uint8Array(1024);
		}
	}

	private compact(): void {
		this.hasDead = false;
		const kept: Segment[] = [];
		for (const segment of this.segments) {
			if (segment.dead <= segment.documents * DEAD_SHARE) {
				if (segment.dead > 0) this.hasDead = true;
				kept.push(segment);
			} else if (segment.dead >= segment.documents) this.freeSerials.push(segment.serial);
			else kept.push(this.merge([segment]));
		}
		this.segments = kept;
	}

	/** Merges the newest segments as long as the one before is less than twice as large as all of them. */
	private mergeTail(): void {
		let first = this.segments.length - 1;
		let total = this.segments[first]?.docs.length ?? 0;
		for (; first > 0; first--) {
			const size = this.segments[first - 1]?.docs.length ?? 0;
			if (size >= 2 * total || size + total > MERGE_LIMIT) break;
			total += size;
		}
		if (first < 0 || first === this.segments.length - 1) return;
		const merged = this.merge(this.segments.slice(first));
		this.segments.length = first;
		this.segments.push(merged);
	}

	private merge(segments: readonly Segment[]): Segment {
		const merged = mergeSegments(segments, this.owner, this.takeSerial());
		// Safe to use again: no document is owned by a merged segment any more.
		for (const segment of segments) this.freeSerials.push(segment.serial);
		return merged;
	}

	private takeSerial(): number {
		return this.freeSerials.pop() ?? ++this.lastSerial;
	}
}
