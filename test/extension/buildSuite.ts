import { build } from 'esbuild';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '../..');
export const SUITE = join(ROOT, 'out/test/extension');
export const FAKE_ENGINE = join(ROOT, 'out/test/fakeEngineProcess.cjs');

/** Bundles the suites for the extension host, and the stand-in engine. */
export async function buildSuite(): Promise<void> {
	rmSync(SUITE, { recursive: true, force: true });
	const from = join(ROOT, 'test/extension/suite');
	const common = {
		bundle: true,
		platform: 'node',
		format: 'cjs',
		target: 'node22',
		logLevel: 'warning',
	} as const;
	await build({
		...common,
		entryPoints: readdirSync(from)
			.filter(file => file === 'index.ts' || file.endsWith('.test.ts'))
			.map(file => join(from, file)),
		outdir: SUITE,
		external: ['vscode', 'mocha'],
		sourcemap: 'inline',
	});
	await build({
		...common,
		entryPoints: [join(ROOT, 'test/support/vscode/fakeEngineProcess.ts')],
		outfile: FAKE_ENGINE,
	});
}
