import { html, nothing, type TemplateResult } from 'lit';
import type { HealthEvent } from '../../shared/health/healthTypes';
import { icon } from '../icons';
import type { SectionContext } from './context';
import { link, section, table, type Cell } from './pieces';

/** What is left out and why, with the rule where a setting rules it. */
export function skippedSection({ folder, words, run }: SectionContext): TemplateResult {
	const total = folder.skipped.reduce((sum, { files }) => sum + files, 0);
	if (total === 0)
		return section('skipped', words.text('skipped.title'), words.text('skipped.none'), nothing);
	return section(
		'skipped',
		words.text('skipped.title'),
		html`${words.text('skipped.lead', total)}
		${link(words.text('skipped.why'), () => run('whyNotIndexed'))}`,
		table(
			[
				{ head: words.text('skipped.reason') },
				{ head: words.text('files'), right: true },
				{ head: words.text('skipped.rule'), right: true, hidden: true },
				{ head: words.text('skipped.show'), right: true, hidden: true },
			],
			folder.skipped.map(({ reason, text, files, setting }) => [
				text,
				words.number(files),
				setting === ''
					? nothing
					: link(
							words.text('skipped.rule'),
							() => run('openSetting', setting),
							words.text('skipped.ruleLabel', text),
						),
				link(
					words.text('skipped.show'),
					() => run('showSkipped', reason),
					words.text('skipped.showLabel', text),
				),
			]),
		),
	);
}

/** The files that make the index, with their sizes and states. */
export function partsSection({ snapshot, folder, words }: SectionContext): TemplateResult {
	const parts = folder.report?.parts ?? [];
	const { rssBytes } = snapshot.engine;
	const disk = words.bytes(folder.bytes);
	return section(
		'parts',
		words.text('parts.title'),
		rssBytes > 0
			? words.text('parts.lead', disk, words.bytes(rssBytes))
			: words.text('parts.leadDisk', disk),
		html`${table(
				[
					{ head: words.text('part') },
					{ head: words.text('size'), right: true },
					{ head: words.text('changed'), right: true },
					{ head: words.text('state'), right: true },
				],
				parts.map(({ part, bytes, changedMs, state, behind }) => [
					words.text(`part.${part}`),
					bytes === 0 ? '–' : words.bytes(bytes),
					changedMs === 0 || bytes === 0 ? '–' : words.age(changedMs, snapshot.nowMs),
					words.text(`partState.${state}`, behind),
				]),
			)}
			<p class="path">${folder.storePath}</p>`,
	);
}

/** Every index of the store: where disk space goes. */
export function indexesSection({ snapshot, words, run }: SectionContext): TemplateResult {
	const { indexes, nowMs } = snapshot;
	if (indexes.length === 0) return html``;
	const sum = indexes.reduce((total, { bytes }) => total + bytes, 0);
	return section(
		'indexes',
		words.text('indexes.title'),
		words.text('indexes.lead', indexes.length, words.bytes(sum)),
		table(
			[
				{ head: words.text('folder') },
				{ head: words.text('files'), right: true },
				{ head: words.text('size'), right: true },
				{ head: words.text('indexes.updated'), right: true },
				{ head: words.text('actions'), right: true, hidden: true },
			],
			indexes.map(index => {
				const name = index.root === '' ? words.text('indexes.unknown') : index.root;
				const note = index.current
					? words.text('indexes.current')
					: index.inUse
						? words.text('indexes.inUse')
						: index.orphan
							? words.text('indexes.orphan')
							: '';
				const cells: Cell[] = [
					html`<span class="root">${name}</span>
						${note === '' ? nothing : html`<span class="tag">${note}</span>`}`,
					words.number(index.files),
					words.bytes(index.bytes),
					words.age(index.updatedMs, nowMs),
					index.inUse || index.current
						? nothing
						: link(
								words.text('indexes.delete'),
								() => run('deleteIndex', index.key),
								words.text('indexes.deleteLabel', name),
							),
				];
				return cells;
			}),
		),
	);
}

const EVENT_ICONS: Readonly<Record<HealthEvent['type'], readonly [glyph: string, extra: string]>> =
	{
		opened: ['folder-opened', ''],
		healed: ['tools', 'icon-warning'],
		indexed: ['database', ''],
		checked: ['check', 'icon-ok'],
		'caught-up': ['history', 'icon-warning'],
		alarm: ['warning', 'icon-warning'],
		'alarm-over': ['pass', 'icon-ok'],
		quality: ['graph-line', ''],
		rebuilt: ['refresh', ''],
		'graph-rebuilt': ['refresh', ''],
		paused: ['debug-pause', ''],
		failed: ['error', 'icon-error'],
	};

/** What happened lately, newest first. */
export function eventsSection({ snapshot, folder, words }: SectionContext): TemplateResult {
	if (folder.events.length === 0)
		return section('events', words.text('events.title'), words.text('events.none'), nothing);
	return section(
		'events',
		words.text('events.title'),
		nothing,
		html`<ul class="events">
			${folder.events.map(({ atMs, type, text }) => {
				const [glyph, extra] = EVENT_ICONS[type];
				return html`<li>
					<span class="dim when">${words.clock(atMs, snapshot.nowMs)}</span>${icon(glyph, extra)}
					<span>${text}</span>
				</li>`;
			})}
		</ul>`,
	);
}
