import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grammarPackages, shippedPackages } from '../../scripts/package/components.mjs';
import { BUDGETS, sizeReport, zipEntries } from '../../scripts/package/sizes.mjs';
import { stagePackage } from '../../scripts/package/stage.mjs';
import { hostTarget, TARGETS } from '../../scripts/package/targets.mjs';
import { packageVsix } from '../../scripts/packageVsix.mjs';
import { binaryKind, filesOf, linuxPackage, ROOT } from './support';

let base: string;
let vsix: string;
beforeAll(() => {
	base = mkdtempSync(join(tmpdir(), 'lodestone-package-'));
	vsix = linuxPackage();
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const sha = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
const names = () => zipEntries(vsix).map(entry => entry.name.replace(/^extension\//, ''));

describe('the package for linux-x64', () => {
	it('is within its budget', () => {
		const { total, parts } = sizeReport(vsix);
		expect(total).toBeLessThanOrEqual(BUDGETS['linux-x64']!);
		expect(parts.reduce((sum, each) => sum + each.packed, 0)).toBeLessThan(total);
	});

	it('has the same bytes when it is made again', () => {
		const again = packageVsix('linux-x64', join(base, 'again.vsix'));
		expect(sha(again)).toBe(sha(vsix));
	});

	it('holds every file that runs, and nothing that only developers need', () => {
		const all = names();
		for (const file of [
			'package.json',
			'readme.md',
			'changelog.md',
			'LICENSE.txt',
			'THIRD_PARTY_NOTICES',
			'sbom.cdx.json',
			'types/lodestone.d.ts',
			// What the buttons “What to do” show.
			'docs/RUNBOOKS.md',
			'dist/extension.js',
			'dist/details.js',
			'dist/engineProcess.js',
			'dist/mcp.js',
			'dist/runtimeTrial.js',
			'dist/grammars/tree-sitter.wasm',
			'dist/grammars/python.wasm.br',
			'models/model.onnx',
			'l10n/bundle.l10n.de.json',
		])
			expect(all).toContain(file);
		const wrong = all.filter(
			name =>
				/\.map$|\.tsx?$|\.cc$|\.h$|\.gyp|\.py$|\.tgz$|\.vsix$|node_modules\/\.|(?:^|\/)(?:test|tests|src|example|examples|docs|bench|coverage|\.github|\.git)\//i.test(
					name,
				) &&
				name !== 'types/lodestone.d.ts' &&
				name !== 'docs/RUNBOOKS.md',
		);
		expect(wrong).toEqual([]);
		// What is neither known by its ending nor a text without one would be a surprise.
		const kinds = new Set(
			all.map(name => /(?:\.[a-z0-9]+)?$/i.exec(name.split('/').at(-1) ?? '')?.[0]),
		);
		expect([...kinds].sort()).toEqual([
			'',
			'.1',
			'.bin',
			'.br',
			'.css',
			'.js',
			'.json',
			'.md',
			'.mjs',
			'.node',
			'.onnx',
			'.png',
			'.svg',
			'.ts',
			'.ttf',
			'.txt',
			'.vsixmanifest',
			'.wasm',
			'.xml',
		]);
	});

	it('loads nothing that could open a connection', () => {
		const stage = join(ROOT, 'out/vsix');
		const code = filesOf(stage).filter(
			file => /\.m?js$/.test(file) && !file.endsWith('webview.js'),
		);
		expect(code.length).toBeGreaterThan(15);
		const opens =
			/(?:require\(|import\(|from\s*)["'](?:node:)?(?:net|https?|http2|tls|dgram|dns|inspector)["'/]|new WebSocket|new EventSource/;
		const fetches = /\bfetch\(/;
		const text = (file: string) => readFileSync(join(stage, file), 'utf8');
		expect(code.filter(file => opens.test(text(file)))).toEqual([]);
		// Glue of WebAssembly, for pages: it is given bytes here, never an address.
		expect(code.filter(file => fetches.test(text(file)))).toEqual([
			'dist/node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.mjs',
			'dist/node_modules/onnxruntime-web/dist/ort.node.min.js',
			'dist/parseWorker.js',
		]);
	});

	it('names no file of the machine that made it', () => {
		const report = readFileSync(vsix).includes(ROOT);
		expect(report).toBe(false);
	});
});

describe('each target', () => {
	it.each(Object.keys(TARGETS))('%s has binaries for its platform alone', target => {
		const stage = join(base, target);
		stagePackage({ root: ROOT, stage, target, extra: {} });
		const files = filesOf(stage);
		const binaries = files
			.map(file => ({ file, kind: binaryKind(join(stage, file)) }))
			.filter(each => each.kind !== undefined);
		const { onnx } = TARGETS[target]!;
		for (const { kind } of binaries) expect(kind).toBe(target.replace('alpine', 'linux'));
		const has = (pattern: RegExp) => binaries.some(({ file }) => pattern.test(file));
		expect(has(/onnxruntime_binding\.node$/)).toBe(onnx !== undefined);
		expect(has(/(?:lib)?onnxruntime\.(?:so\.1|1\.dylib|dll)$/)).toBe(onnx !== undefined);
		expect(has(/hnswlib-node.*addon\.node$/)).toBe(target === hostTarget());
		if (target === 'universal') expect(binaries).toEqual([]);
		// The WebAssembly level is everywhere.
		expect(files).toContain(
			'dist/node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm.br',
		);
		rmSync(stage, { recursive: true });
	});
});

describe('whose work ships', () => {
	it('is listed in the bill of materials, each with a licence', () => {
		const stage = readFileSync(join(ROOT, 'out/vsix/sbom.cdx.json'), 'utf8');
		const bom = JSON.parse(stage) as {
			readonly bomFormat: string;
			readonly specVersion: string;
			readonly serialNumber: string;
			readonly components: readonly {
				readonly name: string;
				readonly purl?: string;
				readonly type: string;
				readonly licenses?: readonly unknown[];
				readonly 'bom-ref': string;
			}[];
			readonly dependencies: readonly { readonly dependsOn: readonly string[] }[];
		};
		expect(bom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 });
		expect(bom.serialNumber).toMatch(
			/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
		);
		const refs = bom.components.map(each => each['bom-ref']);
		expect(new Set(refs).size).toBe(refs.length);
		expect(bom.dependencies[0]?.dependsOn).toEqual(refs);
		expect(bom.components.filter(each => !each.licenses).map(each => each.name)).toEqual([]);
		const listed = bom.components.map(each => each.name);
		for (const { pkg } of grammarPackages()) expect(listed).toContain(pkg.name);
		// Every package that ships as files is a component.
		for (const name of names()) {
			const path = name.split('dist/node_modules/')[1];
			if (path === undefined) continue;
			expect(listed).toContain(
				path.startsWith('@') ? path.split('/').slice(0, 2).join('/') : path.split('/')[0],
			);
		}
		expect(bom.components.some(each => each.type === 'machine-learning-model')).toBe(true);
	});

	it('stands in the notices, with the text of its licence', () => {
		const notices = readFileSync(join(ROOT, 'THIRD_PARTY_NOTICES'), 'utf8');
		for (const { pkg } of [...shippedPackages(), ...grammarPackages()])
			expect(notices).toContain(`${pkg.name} ${pkg.version}\n`);
		expect(notices.split('Permission is hereby granted').length).toBeGreaterThan(30);
		// Up to date with what is in the bundles now.
		execFileSync(process.execPath, [join(ROOT, 'scripts/notices.mjs'), '--check']);
	});
});
