import assert from 'node:assert/strict';
import { join } from 'node:path';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { createColourer } from '../../../src/extension/colour/colourer';
import { editorColours } from '../../../src/extension/colour/editorColours';
import { EXTENSION_ID } from './support';

suite('colours', () => {
	test('finds the theme in use and the installed grammars', () => {
		const setup = editorColours();
		assert.ok(setup.themePath?.endsWith('.json') === true, `theme ${setup.themePath ?? 'missing'}`);
		assert.equal(setup.scopeByExtension['.ts'], 'source.ts');
		assert.equal(setup.scopeByExtension['.py'], 'source.python');
		assert.equal(setup.scopeByFilename['dockerfile'], 'source.dockerfile');
	});

	test('colours TypeScript, Python and a language without an installed grammar', async () => {
		const extension = vscode.extensions.getExtension(EXTENSION_ID);
		assert.ok(extension);
		const colourer = createColourer(join(extension.extensionPath, 'dist/colourWorker.js'), {
			log: (_level, message) => console.log(message),
		});
		try {
			const lines = ['/** doc */', "const name = 'x'; // y", 'for (const a of b) return;'];
			const colours = await colourer.colour([
				{ path: 'a.ts', lines },
				{ path: 'b.py', lines: ['def f(x):', '    return "x"'] },
				{ path: 'c.kt', lines: ['fun main() { val a = "b" }'] },
				{ path: 'd.unknown', lines: ['what is this'] },
			]);
			for (const coloured of colours.slice(0, 3)) {
				assert.ok(coloured);
				assert.ok(new Set(coloured.flatMap(line => line.filter((_n, i) => i % 2 === 1))).size > 1);
			}
			assert.equal(colours[3], undefined);
			for (const [i, line] of lines.entries()) {
				const lengths = (colours[0]?.[i] ?? []).filter((_n, at) => at % 2 === 0);
				assert.equal(
					lengths.reduce((a, b) => a + b, 0),
					line.length,
				);
			}
			assert.ok(colourer.palette.length > 2);
		} finally {
			colourer.dispose();
		}
	});
});
