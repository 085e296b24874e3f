import type { ChunkKind, Strength } from '../../shared/types';
import type { Answer } from '../search/mergeAnswers';
import { createResultSet, type FoundHit } from '../search/resultSet';
import type { Translate } from '../translate';

export type PickRow =
	| { readonly type: 'separator'; readonly label: string }
	| {
			readonly type: 'hit';
			readonly found: FoundHit;
			readonly label: string;
			readonly description: string;
			readonly detail: string;
			readonly icon: string;
	  }
	| {
			readonly type: 'action';
			readonly action: 'sidebar' | 'plainText';
			readonly label: string;
			readonly description: string;
			readonly icon: string;
	  };

const STRENGTHS: readonly Strength[] = ['strong', 'likely', 'weak'];

/** Rows of the quick pick: separators give the strength, the best hit of each file below, the way on at the end. */
export function quickPickRows(query: string, answer: Answer, t: Translate): readonly PickRow[] {
	const rows: PickRow[] = [];
	let strength: Strength | undefined;
	const best = createResultSet(0, query, answer)
		.all()
		.filter(({ group, hit }) => hit === group.best)
		// Separators name each strength once: stable, so that the rank decides within one.
		.sort((a, b) => STRENGTHS.indexOf(a.hit.strength) - STRENGTHS.indexOf(b.hit.strength));
	for (const { group, hit } of best) {
		if (answer.nothingConvincing) {
			if (rows.length === 0)
				rows.push({ type: 'separator', label: t('nothing convincing, closest') });
		} else if (hit.strength !== strength) {
			strength = hit.strength;
			rows.push({ type: 'separator', label: strengthText(strength, t) });
		}
		const first = hit.snippet?.lines.find(line => line.trim() !== '')?.trim() ?? '';
		const scope = hit.scope.length > 0 ? `${hit.scope.join('.')} · ` : '';
		rows.push({
			type: 'hit',
			found: { group, hit },
			label: hit.symbol === '' ? (group.path.split('/').at(-1) ?? group.path) : hit.symbol,
			description: `${scope}${group.path}:${hit.span.startLine + 1}`,
			detail: hit.docLine === '' ? first : hit.docLine,
			icon: kindIcon(hit.kind),
		});
	}
	rows.push({ type: 'separator', label: '' });
	if (answer.groups.length > 0)
		rows.push({
			type: 'action',
			action: 'sidebar',
			label: t('Show all {0} files in the sidebar', answer.totalFiles),
			description: '',
			icon: 'list-tree',
		});
	if (answer.groups.length === 0 || answer.nothingConvincing)
		rows.push({
			type: 'action',
			action: 'plainText',
			label: t('Search as plain text'),
			description: query,
			icon: 'search',
		});
	return rows;
}

export function strengthText(strength: Strength, t: Translate): string {
	return strength === 'strong' ? t('strong') : strength === 'likely' ? t('likely') : t('weak');
}

/** What the answer rests on, for the title. */
export function answerTitle(answer: Answer, elapsedMs: number, t: Translate): string {
	const basis =
		answer.basis === 'keyword'
			? t('keyword only')
			: answer.basis === 'draft'
				? t('draft meaning')
				: t('refined by meaning');
	return t(
		'Semantic Find: {0} files · {1} · {2} ms',
		answer.totalFiles,
		basis,
		Math.round(elapsedMs),
	);
}

/** The codicon that the editor itself uses for such a symbol. */
export function kindIcon(kind: ChunkKind): string {
	switch (kind) {
		case 'type':
			return 'symbol-interface';
		case 'trait':
			return 'symbol-interface';
		case 'test':
			return 'beaker';
		case 'section':
			return 'book';
		case 'cell':
			return 'notebook';
		case 'element':
			return 'symbol-field';
		case 'config':
			return 'settings';
		case 'code':
			return 'code';
		case 'text':
			return 'symbol-string';
		default:
			return `symbol-${kind}`;
	}
}

/** Code may contain `$(name)`, which a quick pick would draw as an icon, and characters that control a terminal or the writing direction. */
export const plain = (text: string) =>
	text.replace(/\p{Cc}|[\u202A-\u202E\u2066-\u2069]/gu, ' ').replace(/\$\(/g, '$\u200B(');
