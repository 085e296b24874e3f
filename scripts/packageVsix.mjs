// Makes one .vsix for a platform from a staging folder that holds exactly what ships: bundles, model, and the two native
// modules below dist/node_modules (vsce leaves a top-level node_modules to its own, unfiltered devices: 109 MB).
import { execFileSync } from 'node:child_process';
import {
	cpSync,
	existsSync,
	mkdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** The whitelist: what is not named here does not ship. */
const FILES = [
	'LICENSE',
	'README.md',
	'THIRD_PARTY_NOTICES',
	'package.nls.json',
	'package.nls.de.json',
	'l10n',
	'media',
	'models',
	...[
		'extension',
		'engineProcess',
		'parseWorker',
		'embedWorker',
		'hnswWorker',
		'colourWorker',
		'webview',
	].map(name => `dist/${name}.js`),
	'dist/grammars',
	'dist/codicons',
];
const MODULES = target => [
	'onnxruntime-node/package.json',
	'onnxruntime-node/dist',
	`onnxruntime-node/bin/napi-v6/${target.replace('-', '/')}`,
	'onnxruntime-common/package.json',
	'onnxruntime-common/dist/cjs',
	'hnswlib-node/package.json',
	'hnswlib-node/lib',
	'hnswlib-node/build/Release/addon.node',
	'bindings',
	'file-uri-to-path',
];
const NEVER = /\.map$|\.d\.ts$|\.md$|\/(?:test|example)s?(?:\/|$)/i;

/** Packages for a platform such as `linux-x64`; returns the path of the .vsix. */
export function packageVsix(target = 'linux-x64', out = join(root, `lodestone-${target}.vsix`)) {
	execFileSync(process.execPath, ['esbuild.config.mjs', '--minify'], {
		cwd: root,
		stdio: 'inherit',
	});
	const stage = join(root, 'out/vsix');
	rmSync(stage, { recursive: true, force: true });
	mkdirSync(stage, { recursive: true });
	const copy = (from, to) => {
		if (!existsSync(from)) throw new Error(`${from} is missing`);
		cpSync(from, to, {
			recursive: true,
			dereference: true,
			filter: path => !NEVER.test(path.slice(from.length)) || statSync(path).isDirectory(),
		});
	};
	for (const file of FILES) copy(join(root, file), join(stage, file));
	for (const file of MODULES(target))
		copy(join(root, 'node_modules', file), join(stage, 'dist/node_modules', file));
	writeFileSync(join(stage, 'package.json'), JSON.stringify(manifest(), undefined, '\t'));
	rmSync(out, { force: true });
	execFileSync(
		process.execPath,
		[
			join(root, 'node_modules/@vscode/vsce/vsce'),
			'package',
			'--no-dependencies',
			'--target',
			target,
			'--out',
			out,
		],
		{ cwd: stage, stdio: ['ignore', 'inherit', 'inherit'] },
	);
	return out;
}

/** The manifest without what only the repository needs. */
function manifest() {
	const { files, bin, scripts, devDependencies, dependencies, allowScripts, ...rest } = JSON.parse(
		readFileSync(join(root, 'package.json'), 'utf8'),
	);
	void [files, bin, scripts, devDependencies, dependencies, allowScripts];
	return { ...rest, engines: { vscode: rest.engines.vscode } };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) packageVsix(process.argv[2]);
