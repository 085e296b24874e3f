import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readModelManifest } from '../../src/engine/embed/modelManifest';
import { BENCH_RUNTIME, REPOSITORY } from '../runtime';

const run = promisify(execFile);

/** Versions compared with; raise them knowingly, the figures in docs/BENCHMARKS.md name them. */
export const VERSIONS = { semble: '0.7.0', transformers: '4.3.2', ripgrep: '1.18.0' } as const;
const INSTALL_MS = 10 * 60_000;

/** What is installed, or why it is not. */
export type Installed<T> = { readonly ok: T } | { readonly why: string };

/** Tries, and keeps the last line of what went wrong. */
async function attempt<T>(job: () => Promise<T>): Promise<Installed<T>> {
	try {
		return { ok: await job() };
	} catch (error) {
		const text = error instanceof Error ? error.message : String(error);
		return { why: text.trim().split('\n').at(-1) ?? 'unknown' };
	}
}

/** A Python with semble, and the draft table as its model. Both stay in the scratch folder for the next run. */
export async function installSemble(
	scratch: string,
): Promise<Installed<{ readonly python: string; readonly model: string }>> {
	return await attempt(async () => {
		const folder = join(scratch, 'venv');
		const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
		const stamp = join(folder, `semble-${VERSIONS.semble}`);
		if (!existsSync(stamp)) {
			await run('python3', ['-m', 'venv', folder], { timeout: INSTALL_MS });
			await run(python, ['-m', 'pip', 'install', '--quiet', `semble==${VERSIONS.semble}`], {
				timeout: INSTALL_MS,
			});
			writeFileSync(stamp, '');
		}
		const model = join(scratch, 'draft-model2vec');
		const script = join(REPOSITORY, 'bench', 'compare', 'draftAsModel2vec.py');
		await run(python, [script, BENCH_RUNTIME.models, model]);
		return { python, model };
	});
}

/** ripgrep as VS Code has it. */
export async function installRipgrep(scratch: string): Promise<Installed<string>> {
	return await attempt(async () => {
		const folder = await npmInstall(scratch, '@vscode/ripgrep', VERSIONS.ripgrep);
		const name = `ripgrep-${process.platform}-${process.arch}`;
		const program = join(folder, 'node_modules', '@vscode', name, 'bin', 'rg');
		await run(program, ['--version']);
		return program;
	});
}

/** The pipeline and the shipped model laid out as it expects. */
export async function installTransformers(
	scratch: string,
): Promise<
	Installed<{ readonly packages: string; readonly models: string; readonly name: string }>
> {
	return await attempt(async () => {
		const packages = await npmInstall(scratch, '@huggingface/transformers', VERSIONS.transformers);
		const models = join(scratch, 'transformers-models');
		const name = 'MiniLM';
		const folder = join(models, name);
		mkdirSync(join(folder, 'onnx'), { recursive: true });
		const { files } = readModelManifest(BENCH_RUNTIME.models);
		const from = (file: string): string => join(BENCH_RUNTIME.models, file);
		await copyFile(from(files.model.name), join(folder, 'onnx', 'model.onnx'));
		await copyFile(from(files.tokenizer.name), join(folder, 'tokenizer.json'));
		writeFileSync(join(folder, 'config.json'), JSON.stringify({ model_type: 'bert' }));
		writeFileSync(
			join(folder, 'tokenizer_config.json'),
			JSON.stringify({
				tokenizer_class: 'BertTokenizer',
				model_max_length: 128,
				unk_token: '[UNK]',
				cls_token: '[CLS]',
				sep_token: '[SEP]',
				pad_token: '[PAD]',
				mask_token: '[MASK]',
			}),
		);
		return { packages, models, name };
	});
}

/** One package in a folder of its own; install scripts are not run: both packages bring their binaries. */
async function npmInstall(scratch: string, name: string, version: string): Promise<string> {
	const folder = join(scratch, `npm-${name.replaceAll(/\W/g, '')}-${version}`);
	if (existsSync(join(folder, 'node_modules', name, 'package.json'))) return folder;
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, 'package.json'), '{"private":true}');
	await run(
		'npm',
		['install', '--no-audit', '--no-fund', '--ignore-scripts', `${name}@${version}`],
		{ cwd: folder, timeout: INSTALL_MS, shell: process.platform === 'win32' },
	);
	return folder;
}
