import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../icons';
import { countFilters } from '../state';
import { statusLine } from '../statusText';
import type { PartContext } from './context';
import { iconButton, linkButton } from './controls';

/** The line below the box. What a screen reader hears of it comes once per search, from the live region beside it. */
export function statusView({
	state,
	words,
	dispatch,
}: PartContext): TemplateResult | typeof nothing {
	const line = statusLine(state, words);
	if (line.text === '' && line.control === 'none') return nothing;
	const filtered = countFilters(state.filters) > 0 && state.query.trim() !== '';
	return html`<div class="status">
		<span class="status-text" aria-hidden="true" title=${line.text}>
			${
				line.icon === 'busy'
					? icon('loading', 'spin')
					: line.icon === 'paused'
						? icon('debug-pause')
						: nothing
			}
			<span class="ellipsis wide-only">${line.text}</span>
			<span class="ellipsis narrow-only">${line.short}</span>
		</span>
		${
			filtered
				? linkButton(words.text('filters.clear'), () => dispatch({ type: 'clearFilters' }))
				: nothing
		}
		${
			line.control === 'none'
				? nothing
				: iconButton(
						line.control === 'pause' ? 'debug-pause' : 'play',
						words.text(`action.${line.control}`),
						() =>
							dispatch({ type: 'command', command: line.control === 'pause' ? 'pause' : 'resume' }),
					)
		}
	</div>`;
}
