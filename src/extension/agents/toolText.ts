import { answerText, fitSpans, healthText, type AgentHit } from '../../shared/agent/agentAnswer';
import { agentHealth, type AgentHealth } from '../../shared/agent/agentHealth';
import { estimateTokens } from '../../shared/agent/tokens';
import type { FolderSnapshot } from '../workspace/folderIndex';

/** Counts a text's tokens as the model that asked does. */
export type CountTokens = (text: string) => PromiseLike<number>;

export interface ToolAnswer {
	readonly text: string;
	readonly places: readonly string[];
	readonly tokens: number;
}

/** With every answer: how far it can be relied on. A folder that is not open yet says so. */
export function healthOf(snapshots: readonly FolderSnapshot[]): AgentHealth[] {
	return snapshots.map(({ name, status, failure }) =>
		status === undefined
			? {
					folder: name,
					state: failure ? 'ERROR' : 'UPDATING',
					detail: failure?.message ?? 'The index is being opened.',
					files: 0,
					chunks: 0,
					searchableByWords: 0,
					searchableByMeaning: 0,
					refined: 0,
					updatedAt: '',
					answeredBy: 'this window',
				}
			: agentHealth(
					name,
					status,
					status.writer === 'other' ? 'Another program keeps this index up to date.' : '',
				),
	);
}

/**
 * The answer as text within a budget of the model's own tokens: estimated first, counted after, and made again smaller until it fits.
 *
 * @param budget Tokens of the whole text; headings and health included.
 */
export async function textWithin(
	hits: readonly AgentHit[],
	notes: readonly string[],
	health: readonly AgentHealth[],
	budget: number,
	count: CountTokens | undefined,
): Promise<ToolAnswer> {
	let spans = Math.max(0, budget - estimateTokens(healthText(health) + notes.join('\n')) - 16);
	for (let attempt = 0; ; attempt++) {
		const { results, omitted } = fitSpans(hits, spans);
		const text = answerText({ results, omitted, notes, health });
		const tokens = count ? await count(text) : estimateTokens(text);
		if (tokens <= budget || attempt === 3 || results.length === 0)
			return {
				text,
				tokens,
				places: results.map(({ path, startLine, endLine }) => `${path}:${startLine}-${endLine}`),
			};
		spans = Math.floor(spans * (budget / tokens) * 0.9);
	}
}
