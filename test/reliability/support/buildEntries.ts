import { build } from 'esbuild';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');
/** Where the processes of these tests are built; they find their native modules in the repository's node_modules. */
export const ENTRIES = join(root, 'test-results', 'reliability-bin');

/** Bundles the engine process with a fast embedder, as esbuild.config.mjs bundles the shipped one. */
export default async function buildEntries(): Promise<void> {
	await build({
		entryPoints: [join(import.meta.dirname, 'fastEngineProcess.ts')],
		outfile: join(ENTRIES, 'fastEngineProcess.js'),
		bundle: true,
		absWorkingDir: root,
		platform: 'node',
		format: 'cjs',
		target: 'node22.15',
		logLevel: 'warning',
		alias: { 'web-tree-sitter': join(root, 'node_modules/web-tree-sitter/tree-sitter.cjs') },
		external: ['onnxruntime-node', 'hnswlib-node'],
	});
}
