// Writes THIRD_PARTY_NOTICES: every package whose code or data is shipped, with its licence. `node scripts/notices.mjs`
// writes the file, `--check` fails when it is not up to date.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { grammarPackages, shippedPackages } from './package/components.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const target = join(root, 'THIRD_PARTY_NOTICES');
const RULE = '='.repeat(80);

/** For packages that name their licence without carrying its text. */
const MIT = holder => `MIT License

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

function licenceText({ folder, pkg }) {
	const files = readdirSync(folder)
		.filter(name => /^(licen[cs]e|copying|notice|third.?party)/i.test(name))
		.sort();
	const texts = files.map(name =>
		readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim(),
	);
	if (texts.length > 0) return texts.join('\n\n');
	const author = typeof pkg.author === 'string' ? pkg.author : pkg.author?.name;
	return pkg.license === 'MIT'
		? MIT(author ?? `the authors of ${pkg.name}`)
		: `Licence: ${pkg.license ?? 'see the repository'}`;
}

function section(title, body) {
	return `${RULE}\n${title}\n${RULE}\n\n${body.trim()}\n`;
}

function packageSection(entry, note) {
	const { pkg } = entry;
	const repository = typeof pkg.repository === 'string' ? pkg.repository : pkg.repository?.url;
	const head = [`Licence: ${pkg.license ?? 'see below'}`];
	if (repository) head.push(`Source: ${repository.replace(/^git\+/, '').replace(/\.git$/, '')}`);
	if (note) head.push(note);
	return section(`${pkg.name} ${pkg.version}`, `${head.join('\n')}\n\n${licenceText(entry)}`);
}

function notices() {
	const runtime = shippedPackages();
	const grammars = grammarPackages().map(entry =>
		packageSection(entry, `Grammars: ${[...entry.languages].sort().join(', ')}`),
	);
	const apache = readFileSync(join(modules, 'hnswlib-node', 'LICENSE.txt'), 'utf8').trim();
	const model = section(
		'all-MiniLM-L6-v2 (models/model.onnx, models/tokenizer.json, models/draft.bin)',
		`Licence: Apache-2.0
Source: https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2
Changed: fused, quantised to int8 per output channel, pooling and normalisation put into the graph (tools/model).
models/draft.bin is a table fitted to the model's output (tools/draft).

${apache}`,
	);
	return [
		'Lodestone is under the MIT licence (see LICENSE). It ships the following work of others.\nWritten by scripts/notices.mjs; do not edit.\n',
		...runtime.map(entry => packageSection(entry)),
		...grammars,
		model,
	].join('\n');
}

const text = notices();
if (process.argv.includes('--check')) {
	if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
		console.error('THIRD_PARTY_NOTICES is out of date: run "npm run notices".');
		process.exitCode = 1;
	}
} else {
	writeFileSync(target, text);
	console.log(`THIRD_PARTY_NOTICES: ${text.split(RULE).length >> 1} works`);
}
