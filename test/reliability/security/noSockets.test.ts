import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeProject } from '../../e2e/support/project';
import { RealEngine } from '../support/realEngine';

const DIST = resolve('dist');
const base = realpathSync(mkdtempSync(join(tmpdir(), 'lodestone-sockets-')));
const root = join(base, 'work');

beforeAll(() => writeProject(root));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const MODULES =
	/^(?:node:)?(?:net|tls|http|https|http2|dgram|dns|dns\/promises|inspector|inspector\/promises)$/;
const GLOBALS = new Set(['fetch', 'WebSocket', 'XMLHttpRequest', 'EventSource']);

/** Where a bundle could open a socket: modules of the network that it loads, and functions of the platform that it calls. */
export function networkUses(source: string): string[] {
	const file = ts.createSourceFile('bundle.js', source, ts.ScriptTarget.Latest, true);
	const uses = new Set<string>();
	const visit = (node: ts.Node): void => {
		if (ts.isCallExpression(node)) {
			const [first] = node.arguments;
			const callee = node.expression.getText(file);
			const loads =
				node.expression.kind === ts.SyntaxKind.ImportKeyword || /require\w*$/.test(callee);
			if (loads && first !== undefined && ts.isStringLiteralLike(first) && MODULES.test(first.text))
				uses.add(first.text);
			// A builtin may also be reached by name: process.getBuiltinModule('net').
			if (/getBuiltinModule$|\bprocess\.binding$/.test(callee)) uses.add(callee);
		}
		if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
			const { expression } = node;
			if (ts.isIdentifier(expression) && GLOBALS.has(expression.text)) uses.add(expression.text);
			if (
				ts.isPropertyAccessExpression(expression) &&
				GLOBALS.has(expression.name.text) &&
				/^(?:globalThis|window|self|global)$/.test(expression.expression.getText(file))
			)
				uses.add(expression.name.text);
		}
		ts.forEachChild(node, visit);
	};
	visit(file);
	return [...uses].sort();
}

/**
 * Emscripten's loader of WebAssembly can fetch its module in a browser; in Node it reads the file, which the empty network namespace and
 * the guard below prove. Everything else must reach nothing.
 */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
	'parseWorker.js': ['XMLHttpRequest', 'fetch'],
};

describe('the bundles', () => {
	const bundles = readdirSync(DIST).filter(name => name.endsWith('.js'));
	it.each(bundles)('%s reaches no part of the network', name => {
		const uses = networkUses(readFileSync(join(DIST, name), 'utf8'));
		expect(uses.filter(use => ALLOWED[name]?.includes(use) !== true)).toEqual([]);
	});
	it('would be caught', () => {
		expect(networkUses('const n = require("node:net");')).toEqual(['node:net']);
		expect(networkUses('await import("https")')).toEqual(['https']);
		expect(networkUses('await fetch("x"); new WebSocket("y"); globalThis.fetch(1);')).toEqual([
			'WebSocket',
			'fetch',
		]);
	});
});

/** Makes every way to the network throw, before anything of ours runs. */
const GUARD = `
for (const [name, calls] of Object.entries({ net: ['connect', 'createConnection', 'createServer'], dgram: ['createSocket'], tls: ['connect'], dns: ['lookup', 'resolve'] })) {
	const module = require(name);
	for (const call of calls) module[call] = () => { process.stderr.write('NETWORK ' + name + '.' + call + '\\n'); process.exit(99); };
}
require('net').Socket.prototype.connect = () => { process.stderr.write('NETWORK Socket.connect\\n'); process.exit(99); };
globalThis.fetch = () => { process.stderr.write('NETWORK fetch\\n'); process.exit(99); };
`;

describe('a whole run', () => {
	const guard = `data:text/javascript,${encodeURIComponent(`import { createRequire } from 'node:module'; const require = createRequire('${DIST}/');${GUARD}`)}`;
	const run = (prefix: readonly string[], args: readonly string[]) => {
		const command: string[] = [
			...prefix,
			process.execPath,
			'--no-warnings',
			'--import',
			guard,
			'bin/lodestone.js',
			...args,
			'--store',
			join(base, `store${prefix.length}`),
		];
		const [program = '', ...rest] = command;
		return spawnSync(program, rest, { encoding: 'utf8' });
	};
	it('asks for no socket', () => {
		const ended = run([], ['search', root, 'where are passwords hashed', '--json']);
		expect(ended.stderr).not.toContain('NETWORK');
		expect(ended.status).toBe(0);
		expect(ended.stdout).toContain('auth/credentials.py');
	});
	const canUnshare = spawnSync('unshare', ['-n', 'true']).status === 0;
	it.runIf(canUnshare)('works where there is no network at all', () => {
		for (const args of [
			['index', root],
			['search', root, 'where are passwords hashed', '--json'],
			['verify', root],
			['explain', root, 'net/backoff.ts'],
		]) {
			const ended = run(['unshare', '-n'], args);
			expect(ended.stderr).not.toMatch(/NETWORK|ENET|EAI_/);
			expect(ended.status).toBe(0);
		}
	});
	it.runIf(process.platform === 'linux')(
		'has no socket open but the pipe to its editor',
		async () => {
			const engine = await RealEngine.start({ store: join(base, 'open'), kind: 'shipped' });
			try {
				await engine.open(root);
				await engine.call('update', { folderId: root });
				expect(socketsOf(engine.pid)).toEqual([]);
				// One would be seen.
				const server = createServer().listen(0, '127.0.0.1');
				await once(server, 'listening');
				expect(socketsOf(process.pid)).toHaveLength(1);
				server.close();
			} finally {
				await engine.kill();
			}
		},
	);
});

/** Sockets of the network that a process holds: those of its descriptors that the kernel's tables of its namespace name. */
function socketsOf(pid: number): string[] {
	const inodes = ['tcp', 'tcp6', 'udp', 'udp6', 'raw', 'icmp'].flatMap(name => {
		const lines = readTable(`/proc/${pid}/net/${name}`).slice(1);
		return lines.map(line => line.trim().split(/\s+/)[9] ?? '');
	});
	const held = readdirSync(`/proc/${pid}/fd`).map(fd => readLink(pid, fd));
	expect(held.length).toBeGreaterThan(5);
	return held.filter(link => inodes.some(inode => link === `socket:[${inode}]`));
}

function readTable(path: string): string[] {
	try {
		return readFileSync(path, 'utf8').split('\n').filter(Boolean);
	} catch {
		return [];
	}
}

function readLink(pid: number, fd: string): string {
	return spawnSync('readlink', [`/proc/${pid}/fd/${fd}`], { encoding: 'utf8' }).stdout.trim();
}
