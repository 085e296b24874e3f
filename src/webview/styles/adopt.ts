import { baseCss } from './base';
import { boxCss } from './box';
import { listCss } from './list';
import { messageCss } from './messages';
import { whyCss } from './why';

/** Puts the view's rules into the document; adopted sheets need no `unsafe-inline`. */
export function adoptStyles(): void {
	const sheet = new CSSStyleSheet();
	sheet.replaceSync([baseCss, boxCss, listCss, messageCss, whyCss].join('\n'));
	document.adoptedStyleSheets.push(sheet);
}
