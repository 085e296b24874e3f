import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSource } from '../../../src/engine/scan/readSource';
import { Sandbox } from './support/gitSandbox';

const LIMIT = 300_000;
const utf16 = (text: string, big: boolean): Buffer => {
	const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
	return big ? bytes.swap16() : bytes;
};

describe('readSource', () => {
	const sandbox = new Sandbox();
	const read = (file: string): ReturnType<typeof readSource> =>
		readSource(path.join(sandbox.root, file), LIMIT);
	const readBytes = (bytes: string | Uint8Array, file = 'x.py'): ReturnType<typeof readSource> => {
		sandbox.write({ [file]: bytes });
		return read(file);
	};
	const reasonOf = (bytes: string | Uint8Array, file?: string): string => {
		const source = readBytes(bytes, file);
		return source.ok ? 'ok' : source.reason;
	};
	beforeAll(() => sandbox.write({ 'folder/x.py': 'x' }));
	afterAll(() => sandbox.dispose());

	it('gives text, hash and stat of the bytes it read', () => {
		const text = 'def é():\r\n\tpass # 🔥\r\n';
		const source = readBytes(text);
		const stat = statSync(path.join(sandbox.root, 'x.py'));
		expect(source).toEqual({
			ok: true,
			text,
			hash: createHash('sha256').update(text).digest('hex').slice(0, 32),
			encoding: 'utf8',
			lossy: false,
			generated: false,
			size: stat.size,
			mtimeMs: stat.mtimeMs,
		});
	});

	it('decodes UTF-8 and UTF-16 with marks, taking the mark off', () => {
		const text = 'let 🔥 = "日本";\n';
		expect(readBytes(`\ufeff${text}`)).toMatchObject({ text, encoding: 'utf8-bom' });
		expect(readBytes(utf16(text, false))).toMatchObject({ text, encoding: 'utf16le' });
		expect(readBytes(utf16(text, true))).toMatchObject({ text, encoding: 'utf16be' });
	});

	it('returns any text as it was written', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }),
				fc.constantFrom(0, 1, 2, 3),
				(raw, form) => {
					const text = `a${raw.replaceAll(/[\0-\x1f\ufeff\ufffe]/g, ' ')}`;
					const forms = [text, `\ufeff${text}`, utf16(text, false), utf16(text, true)];
					expect(readBytes(forms[form] ?? '')).toMatchObject({ ok: true, text });
				},
			),
		);
	});

	it('passes over a few wrong bytes, as an editor does, and refuses many', () => {
		const latin1 = Buffer.concat([
			Buffer.from('# caf'),
			Buffer.from([0xe9]),
			Buffer.from(`\n${'x = 1\n'.repeat(50)}`),
		]);
		expect(readBytes(latin1)).toMatchObject({ ok: true, lossy: true, encoding: 'utf8' });
		expect(reasonOf(Buffer.from('\xe9\xe8\xe0\xfc\xf6'.repeat(100), 'latin1'))).toBe(
			'bad-encoding',
		);
		expect(reasonOf(Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00]))).toBe('bad-encoding');
	});

	it.each([
		['NUL bytes late in the text', `${'x = 1\n'.repeat(5000)}\0`],
		['control characters', '\x01\x02\x03\x04 some text \x05'.repeat(20)],
		['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0])],
	])('tells binary by %s', (_, bytes) => expect(reasonOf(bytes)).toBe('binary'));

	it('leaves out what is empty, blank or too large', () => {
		expect(reasonOf('')).toBe('empty');
		expect(reasonOf(' \n\t\r\n')).toBe('empty');
		expect(reasonOf('x\n'.repeat(LIMIT / 2))).toBe('ok');
		expect(reasonOf(`${'x\n'.repeat(LIMIT / 2)}x`)).toBe('too-large');
	});

	it('leaves out what is no file, gone, a link or closed to it, and never waits', () => {
		execFileSync('mkfifo', [path.join(sandbox.root, 'pipe.py')]);
		symlinkSync('x.py', path.join(sandbox.root, 'link.py'));
		expect(read('pipe.py')).toMatchObject({ reason: 'not-a-file' });
		expect(read('folder')).toMatchObject({ reason: 'not-a-file' });
		expect(read('link.py')).toMatchObject({ reason: 'link-loop' });
		expect(read('gone.py')).toMatchObject({ reason: 'vanished' });
		expect(read('x.py/y')).toMatchObject({ reason: 'vanished' });
		expect(read('n'.repeat(300))).toMatchObject({ reason: 'bad-name' });
		if (process.getuid?.() === 0) return;
		sandbox.write({ 'closed.py': 'x' });
		chmodSync(path.join(sandbox.root, 'closed.py'), 0);
		expect(read('closed.py')).toMatchObject({ reason: 'no-permission' });
	});

	it('tells minified by its lines, not by one line of data', () => {
		const packed = 'function a(b){return b+1}'.repeat(400);
		const header = '/*!\n * A licence\n */\n'.repeat(10);
		expect(reasonOf(packed, 'x.js')).toBe('minified');
		expect(reasonOf(header + packed, 'x.js')).toBe('minified');
		expect(reasonOf(packed.replaceAll('}', '}\r'), 'old-mac.js')).toBe('ok');
		const code = 'export function f(value) {\n\treturn value * 2;\n}\n'.repeat(4);
		expect(reasonOf(`${code}export const data = "${'ab'.repeat(50_000)}";\n`, 'x.ts')).toBe('ok');
		expect(reasonOf(`${'A paragraph on one line. '.repeat(200)}\n`, 'x.md')).toBe('ok');
		expect(reasonOf(JSON.stringify({ cells: ['x'.repeat(250_000)] }), 'x.ipynb')).toBe('ok');
	});

	it('tells keys and tokens by what they look like', () => {
		const body = 'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9w\n'.repeat(4);
		const key = `-----BEGIN RSA PRIVATE KEY-----\n${body}-----END RSA PRIVATE KEY-----\n`;
		expect(reasonOf(key, 'backup.txt')).toBe('secret');
		expect(reasonOf(`tls:\n  key: |\n    ${key.replaceAll('\n', '\n    ')}`, 'deploy.yaml')).toBe(
			'secret',
		);
		expect(reasonOf(key, 'key-named-as-code.go')).toBe('secret');
		expect(reasonOf(`package x\n\nconst testKey = \`${key}\`\n`, 'tls_test.go')).toBe('ok');
		expect(reasonOf('A key begins with -----BEGIN RSA PRIVATE KEY-----.\n', 'notes.txt')).toBe(
			'ok',
		);
		expect(reasonOf('//registry.npmjs.org/:_authToken=npm_abcdefgh12345678\n', '.npmrc')).toBe(
			'secret',
		);
		expect(
			reasonOf('//registry.npmjs.org/:_authToken=${NPM_TOKEN}\nsave-exact=true\n', '.npmrc'),
		).toBe('ok');
	});

	it('judges secrets in time in proportion to the text, whatever stands where one could begin', () => {
		const blanks = '\n'.repeat(250_000);
		const started = performance.now();
		expect(reasonOf(`-----BEGIN PRIVATE KEY-----${blanks}-`, 'notes.txt')).toBe('ok');
		const headers = `Proc-Type: 4,ENCRYPTED${blanks}`;
		expect(reasonOf(`-----BEGIN PRIVATE KEY-----\n${headers}-`, 'notes.txt')).toBe('ok');
		expect(
			reasonOf(`-----BEGIN PRIVATE KEY-----\n${headers}${'A'.repeat(64)}\n`, 'notes.txt'),
		).toBe('secret');
		expect(reasonOf(`_auth=${' '.repeat(250_000)}$`, '.npmrc')).not.toBe('secret');
		// In its square it takes minutes.
		expect(performance.now() - started).toBeLessThan(10_000);
		expect(reasonOf('_auth = "${TOKEN}"\n_password="$PASSWORD_OF_MINE"\n', '.npmrc')).toBe('ok');
		expect(reasonOf('_auth =  "abcdefgh12345678"\n', '.npmrc')).toBe('secret');
	});

	it.each([
		['// Code generated by protoc-gen-go. DO NOT EDIT.\npackage x\n', true],
		['/**\n * @generated SignedSource<<x>>\n */\n', true],
		['# This file was automatically generated by SWIG.\nimport x\n', true],
		['<auto-generated>\n', false],
		['// <auto-generated />\nclass X {}\n', true],
		['# -*- coding: utf-8 -*-\n# Generated by Django 5.0 on 2024-01-01\n', true],
		['// This file is not generated; edit it.\n', false],
		['x = 1\nprint("generated by hand, do not edit")\n', false],
		[`${'x = 1\n'.repeat(60)}# Code generated by x. DO NOT EDIT.\n`, false],
		['# Returns the names that are generated by the parser.\n', false],
	])('%j has a header of generated code: %s', (text, generated) => {
		expect(readBytes(text, 'x.py')).toMatchObject({ ok: true, generated });
	});
});
