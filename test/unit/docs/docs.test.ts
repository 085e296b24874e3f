import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readmeWithTables } from '../../../scripts/readmeTables.mjs';
import { TARGETS } from '../../../scripts/package/targets.mjs';
import { COMMANDS } from '../../../src/cli/optionTable';

const ROOT = join(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
	cwd: ROOT,
	encoding: 'utf8',
})
	.trim()
	.split('\n');
const pages = tracked.filter(path => path.endsWith('.md') && existsSync(join(ROOT, path)));
const manifest = JSON.parse(read('package.json')) as {
	readonly scripts: Readonly<Record<string, string>>;
	readonly repository: { readonly url: string };
	readonly icon: string;
	readonly categories: readonly string[];
	readonly keywords: readonly string[];
	readonly galleryBanner: { readonly color: string; readonly theme: string };
	readonly badges: readonly { readonly url: string; readonly href: string }[];
	readonly homepage: string;
	readonly bugs: { readonly url: string };
	readonly qna: string;
};
const REPOSITORY = manifest.repository.url.replace(/\.git$/, '');

/** The name that GitHub gives a heading. */
const anchorOf = (heading: string): string =>
	heading
		.toLowerCase()
		.replace(/[`*_]|<[^>]+>/g, '')
		.replace(/[^\p{L}\p{N}\s-]/gu, '')
		.trim()
		.replace(/\s/g, '-');
const withoutCode = (text: string): string =>
	text.replace(/^```[^]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
const anchors = (page: string): Set<string> =>
	new Set([...read(page).matchAll(/^#{1,6} (.+)$/gm)].map(match => anchorOf(match[1] ?? '')));

/** Links out of the repository; what is not here was not looked at by a person. */
const KNOWN_OUTSIDE = [
	`${REPOSITORY}/`,
	'https://code.visualstudio.com/',
	'https://github.com/MinishLab/semble',
	'https://huggingface.co/',
	'https://modelcontextprotocol.io/',
	'https://cyclonedx.org/',
];

describe.each(pages)('%s', page => {
	it('has only links that lead somewhere', () => {
		const wrong: string[] = [];
		for (const [, target = ''] of withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)) {
			if (/^https?:/.test(target)) {
				if (!KNOWN_OUTSIDE.some(known => target.startsWith(known))) wrong.push(target);
				continue;
			}
			const [path = '', anchor] = target.split('#');
			const file = path === '' ? page : relative(ROOT, join(ROOT, dirname(page), path));
			if (!existsSync(join(ROOT, file))) wrong.push(target);
			else if (anchor !== undefined && file.endsWith('.md') && !anchors(file).has(anchor))
				wrong.push(target);
		}
		expect(wrong).toEqual([]);
	});

	it('names only scripts that exist', () => {
		const named = [...read(page).matchAll(/npm run ([\w:]+)/g)].map(match => match[1] ?? '');
		expect(named.filter(name => !(name in manifest.scripts))).toEqual([]);
	});

	it('names only files that exist', () => {
		const text = read(page);
		const named = [
			...text.matchAll(/`((?:src|test|bench|scripts|docs|tools|media|models)\/[\w./-]+\.\w+)`/g),
		];
		expect(
			named.map(match => match[1] ?? '').filter(path => !existsSync(join(ROOT, path))),
		).toEqual([]);
	});
});

describe('the README', () => {
	it('has tables of commands, keys and settings as the manifest has them', async () => {
		expect(await readmeWithTables()).toBe(read('README.md'));
	});

	it('shows every command of the command line, and every target of the packages', () => {
		for (const command of COMMANDS)
			expect(read('README.md')).toMatch(new RegExp(`\`lodestone ${command}\\b`));
		for (const target of Object.keys(TARGETS)) expect(read('README.md')).toContain(target);
	});

	it('has pictures that are small enough to load', () => {
		const pictures = [...read('README.md').matchAll(/!\[([^\]]+)\]\(([^)]+)\)/g)];
		expect(pictures.length).toBeGreaterThan(0);
		for (const [, alt = '', path = ''] of pictures) {
			expect(alt.length).toBeGreaterThan(20);
			expect(statSync(join(ROOT, path)).size).toBeLessThan(1_500_000);
		}
	});
});

describe('the marketplace page', () => {
	it('has all that it shows', () => {
		expect(manifest.categories).toContain('AI');
		expect(manifest.keywords.length).toBeLessThanOrEqual(30);
		expect(manifest.galleryBanner).toMatchObject({ theme: 'dark' });
		expect(manifest.galleryBanner.color).toMatch(/^#[0-9a-f]{6}$/);
		for (const url of [
			manifest.homepage,
			manifest.bugs.url,
			manifest.qna,
			...manifest.badges.map(each => each.href),
		])
			expect(url.startsWith(REPOSITORY)).toBe(true);
		// Width and height stand in the first chunk of a PNG.
		const icon = readFileSync(join(ROOT, manifest.icon));
		expect([icon.readUInt32BE(16), icon.readUInt32BE(20)]).toEqual([128, 128]);
	});
});

describe('F5', () => {
	it('builds what it starts', () => {
		const tasks = JSON.parse(read('.vscode/tasks.json')) as {
			readonly tasks: readonly { readonly label: string; readonly script: string }[];
		};
		const launch = JSON.parse(read('.vscode/launch.json')) as {
			readonly configurations: readonly {
				readonly preLaunchTask: string;
				readonly args: string[];
			}[];
		};
		for (const { script } of tasks.tasks) expect(manifest.scripts).toHaveProperty([script]);
		for (const { preLaunchTask, args } of launch.configurations) {
			expect(tasks.tasks.map(task => task.label)).toContain(preLaunchTask);
			expect(args[0]).toBe('--extensionDevelopmentPath=${workspaceFolder}');
		}
	});
});

describe('the workflows', () => {
	it('build every target, on a runner of its own', () => {
		const text = read('.github/workflows/package.yml');
		const targets = [...text.matchAll(/\{ target: ([\w-]+), runner: ([\w.-]+)/g)];
		expect(targets.map(match => match[1])).toEqual(Object.keys(TARGETS));
	});

	it('run only scripts that exist', () => {
		for (const name of ['ci.yml', 'package.yml']) {
			const text = read(`.github/workflows/${name}`);
			for (const [, script = ''] of text.matchAll(/npm run ([\w:]+)/g))
				expect(manifest.scripts).toHaveProperty([script]);
			for (const [, file = ''] of text.matchAll(/node (scripts\/\S+)/g))
				expect(existsSync(join(ROOT, file))).toBe(true);
		}
	});
});
