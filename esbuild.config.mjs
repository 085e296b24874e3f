// One bundle per process. Native modules stay outside the bundles; .wasm and the model are files beside them.
import { build } from 'esbuild';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { packageOf } from './scripts/package/paths.mjs';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const out = join(root, 'dist');
/** Loaded at run time, when they are there and work; `onnxruntime-web` finds its .wasm beside itself. */
const NATIVE = ['onnxruntime-node', 'onnxruntime-web', 'hnswlib-node'];

/** Bundles that run in Node: name in dist → entry. */
const NODE_BUNDLES = {
	parseWorker: 'src/engine/threads/parseWorker.ts',
	embedWorker: 'src/engine/threads/embedWorker.ts',
	hnswWorker: 'src/engine/threads/hnswWorker.ts',
	runtimeTrial: 'src/engine/runtime/trialChild.ts',
	cli: 'src/cli/main.ts',
	mcp: 'src/mcp/main.ts',
	engineProcess: 'src/server/main.ts',
	extension: 'src/extension/extension.ts',
	colourWorker: 'src/extension/colour/colourWorker.ts',
};

mkdirSync(out, { recursive: true });
const common = {
	bundle: true,
	absWorkingDir: root,
	sourcemap: 'linked',
	sourcesContent: false,
	legalComments: 'none',
	logLevel: 'warning',
	minify: process.argv.includes('--minify'),
	metafile: true,
};
/** Packages whose code is in a bundle: the notices and the bill of materials are made from it. */
const bundled = new Set();
const note = ({ metafile }) => {
	for (const input of Object.keys(metafile.inputs)) {
		const below = input.split('node_modules/').at(-1);
		if (below !== input) bundled.add(packageOf(below));
	}
};

for (const [name, entry] of Object.entries(NODE_BUNDLES)) {
	if (!existsSync(join(root, entry))) {
		// Parts land one after the other; a missing process is said, not hidden.
		console.warn(`esbuild: ${entry} does not exist, ${name} is not built`);
		continue;
	}
	const result = await build({
		...common,
		entryPoints: [entry],
		outfile: join(out, `${name}.js`),
		platform: 'node',
		format: 'cjs',
		target: 'node22.15',
		// Its ES module asks for import.meta.url, which a CommonJS bundle has not.
		alias: { 'web-tree-sitter': join(root, 'node_modules/web-tree-sitter/tree-sitter.cjs') },
		// Only the extension may name vscode: anywhere else the bundle must fail to resolve it.
		external: name === 'extension' ? ['vscode'] : NATIVE,
	});
	note(result);
}

/** Bundles of the editor's pages: name in dist → entry. */
const PAGES = { webview: 'src/webview/main.ts', details: 'src/webview/details/main.ts' };
for (const [name, entry] of Object.entries(PAGES)) {
	const result = await build({
		...common,
		entryPoints: [entry],
		outfile: join(out, `${name}.js`),
		platform: 'browser',
		format: 'iife',
		target: 'es2022',
		tsconfig: 'tsconfig.webview.json',
	});
	note(result);
}

// The icon font of the view, as the editor ships it.
mkdirSync(join(out, 'codicons'), { recursive: true });
for (const file of ['codicon.css', 'codicon.ttf'])
	cpSync(join(root, 'node_modules/@vscode/codicons/dist', file), join(out, 'codicons', file));

if (existsSync(join(root, 'scripts/copyGrammars.mjs'))) {
	const { copyGrammars } = await import('./scripts/copyGrammars.mjs');
	await copyGrammars(join(out, 'grammars'));
}
writeFileSync(join(out, 'bundled.json'), JSON.stringify([...bundled].sort()));
