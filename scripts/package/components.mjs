// Whose work ships: the packages in the bundles (as esbuild saw them), those that ship as files, the grammars and the model.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageOf } from './paths.mjs';
import { GRAMMAR_FILES } from '../copyGrammars.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const modules = join(root, 'node_modules');
const readJson = path => JSON.parse(readFileSync(path, 'utf8'));

/** Packages that ship as files, not in a bundle. */
const AS_FILES = [
	'onnxruntime-node',
	'onnxruntime-web',
	'onnxruntime-common',
	'hnswlib-node',
	'@vscode/codicons',
];

/** Development dependencies of these would be listed otherwise: they bring no code of their own into the package. */
const NOT_SHIPPED = new Set(['adm-zip', 'global-agent', 'node-addon-api']);

/** Name → `{ folder, pkg, why }`, sorted by name. `why` tells which part of the product it is in. */
export function shippedPackages() {
	const found = new Map();
	const add = (name, why) => {
		const folder = join(modules, name);
		if (found.has(name) || NOT_SHIPPED.has(name) || !existsSync(join(folder, 'package.json')))
			return;
		found.set(name, { folder, pkg: readJson(join(folder, 'package.json')), why });
	};
	for (const name of bundledPackages()) add(name, 'bundle');
	for (const name of [...AS_FILES, 'bindings', 'file-uri-to-path']) add(name, 'files');
	return sorted(found);
}

/** Package → the languages whose grammars come from it. */
export function grammarPackages() {
	const found = new Map();
	for (const [language, file] of Object.entries(GRAMMAR_FILES)) {
		const name = packageOf(file);
		const folder = join(modules, name);
		const entry = found.get(name) ?? {
			folder,
			pkg: readJson(join(folder, 'package.json')),
			languages: [],
		};
		entry.languages.push(language);
		found.set(name, entry);
	}
	return sorted(found);
}

/** Packages whose code esbuild put into a bundle; written by esbuild.config.mjs. */
function bundledPackages() {
	const file = join(root, 'dist/bundled.json');
	if (!existsSync(file)) throw new Error('dist/bundled.json is missing: run "npm run build" first');
	return readJson(file);
}

const sorted = found => [...found.values()].sort((a, b) => (a.pkg.name < b.pkg.name ? -1 : 1));
