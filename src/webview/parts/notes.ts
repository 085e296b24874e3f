import { html, nothing, type TemplateResult } from 'lit';
import type { ViewProblem } from '../../shared/view/viewProtocol';
import { icon } from '../icons';
import { english, type StringKey } from '../strings';
import type { PartContext } from './context';
import { linkButton } from './controls';

/** Standing problems, the failure of this search, and why this answer is less than asked. */
export function notes(context: PartContext): readonly TemplateResult[] {
	const { state, words } = context;
	const problems = state.snapshot?.problems ?? [];
	const { degraded = '', warnings = [] } = state.answer?.results ?? {};
	const said = problems.some(({ message }) => message === degraded);
	const { failure } = state;
	// A standing trouble explains why this search failed; saying it twice helps nobody.
	const told = failure === undefined || problems.some(({ code }) => code === failure.code);
	const shown: ViewProblem[] = [
		...(told ? [] : [failure]),
		...problems,
		...(degraded === '' || said || problems.length > 0
			? []
			: [plain('degraded', 'warning', words.text('problem.degraded'), degraded)]),
		...warnings.map(warning => plain('query', 'info', '', warning)),
	];
	return shown.map(problem => note(context, problem, problem === state.failure));
}

function plain(
	code: string,
	severity: ViewProblem['severity'],
	title: string,
	message: string,
): ViewProblem {
	const actions = code === 'degraded' ? (['showDetails'] as const) : [];
	return { code, severity, title, message, remedy: '', actions };
}

function note(
	{ words, dispatch }: PartContext,
	problem: ViewProblem,
	again: boolean,
): TemplateResult {
	const { code, severity, message, remedy, actions } = problem;
	const key = `problem.${code}`;
	const known = Object.hasOwn(english, key) ? (key as StringKey) : 'problem.other';
	const title = problem.title === '' && code !== 'query' ? words.text(known) : problem.title;
	return html`<div class="note" role=${severity === 'error' ? 'alert' : 'status'}>
		${icon(severity, `icon-${severity}`)}
		<div class="note-body">
			${title === '' ? nothing : html`<h2>${title}</h2>`}
			<p>${message}${remedy === '' ? nothing : html` ${remedy}`}</p>
			${
				actions.length === 0 && !again
					? nothing
					: html`<div class="note-actions">
							${
								again
									? linkButton(words.text('action.searchAgain'), () =>
											dispatch({ type: 'submit', remember: false }),
										)
									: nothing
							}
							${actions.map(command =>
								linkButton(words.text(`action.${command}`), () =>
									dispatch({ type: 'command', command }),
								),
							)}
						</div>`
			}
		</div>
	</div>`;
}
