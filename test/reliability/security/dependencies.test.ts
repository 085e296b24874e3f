import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

interface Manifest {
	readonly dependencies: Readonly<Record<string, string>>;
	readonly optionalDependencies: Readonly<Record<string, string>>;
	readonly devDependencies: Readonly<Record<string, string>>;
	readonly allowScripts: Readonly<Record<string, boolean>>;
}
interface Locked {
	readonly version: string;
	readonly dev?: boolean;
	readonly optional?: boolean;
	readonly hasInstallScript?: boolean;
	readonly license?: string;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
/** What is installed on a person's machine. */
const runtime = { ...manifest.dependencies, ...manifest.optionalDependencies };
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
	readonly packages: Readonly<Record<string, Locked>>;
};
const page = readFileSync(resolve('docs/DEPENDENCIES.md'), 'utf8');
const rows = page.split('\n').filter(line => line.startsWith('| `'));

it('every dependency is pinned to one version', () => {
	const loose = Object.entries({ ...runtime, ...manifest.devDependencies }).filter(
		([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version),
	);
	expect(loose).toEqual([]);
});

it('every runtime dependency is on the page, with its version, its licence and why it is there', () => {
	for (const [name, version] of Object.entries(runtime)) {
		const row = rows.find(line => line.startsWith(`| \`${name}\``));
		expect(row, name).toBeDefined();
		const cells = (row ?? '').split('|').map(cell => cell.trim());
		expect(cells[2], name).toBe(version);
		const installed = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')) as {
			license?: string;
		};
		expect(cells[3], name).toBe(installed.license);
		expect((cells[4] ?? '').length, name).toBeGreaterThan(20);
	}
});

it('the page names nothing that is gone', () => {
	const known = { ...runtime, ...manifest.devDependencies };
	for (const row of rows) {
		const [, cell = '', version = ''] = row.split('|').map(text => text.trim());
		const name = cell.replaceAll('`', '');
		expect(known[name] ?? manifest.allowScripts[name], name).toBeDefined();
		if (/^\d/.test(version)) expect(version, name).toBe(known[name]);
	}
});

it('all that is installed for production has a licence that allows it', () => {
	const free =
		/^\(?(MIT|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|BlueOak-1\.0\.0|MIT OR CC0-1\.0|\(MIT OR CC0-1\.0\)|MIT OR GPL-3\.0-or-later)\)?$/;
	for (const [path, { dev, license }] of Object.entries(lock.packages)) {
		if (path === '' || dev === true) continue;
		const own = JSON.parse(
			existsSync(`${path}/package.json`) ? readFileSync(`${path}/package.json`, 'utf8') : '{}',
		) as { license?: string };
		expect(license ?? own.license ?? 'none', path).toMatch(free);
	}
});

it('only listed packages may run a script when they are installed', () => {
	const scripted = Object.entries(lock.packages)
		.filter(([, locked]) => locked.hasInstallScript === true && locked.dev !== true)
		.map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 13));
	for (const name of scripted) expect(manifest.allowScripts, name).toHaveProperty([name]);
	for (const name of Object.keys(manifest.allowScripts).filter(key => manifest.allowScripts[key]))
		expect(page, `why ${name} may run its script`).toContain(`\`${name}\``);
});

it('npm audit finds nothing, as far as the registry answers', ctx => {
	let report: { vulnerabilities?: Record<string, { severity: string }>; message?: string };
	try {
		report = JSON.parse(
			execFileSync('npm', ['audit', '--omit=dev', '--json'], {
				encoding: 'utf8',
				stdio: ['ignore', 'pipe', 'ignore'],
				timeout: 60_000,
			}),
		) as typeof report;
	} catch (error) {
		// It ends with 1 for findings and for a registry that does not answer.
		const out = (error as { stdout?: string }).stdout ?? '';
		report = JSON.parse(out.startsWith('{') ? out : '{"message":"no answer"}') as typeof report;
	}
	if (report.vulnerabilities === undefined)
		return ctx.skip('the registry here does not answer npm audit');
	expect(report.vulnerabilities).toEqual({});
});
