// The staging folder of a package: exactly what ships, with the same times and modes on every machine.
import { createHash } from 'node:crypto';
import {
	chmodSync,
	cpSync,
	existsSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { modulesOf } from './targets.mjs';

/** The whitelist: what is not named here does not ship. */
const FILES = [
	'LICENSE',
	'README.md',
	'CHANGELOG.md',
	'THIRD_PARTY_NOTICES',
	'package.nls.json',
	'package.nls.de.json',
	'l10n',
	'media',
	'models',
	'types/lodestone.d.ts',
	'docs/RUNBOOKS.md',
	...[
		'extension',
		'details',
		'engineProcess',
		'parseWorker',
		'embedWorker',
		'hnswWorker',
		'runtimeTrial',
		'colourWorker',
		'webview',
		'mcp',
	].map(name => `dist/${name}.js`),
	'dist/grammars',
	'dist/codicons',
];
/** Inside the folders that are named above: maps and types of others, their documents and tests, and pictures that only the README shows. */
const NEVER =
	/\.map$|\.d\.[cm]?ts$|\.md$|\/\.npmignore$|\.ya?ml$|\/(?:test|example)s?(?:\/|$)|^\/screenshots(?:\/|$)/i;

/** 1980 is the earliest time that a zip file can hold. */
export const EPOCH_SECONDS = 315_532_800;

/**
 * Fills `stage` with a target's files; native modules lie below dist/node_modules (vsce leaves a top-level node_modules to its own,
 * unfiltered devices).
 */
export function stagePackage({ root, stage, target, extra }) {
	rmSync(stage, { recursive: true, force: true });
	mkdirSync(stage, { recursive: true });
	const copy = (from, to) => {
		if (!existsSync(from)) throw new Error(`${from} is missing`);
		mkdirSync(dirname(to), { recursive: true });
		cpSync(from, to, {
			recursive: true,
			dereference: true,
			filter: path => {
				const below = path.slice(from.length).replaceAll('\\', '/');
				return (
					below === '' ||
					!NEVER.test(below) ||
					(statSync(path).isDirectory() && below !== '/screenshots')
				);
			},
		});
	};
	for (const file of FILES) copy(join(root, file), join(stage, file));
	const modules = join(root, 'node_modules');
	for (const file of modulesOf(target, modules))
		copy(join(modules, file), join(stage, 'dist/node_modules', file));
	packWasm(join(stage, 'dist'), join(modules, '.cache/lodestone-brotli'));
	for (const [name, text] of Object.entries(extra)) writeFileSync(join(stage, name), text);
	settle(stage);
}

/**
 * Packs the grammars and ONNX Runtime's WebAssembly with Brotli, which makes them a third smaller than the zip would: the engine reads
 * `NAME.wasm.br` where there is no `NAME.wasm` (packedFile.ts). What loads its own file stays as it is. Packed files are kept by the
 * hash of their content, for the next package.
 */
function packWasm(folder, cache) {
	mkdirSync(cache, { recursive: true });
	for (const path of readdirSync(folder, { recursive: true })) {
		if (!path.endsWith('.wasm') || path.endsWith('tree-sitter.wasm')) continue;
		const file = join(folder, path);
		const bytes = readFileSync(file);
		const kept = join(cache, createHash('sha256').update(bytes).digest('hex'));
		if (!existsSync(kept)) {
			const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 24 };
			writeFileSync(kept, brotliCompressSync(bytes, { params }));
		}
		cpSync(kept, `${file}.br`);
		rmSync(file);
	}
}

/** Same times and modes everywhere; empty folders go. */
function settle(folder) {
	for (const name of readdirSync(folder)) {
		const path = join(folder, name);
		if (lstatSync(path).isDirectory()) {
			settle(path);
			if (readdirSync(path).length === 0) rmSync(path, { recursive: true });
		} else {
			chmodSync(path, 0o644);
			utimesSync(path, EPOCH_SECONDS, EPOCH_SECONDS);
		}
	}
}
