import type { TokenStyle } from '../shared/view/viewProtocol';

const PLAIN_COLOUR = /^#[0-9a-f]{3,8}$/i;

/**
 * The style sheet for the theme's token colours: one class an entry, `.t0`, `.t1`, … Only colours in hexadecimal get
 * in, so that nothing in a theme file can become another rule.
 */
export function paletteCss(palette: readonly TokenStyle[]): string {
	return palette
		.map(({ foreground, bold, italic, underline }, i) => {
			if (!PLAIN_COLOUR.test(foreground)) return '';
			const extras = [
				bold ? 'font-weight:700' : '',
				italic ? 'font-style:italic' : '',
				underline ? 'text-decoration:underline' : '',
			].filter(extra => extra !== '');
			return `.code .t${i}{${[`color:${foreground}`, ...extras].join(';')}}`;
		})
		.join('\n');
}
