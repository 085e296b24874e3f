import { build } from 'esbuild';
import { join } from 'node:path';
import { REPOSITORY } from './runtime';

/** Where the processes of the benches are built. */
export const CHILDREN_OUT = join(REPOSITORY, 'dist', 'bench');

/** Bundles processes of a bench as the product is bundled. @param folder Below `bench`. @param names Without `.ts`. */
export async function bundleChildren(folder: string, names: readonly string[]): Promise<void> {
	await build({
		absWorkingDir: REPOSITORY,
		entryPoints: names.map(name => join('bench', folder, `${name}.ts`)),
		outdir: CHILDREN_OUT,
		bundle: true,
		platform: 'node',
		format: 'cjs',
		target: 'node22.15',
		external: ['onnxruntime-node', 'hnswlib-node'],
		logLevel: 'warning',
	});
}
