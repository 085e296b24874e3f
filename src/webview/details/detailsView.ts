import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type {
	DetailsCommand,
	DetailsFolder,
	DetailsSnapshot,
} from '../../shared/view/detailsProtocol';
import type { IndexState } from '../../shared/types';
import { icon } from '../icons';
import type { SectionContext } from './context';
import { coverageSections } from './coverageSection';
import { eventsSection, indexesSection, partsSection, skippedSection } from './indexSections';
import { button, link } from './pieces';
import { qualitySection } from './qualitySection';
import { wordsFor, type Words } from './strings';
import { objectivesSection, stagesSection, timeSection, traceSection } from './timeSections';

/** The details page: draws the newest snapshot; buttons go to the host. */
export class DetailsView extends LitElement {
	static override properties = { snapshot: { attribute: false } };
	declare snapshot: DetailsSnapshot | undefined;
	command: (command: DetailsCommand, folderId: string, text: string) => void = () => undefined;

	protected override createRenderRoot(): this {
		return this;
	}

	protected override render(): TemplateResult | typeof nothing {
		const { snapshot } = this;
		if (snapshot === undefined) return nothing;
		const words = wordsFor(snapshot.locale);
		document.documentElement.lang = words.locale;
		const { folder } = snapshot;
		if (folder === undefined)
			return html`<main>
				<h1>${words.text('noFolder')}</h1>
				<p class="dim">${words.text('noFolderBody')}</p>
			</main>`;
		const context: SectionContext = {
			snapshot,
			folder,
			words,
			run: (command, text = '') => this.command(command, folder.id, text),
		};
		return html`<main>
			${header(context)} ${alarms(context)}
			${
				folder.enabled && folder.state !== undefined
					? html`${coverageSections(context)}
							<div class="two">${qualitySection(context)} ${timeSection(context)}</div>
							<div class="two">${objectivesSection(context)} ${stagesSection(context)}</div>
							<div class="two">${skippedSection(context)} ${partsSection(context)}</div>
							${traceSection(context)} ${indexesSection(context)} ${eventsSection(context)}`
					: indexesSection(context)
			}
			${footer(snapshot, words)}
		</main>`;
	}
}

function header({ snapshot, folder, words, run }: SectionContext): TemplateResult {
	const { busy } = snapshot;
	const stopped = snapshot.engine.state === 'stopped';
	const buttons = stopped
		? [
				button(words.text('button.restartEngine'), () => run('restartEngine'), { primary: true }),
				button(words.text('button.openLog'), () => run('openLog')),
				button(words.text('button.copyDiagnostics'), () => run('copyDiagnostics')),
			]
		: !folder.enabled
			? [
					button(words.text('button.openSetting'), () => run('openSetting', 'enabled'), {
						primary: true,
					}),
				]
			: [
					button(
						words.text(busy === 'checking' ? 'button.checking' : 'button.checkIndex'),
						() => run('checkIndex'),
						{ primary: true, disabled: busy !== '' },
					),
					folder.paused
						? button(words.text('button.resume'), () => run('resume'))
						: button(words.text('button.pause'), () => run('pause')),
					button(
						words.text(busy === 'rebuilding' ? 'button.rebuilding' : 'button.rebuildIndex'),
						() => run('rebuildIndex'),
						{ disabled: busy !== '' },
					),
					button(words.text('button.diagnose'), () => run('diagnose')),
					button(words.text('button.copyDiagnostics'), () => run('copyDiagnostics')),
					button(words.text('button.exportJson'), () => run('exportJson')),
				];
	return html`<header>
		<h1>${words.text('title', folder.name)}</h1>
		${snapshot.folders.length > 1 ? chooser(snapshot, folder, words, run) : nothing}
		<div class="buttons">${buttons}</div>
		<p class="state" role="status">
			${stateIcon(folder.state)}
			<span>${stateSentence(folder, words, snapshot.nowMs)}</span>
		</p>
	</header>`;
}

function chooser(
	snapshot: DetailsSnapshot,
	folder: DetailsFolder,
	words: Words,
	run: SectionContext['run'],
): TemplateResult {
	return html`<select
		aria-label=${words.text('chooseFolder')}
		@change=${(event: Event) => run('selectFolder', (event.target as HTMLSelectElement).value)}
	>
		${snapshot.folders.map(
			({ id, name }) => html`<option value=${id} ?selected=${id === folder.id}>${name}</option>`,
		)}
	</select>`;
}

function stateSentence(folder: DetailsFolder, words: Words, nowMs: number): string {
	if (!folder.enabled) return words.text('off');
	if (folder.state === undefined) return folder.sentence || words.text('loading');
	const checkedMs = folder.report?.checkedMs ?? 0;
	const checked =
		folder.report === undefined
			? ''
			: checkedMs === 0
				? words.text('neverChecked')
				: words.text('checked', words.age(checkedMs, nowMs));
	return `${folder.sentence} ${checked}`.trim();
}

function stateIcon(state: IndexState | undefined): TemplateResult {
	switch (state?.type) {
		case undefined:
			return icon('loading', 'spin');
		case 'ready':
			return icon('pass', 'icon-ok');
		case 'indexing':
			return icon('sync', 'spin');
		case 'paused':
			return icon('debug-pause');
		case 'stale':
			return icon('history', 'icon-warning');
		case 'degraded':
			return icon('warning', 'icon-warning');
		case 'empty':
			return icon('circle-slash');
		case 'error':
			return icon('error', 'icon-error');
	}
}

/** What is wrong, each with its numbers and a way on. */
function alarms({ snapshot, folder, words, run }: SectionContext): TemplateResult | typeof nothing {
	if (folder.alarms.length === 0) return nothing;
	return html`<div class="alarms">
		${folder.alarms.map(
			alarm =>
				html`<div class="note" role=${alarm.severity === 'broken' ? 'alert' : 'note'}>
					${
						alarm.severity === 'broken'
							? icon('warning', 'icon-warning')
							: icon('info', 'icon-info')
					}
					<div>
						<h2>${alarm.title}</h2>
						<p>
							${alarm.what} ${alarm.remedy}
							<span class="dim"
								>${words.text('alarm.since', words.age(alarm.sinceMs, snapshot.nowMs))}</span
							>
						</p>
						<p>
							${link(
								words.text('alarm.runbook'),
								() => run('openRunbook', alarm.runbook),
								`${words.text('alarm.runbook')}: ${alarm.title}`,
							)}
						</p>
					</div>
				</div>`,
		)}
	</div>`;
}

function footer({ engine }: DetailsSnapshot, words: Words): TemplateResult {
	return html`<footer class="dim">
		${
			engine.state === 'stopped'
				? words.text('engineStopped')
				: engine.rssBytes === 0
					? nothing
					: words.text(
							'engine',
							words.bytes(engine.rssBytes),
							words.duration(engine.cpuSeconds),
							words.duration(engine.upSeconds),
						)
		}
		${engine.runtime}
	</footer>`;
}
