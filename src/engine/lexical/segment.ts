/** An immutable piece of the postings, as compressed rows: postings of `terms[i]` are [starts[i], starts[i+1]). */
export interface Segment {
	/** Distinct term ids, ascending. */
	readonly terms: Uint32Array;
	readonly starts: Uint32Array;
	readonly docs: Uint32Array;
	/** Occurrences of the term in the document, cut at 255. */
	readonly counts: Uint8Array;
	/** Number of documents put in, and how many of them were removed since. */
	readonly documents: number;
	dead: number;
	/** Identity: a posting counts only while its document's owner is this segment. */
	readonly serial: number;
}

/** Postings in the order in which they came, to be sorted into a segment. */
export interface RawPostings {
	readonly terms: Uint32Array;
	readonly docs: Uint32Array;
	readonly counts: Uint8Array;
	readonly length: number;
}

/** Scratch space that lives as long as its index: the histogram of terms must not be allocated at each flush. */
export class TermHistogram {
	private counts = new Uint32Array(0);

	ofSize(terms: number): Uint32Array {
		if (this.counts.length < terms) this.counts = new Uint32Array(Math.ceil(terms * 1.25));
		return this.counts;
	}
}

/** Sorts raw postings by term with one counting pass; documents keep their order. */
export function buildSegment(
	raw: RawPostings,
	documents: number,
	serial: number,
	histogram: TermHistogram,
): Segment {
	let highest = 0;
	for (let i = 0; i < raw.length; i++) highest = Math.max(highest, raw.terms[i] ?? 0);
	const places = histogram.ofSize(highest + 1);
	const distinct: number[] = [];
	for (let i = 0; i < raw.length; i++) {
		const term = raw.terms[i] ?? 0;
		const before = places[term] ?? 0;
		if (before === 0) distinct.push(term);
		places[term] = before + 1;
	}
	const terms = Uint32Array.from(distinct).sort();
	const starts = new Uint32Array(terms.length + 1);
	let total = 0;
	for (let i = 0; i < terms.length; i++) {
		const term = terms[i] ?? 0;
		const count = places[term] ?? 0;
		starts[i] = total;
		places[term] = total;
		total += count;
	}
	starts[terms.length] = total;
	const docs = new Uint32Array(total);
	const counts = new Uint8Array(total);
	for (let i = 0; i < total; i++) {
		const term = raw.terms[i] ?? 0;
		const at = places[term] ?? 0;
		places[term] = at + 1;
		docs[at] = raw.docs[i] ?? 0;
		counts[at] = raw.counts[i] ?? 0;
	}
	for (const term of distinct) places[term] = 0;
	return { terms, starts, docs, counts, documents, dead: 0, serial };
}

/**
 * Joins segments into one and leaves out the postings of removed documents. `owner` of the documents kept is set to `serial`.
 *
 * @param owner Serial of the segment that holds each document, 0 = none.
 */
export function mergeSegments(
	segments: readonly Segment[],
	owner: Uint16Array,
	serial: number,
): Segment {
	const capacity = segments.reduce((sum, segment) => sum + segment.docs.length, 0);
	const termCapacity = segments.reduce((sum, segment) => sum + segment.terms.length, 0);
	const docs = new Uint32Array(capacity);
	const counts = new Uint8Array(capacity);
	const terms = new Uint32Array(termCapacity);
	const starts = new Uint32Array(termCapacity + 1);
	const next = segments.map(() => 0);
	let termCount = 0;
	let at = 0;
	for (;;) {
		let term = Infinity;
		segments.forEach(
			(segment, s) => (term = Math.min(term, segment.terms[next[s] ?? 0] ?? Infinity)),
		);
		if (term === Infinity) break;
		const start = at;
		for (let s = 0; s < segments.length; s++) {
			const segment = segments[s];
			const row = next[s] ?? 0;
			if (segment?.terms[row] !== term) continue;
			next[s] = row + 1;
			const end = segment.starts[row + 1] ?? 0;
			for (let i = segment.starts[row] ?? 0; i < end; i++) {
				const doc = segment.docs[i] ?? 0;
				if (owner[doc] !== segment.serial) continue;
				docs[at] = doc;
				counts[at++] = segment.counts[i] ?? 0;
			}
		}
		if (at > start) {
			terms[termCount] = term;
			starts[termCount++] = start;
		}
	}
	starts[termCount] = at;
	// Only now: an older copy of a document must not pass the test above because its newer copy was merged.
	for (let i = 0; i < at; i++) owner[docs[i] ?? 0] = serial;
	const wasted = at < capacity * 0.9;
	return {
		terms: terms.slice(0, termCount),
		starts: starts.slice(0, termCount + 1),
		docs: wasted ? docs.slice(0, at) : docs.subarray(0, at),
		counts: wasted ? counts.slice(0, at) : counts.subarray(0, at),
		documents: segments.reduce((sum, segment) => sum + segment.documents - segment.dead, 0),
		dead: 0,
		serial,
	};
}

/** Row of a term in a segment, −1 when it has none. */
export function findRow(segment: Segment, term: number): number {
	const { terms } = segment;
	let low = 0;
	let high = terms.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((terms[middle] ?? 0) < term) low = middle + 1;
		else high = middle;
	}
	return terms[low] === term ? low : -1;
}
