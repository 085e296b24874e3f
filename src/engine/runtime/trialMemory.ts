import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { WASM_FILE } from '../embed/onnxEncoder';
import type { TrialKind, TrialResult } from './runtimeTypes';

const FILE = 'runtime.json';
const MAX_ENTRIES = 24;
type Memory = Record<string, { readonly works: boolean; readonly why: string }>;

/**
 * Names what was tried: the binary (hash of the addon, size of the library it loads), the Node that loads it, the machine. A trial is
 * worth remembering for exactly this combination.
 *
 * @param workers Folder of the bundles; modules are found from there.
 * @returns undefined when the module is not installed for this platform at all.
 */
export function trialKey(kind: TrialKind, workers: string): string | undefined {
	const files = binariesOf(kind, createRequire(join(workers, 'embedWorker.js')));
	if (files === undefined) return undefined;
	const hash = createHash('sha256');
	for (const [i, file] of files.entries()) {
		const info = statSync(file, { throwIfNoEntry: false });
		if (info === undefined) return undefined;
		hash.update(`${info.size} `);
		// The library beside it is 45 MB: its size has to do, they are installed together.
		if (i === 0) hash.update(readFileSync(file));
	}
	const where = `${process.platform}-${process.arch} node ${process.versions.node} abi ${process.versions.modules}`;
	return `${kind} ${hash.digest('hex').slice(0, 32)} ${where}`;
}

/** Files whose change makes a trial void, the addon first. */
function binariesOf(kind: TrialKind, require: NodeJS.Require): string[] | undefined {
	try {
		switch (kind) {
			case 'native': {
				const root = packageRoot(require.resolve('onnxruntime-node'), 'onnxruntime-node');
				const bin = join(root, 'bin', 'napi-v6', process.platform, process.arch);
				const library = { linux: 'libonnxruntime.so.1', win32: 'onnxruntime.dll' }[
					process.platform as string
				];
				return [
					join(bin, 'onnxruntime_binding.node'),
					...(library === undefined ? [] : [join(bin, library)]),
				];
			}
			case 'wasm': {
				const dist = dirname(require.resolve('onnxruntime-web'));
				const wasm = join(dist, WASM_FILE);
				return [join(dist, 'ort.node.min.js'), existsSync(wasm) ? wasm : `${wasm}.br`];
			}
			case 'graph': {
				const root = packageRoot(require.resolve('hnswlib-node'), 'hnswlib-node');
				return [join(root, 'build', 'Release', 'addon.node')];
			}
		}
	} catch {
		return undefined;
	}
}

function packageRoot(entry: string, name: string): string {
	const at = entry.lastIndexOf(name);
	return entry.slice(0, at + name.length);
}

/** What was found out before; undefined for what was never tried. */
export function remembered(storeRoot: string, key: string): TrialResult | undefined {
	const found = read(storeRoot)[key];
	return found === undefined ? undefined : { ...found, lasting: true };
}

/** Keeps a result. A store that cannot be written only costs another trial next time. */
export function remember(storeRoot: string, key: string, result: TrialResult): void {
	const file = join(storeRoot, FILE);
	const kept = Object.entries({
		...read(storeRoot),
		[key]: { works: result.works, why: result.why },
	});
	try {
		const beside = `${file}.${process.pid}.tmp`;
		writeFileSync(beside, JSON.stringify(Object.fromEntries(kept.slice(-MAX_ENTRIES))), {
			mode: 0o600,
		});
		renameSync(beside, file);
	} catch {
		/* see above */
	}
}

function read(storeRoot: string): Memory {
	try {
		const value: unknown = JSON.parse(readFileSync(join(storeRoot, FILE), 'utf8'));
		if (typeof value !== 'object' || value === null) return {};
		return Object.fromEntries(
			Object.entries(value as Record<string, unknown>).flatMap(([key, entry]) => {
				const { works, why } = (entry ?? {}) as { works?: unknown; why?: unknown };
				return typeof works === 'boolean' && typeof why === 'string' ? [[key, { works, why }]] : [];
			}),
		);
	} catch {
		return {};
	}
}
