/**
 * Child process of the comparison: the same texts by the same model through the pipeline of `@huggingface/transformers`, which is how
 * most programs in JavaScript embed. Its default session settings; batches as given, longest texts first, so that little is padded.
 *
 * Arguments: PACKAGES (folder with node_modules) MODELS (folder of model folders) NAME TOKENS ROUNDS BATCH.
 * Prints one JSON list of texts a second, one a round.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [packages, models, name, tokens, rounds, batch] = process.argv.slice(2);
const require = createRequire(join(packages, 'package.json'));
const { env, pipeline } = require('@huggingface/transformers');
env.allowRemoteModels = false;
env.localModelPath = models;

/** See `writeTokenFile` in ../cost/tokenFile.ts. */
function readTokenFile(path) {
	const bytes = readFileSync(path);
	const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
	const count = new Uint32Array(buffer, 0, 1)[0];
	let at = 4 + 4 * count;
	return Array.from(new Uint32Array(buffer, 4, count), length => {
		const ids = new Uint16Array(buffer, at, length);
		at += 2 * length;
		return ids;
	});
}

const extractor = await pipeline('feature-extraction', name, { dtype: 'fp32' });
// The shipped graph pools inside and calls its output `sentence_embedding`; the pipeline looks for other names.
const { model } = extractor;
extractor.model = async inputs => ({ last_hidden_state: (await model(inputs)).sentence_embedding });

// The pipeline takes text: the token ids are turned back. That cuts the same again but for rare characters.
const texts = readTokenFile(tokens)
	.sort((a, b) => b.length - a.length)
	.map(ids => extractor.tokenizer.decode(Array.from(ids), { skip_special_tokens: true }));
const size = Number(batch);
await extractor(texts.slice(0, size));
const speeds = [];
for (let round = 0; round < Number(rounds); round++) {
	const started = performance.now();
	for (let at = 0; at < texts.length; at += size) await extractor(texts.slice(at, at + size));
	speeds.push(texts.length / ((performance.now() - started) / 1000));
}
console.log(JSON.stringify(speeds));
process.exit(0);
