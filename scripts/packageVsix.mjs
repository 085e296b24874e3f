// Makes one .vsix for a platform: `npm run package -- --target linux-x64 [--out FILE]`. Prints where the bytes go, and fails when they
// are more than the budget. The same input gives the same bytes.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { sbom } from './package/sbom.mjs';
import { BUDGETS, sizeReport, sizeTable } from './package/sizes.mjs';
import { EPOCH_SECONDS, stagePackage } from './package/stage.mjs';
import { modulesOf, TARGETS } from './package/targets.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Builds the bundles that ship: minified, and to their own folder they lie in dist/. */
export function buildBundles() {
	execFileSync(process.execPath, ['esbuild.config.mjs', '--minify'], {
		cwd: root,
		stdio: 'inherit',
	});
}

/**
 * Packages for a target such as `linux-x64` or `universal`; returns the path of the .vsix.
 *
 * @param build Whether to build the bundles first.
 */
export function packageVsix(
	target = 'linux-x64',
	out = join(root, `lodestone-${target}.vsix`),
	build = true,
) {
	if (!(target in TARGETS))
		throw new Error(`There is no target ${target}; there are: ${Object.keys(TARGETS).join(', ')}`);
	if (build) buildBundles();
	const stage = join(root, 'out/vsix');
	const modulePaths = modulesOf(target, join(root, 'node_modules'));
	stagePackage({
		root,
		stage,
		target,
		extra: {
			'package.json': `${JSON.stringify(manifest(), undefined, '\t')}\n`,
			'.vscodeignore': readFileSync(join(root, '.vscodeignore'), 'utf8'),
			'sbom.cdx.json': sbom({ root, target, modulePaths }),
		},
	});
	rmSync(out, { force: true });
	mkdirSync(dirname(out), { recursive: true });
	execFileSync(
		process.execPath,
		[
			join(root, 'node_modules/@vscode/vsce/vsce'),
			'package',
			'--no-dependencies',
			...(target === 'universal' ? [] : ['--target', target]),
			'--out',
			out,
		],
		{
			cwd: stage,
			stdio: ['ignore', 'ignore', 'inherit'],
			env: { ...process.env, SOURCE_DATE_EPOCH: String(EPOCH_SECONDS), TZ: 'UTC' },
		},
	);
	return out;
}

/** The manifest without what only the repository needs. */
function manifest() {
	const {
		files,
		bin,
		scripts,
		devDependencies,
		dependencies,
		optionalDependencies,
		allowScripts,
		...rest
	} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
	void [files, bin, scripts, devDependencies, dependencies, optionalDependencies, allowScripts];
	return { ...rest, engines: { vscode: rest.engines.vscode } };
}

function main() {
	const { values } = parseArgs({
		options: { target: { type: 'string', default: 'linux-x64' }, out: { type: 'string' } },
	});
	const { target } = values;
	const out = values.out === undefined ? undefined : resolve(values.out);
	const report = sizeReport(packageVsix(target, out));
	console.log(`${target}\n${sizeTable(report)}`);
	const budget = BUDGETS[target] ?? BUDGETS.default;
	if (report.total > budget) {
		console.error(`${target} is ${report.total} bytes, over its budget of ${budget}.`);
		process.exitCode = 1;
	}
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
