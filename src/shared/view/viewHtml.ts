export interface ViewHtmlParts {
	/** `webview.cspSource`. */
	readonly cspSource: string;
	/** From `crypto.randomBytes`, new for each load; base64 or hex. */
	readonly nonce: string;
	/** Webview URIs of `dist/webview.js` and of the copied `codicon.css` (its font lies beside it). */
	readonly scriptUri: string;
	readonly codiconUri: string;
	/** The element that is the page; default `lodestone-view`. */
	readonly element?: 'lodestone-view' | 'lodestone-details';
	/** BCP 47; words the page before the first snapshot arrives. */
	readonly locale: string;
}

/** The page of the search view or of the details: nothing inline, nothing remote, one script with a nonce. */
export function viewHtml(parts: ViewHtmlParts): string {
	const { cspSource, nonce, scriptUri, codiconUri, locale, element = 'lodestone-view' } = parts;
	const csp = [
		"default-src 'none'",
		`style-src ${cspSource}`,
		`font-src ${cspSource}`,
		`img-src ${cspSource}`,
		`script-src 'nonce-${nonce}'`,
	].join('; ');
	return `<!doctype html>
<html lang="${attribute(locale)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(csp)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lodestone</title>
<link rel="stylesheet" href="${attribute(codiconUri)}">
</head>
<body>
<${element}></${element}>
<script nonce="${attribute(nonce)}" src="${attribute(scriptUri)}"></script>
</body>
</html>`;
}

function attribute(value: string): string {
	return value.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');
}
