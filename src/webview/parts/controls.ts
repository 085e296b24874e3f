import { html, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { icon } from '../icons';

/** A 22 px button that is only an icon; the label is spoken and shown on hover. */
export function iconButton(
	glyph: string,
	label: string,
	onClick: (event: MouseEvent) => void,
	options: { readonly tabbable?: boolean; readonly extra?: string } = {},
): TemplateResult {
	return html`<button
		class="icon-button ${options.extra ?? ''}"
		type="button"
		tabindex=${ifDefined(options.tabbable === false ? -1 : undefined)}
		aria-label=${label}
		title=${label}
		@click=${onClick}
	>
		${icon(glyph)}
	</button>`;
}

/** A toggle inside an input box, as in VS Code's own search. */
export function toggle(
	glyph: string,
	label: string,
	on: boolean,
	onClick: () => void,
	disabled = false,
): TemplateResult {
	return html`<button
		class="toggle"
		type="button"
		aria-pressed=${on ? 'true' : 'false'}
		aria-label=${label}
		title=${label}
		?disabled=${disabled && !on}
		@click=${onClick}
	>
		${icon(glyph)}
	</button>`;
}

/** Text that acts; looks like a link, is a button. */
export function linkButton(label: string, onClick: () => void): TemplateResult {
	return html`<button class="link" type="button" @click=${onClick}>${label}</button>`;
}
