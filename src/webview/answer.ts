/** How an answer becomes a list: what opens, what is folded, and how a better order replaces the one on screen. */
import type { ViewGroup, ViewHit, ViewResults, ViewSnippet } from '../shared/view/viewProtocol';
import { groupKey, groupOf, hitKey, WEAK_KEY } from './keys';
import type { Answer, Question, ShownGroup } from './state';

/** Files that show their code at once; the rest is one line each, as in the mock. */
const OPEN_FILES = 3;
/** Hits of a file shown at once; further ones only when they are at least likely. */
const LEAD_HITS = 3;

function show(group: ViewGroup, open: boolean): ShownGroup {
	const likely = group.hits.findIndex((hit, i) => i > 0 && hit.strength === 'weak');
	const lead = Math.min(LEAD_HITS, likely < 0 ? group.hits.length : likely);
	return { key: groupKey(group), group, open, lead: Math.max(1, lead) };
}

const isWeak = (group: ViewGroup): boolean => group.hits.every(hit => hit.strength === 'weak');

/** Lays a fresh answer out, best first. */
export function arrange(results: ViewResults, asked: Question): Answer {
	// When nothing is convincing, everything is weak: folding it all away would leave an empty list.
	const fold = !results.nothingConvincing;
	const groups = results.groups.filter(group => group.hits.length > 0);
	const main = groups.filter(group => !fold || !isWeak(group));
	const weak = groups.filter(group => fold && isWeak(group));
	return {
		results,
		asked,
		main: main.map((group, i) => show(group, i < OPEN_FILES)),
		weak: weak.map(group => show(group, false)),
		nothingConvincing: results.nothingConvincing,
	};
}

/**
 * Replaces an answer by a better one to the same question without moving the row `pin` on screen: every row up to
 * and including the pinned one keeps its place and its height, and only takes over strength and precision; what
 * follows is in the new order.
 */
export function mergePinned(shown: Answer, next: ViewResults, pin: string): Answer {
	const fresh = arrange(next, shown.asked);
	const newer = new Map(fresh.results.groups.map(group => [groupKey(group), group]));
	const pinnedGroup = groupOf(pin);
	const all = [...shown.main, ...shown.weak];
	const last =
		pin === WEAK_KEY ? shown.main.length - 1 : all.findIndex(({ key }) => key === pinnedGroup);
	if (last < 0 && pin !== WEAK_KEY) return fresh;
	const frozen = all
		.slice(0, last + 1)
		.map((entry, i) => freeze(entry, newer.get(entry.key), i === last));
	const kept = new Set(frozen.map(({ key }) => key));
	const rest = [...fresh.main, ...fresh.weak].filter(({ key }) => !kept.has(key));
	const inWeak = pin === WEAK_KEY || last >= shown.main.length;
	const follow = (entry: ShownGroup, i: number): ShownGroup => ({
		...entry,
		open: !inWeak && frozen.length + i < OPEN_FILES,
	});
	const likely = rest.filter(({ group }) => !isWeak(group)).map(follow);
	return {
		...fresh,
		nothingConvincing: shown.nothingConvincing,
		main: inWeak ? frozen.slice(0, shown.main.length) : [...frozen, ...likely],
		weak: inWeak
			? [...frozen.slice(shown.main.length), ...rest.map(follow)]
			: rest.filter(({ group }) => isWeak(group)),
	};
}

/** A file whose rows must not change height: the same hits in the same order; new ones only below, and only in the last file. */
function freeze(entry: ShownGroup, newer: ViewGroup | undefined, last: boolean): ShownGroup {
	if (newer === undefined) return entry;
	const byChunk = new Map(newer.hits.map(hit => [hit.chunkId, hit]));
	const kept = entry.group.hits.map(hit => updated(hit, byChunk.get(hit.chunkId)));
	const known = new Set(kept.map(hit => hit.chunkId));
	const added = last ? newer.hits.filter(hit => !known.has(hit.chunkId)) : [];
	return { ...entry, group: { ...newer, hits: [...kept, ...added] } };
}

/**
 * Gives hits that are still the same lines the colours they had, until better ones come: an answer arrives plain and
 * is coloured a moment later, and code that loses and regains its colours with each keystroke would flicker.
 */
export function keepColours(before: Answer | undefined, next: Answer): Answer {
	if (before === undefined) return next;
	const known = new Map<string, ViewSnippet>();
	for (const { group } of [...before.main, ...before.weak]) {
		for (const hit of group.hits) {
			if (hit.snippet !== undefined)
				known.set(hitKey({ ...group, chunkId: hit.chunkId }), hit.snippet);
		}
	}
	const recolour = (shown: ShownGroup): ShownGroup => {
		const hits = shown.group.hits.map(hit => {
			const old = known.get(hitKey({ ...shown.group, chunkId: hit.chunkId }));
			const { snippet } = hit;
			if (old === undefined || snippet === undefined || !sameLines(old, snippet)) return hit;
			const lines = snippet.lines.map((line, i) =>
				line.colours.length > 0 ? line : { ...line, colours: old.lines[i]?.colours ?? [] },
			);
			return { ...hit, snippet: { ...snippet, lines } };
		});
		return { ...shown, group: { ...shown.group, hits } };
	};
	return { ...next, main: next.main.map(recolour), weak: next.weak.map(recolour) };
}

function sameLines(a: ViewSnippet, b: ViewSnippet): boolean {
	return (
		a.lines.length === b.lines.length && a.lines.every(({ text }, i) => text === b.lines[i]?.text)
	);
}

function updated(hit: ViewHit, newer: ViewHit | undefined): ViewHit {
	if (newer === undefined) return hit;
	const sameHeight = newer.snippet?.lines.length === hit.snippet?.lines.length;
	return sameHeight ? newer : { ...newer, snippet: hit.snippet };
}
