// Every text that the extension passes to `t(...)` must be in each l10n bundle, and every bundle only what is used.
// With --write the missing keys are added in English, for a person to translate.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Texts in the source, by looking for calls of `t` and `l10n.t` with a literal. */
export function usedTexts() {
	const texts = new Set();
	const visit = node => {
		if (ts.isCallExpression(node)) {
			const { expression: callee } = node;
			const name = ts.isIdentifier(callee)
				? callee.text
				: ts.isPropertyAccessExpression(callee)
					? callee.name.text
					: '';
			const first = node.arguments[0];
			if (name === 't' && first && ts.isStringLiteralLike(first)) texts.add(first.text);
		}
		ts.forEachChild(node, visit);
	};
	for (const folder of ['src/extension', 'src/shared']) {
		for (const file of readdirSync(join(root, folder), { recursive: true })) {
			if (!file.endsWith('.ts')) continue;
			const path = join(root, folder, file);
			visit(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true));
		}
	}
	return texts;
}

/** Problems of a language's bundle, as sentences. */
export function checkBundle(language, used = usedTexts()) {
	const path = join(root, 'l10n', `bundle.l10n.${language}.json`);
	const bundle = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
	const placeholders = text => (text.match(/\{\d+\}/g) ?? []).sort().join();
	return [
		...[...used].filter(text => !(text in bundle)).map(text => `${language} lacks: ${text}`),
		...Object.keys(bundle)
			.filter(text => !used.has(text))
			.map(text => `${language} has what nobody says: ${text}`),
		...Object.entries(bundle)
			.filter(([text, translated]) => placeholders(text) !== placeholders(translated))
			.map(([text]) => `${language} has other placeholders: ${text}`),
	];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
	if (process.argv.includes('--write')) {
		const path = join(root, 'l10n/bundle.l10n.de.json');
		const bundle = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
		const all = Object.fromEntries(
			[...usedTexts()].sort().map(text => [text, bundle[text] ?? text]),
		);
		writeFileSync(path, `${JSON.stringify(all, undefined, '\t')}\n`);
	}
	const problems = checkBundle('de');
	for (const problem of problems) console.error(problem);
	process.exit(problems.length === 0 ? 0 : 1);
}
