import { errorCode } from '../../../shared/errors';
import type { DoctorLine } from '../../../shared/health/healthTypes';
import type { EngineParts } from '../../engineParts';
import type { Folder } from '../../engineTypes';
import { DIMENSIONS } from '../../embed/types';
import { failed, ok, problem, warning } from './lines';

const SLOW_EMBED_MS = 60;

/** One small text for some of the languages: their grammars load and understand it. */
const SNIPPETS: readonly (readonly [path: string, text: string])[] = [
	['a.ts', 'export function one(): number {\n\treturn 1;\n}\n'],
	['a.py', 'def one():\n    """One."""\n    return 1\n'],
	['a.go', 'package a\n\nfunc One() int {\n\treturn 1\n}\n'],
	['a.rs', 'fn one() -> i32 {\n    1\n}\n'],
	['A.java', 'class A {\n\tint one() {\n\t\treturn 1;\n\t}\n}\n'],
	['a.c', 'int one(void) {\n\treturn 1;\n}\n'],
	['a.cpp', 'int one() {\n\treturn 1;\n}\n'],
	['a.cs', 'class A {\n\tint One() {\n\t\treturn 1;\n\t}\n}\n'],
	['a.rb', 'def one\n  1\nend\n'],
	['a.php', '<?php\nfunction one() {\n\treturn 1;\n}\n'],
	['a.sh', 'one() {\n\techo 1\n}\n'],
	['a.md', '# One\n\nText of one.\n'],
];

/** The parts that run native code or WebAssembly, each by using it once. */
export async function engineChecks(
	parts: Pick<EngineParts, 'pool' | 'embedder' | 'graphClient' | 'modelState'>,
): Promise<DoctorLine[]> {
	const lines = [await grammarLine(parts), await embedLine(parts), await graphLine(parts)];
	// Known once the parts above were started.
	return [...lines, levelLine(parts)];
}

async function grammarLine({ pool }: Pick<EngineParts, 'pool'>): Promise<DoctorLine> {
	const bad: string[] = [];
	for (const [path, text] of SNIPPETS) {
		const result = await pool.analyse({ path, text, maxFileBytes: 1 << 20 });
		if (result.ok !== true || result.fallback !== 'none' || result.count === 0) bad.push(path);
	}
	return bad.length === 0
		? ok('grammars', `${SNIPPETS.length} languages tried, all understood`)
		: problem(
				'grammars',
				`not understood: ${bad.join(', ')}`,
				'Install Lodestone again; until then these files are cut by lines.',
			);
}

async function embedLine({ embedder }: Pick<EngineParts, 'embedder'>): Promise<DoctorLine> {
	try {
		const starting = performance.now();
		const model = await embedder();
		const startedMs = performance.now() - starting;
		const asked = performance.now();
		const vector = await model.embedQuery('where is the doctor');
		const ms = performance.now() - asked;
		if (vector.length !== DIMENSIONS || vector.some(value => !Number.isFinite(value)))
			return problem('model', 'the model gives no usable vector', 'Install Lodestone again.');
		const found = `started in ${Math.round(startedMs)} ms, one question embedded in ${ms.toFixed(1)} ms`;
		return ms <= SLOW_EMBED_MS
			? ok('model', found)
			: warning('model', found, 'Close what keeps the computer busy.');
	} catch (error) {
		return failed('model', error);
	}
}

async function graphLine({ graphClient }: Pick<EngineParts, 'graphClient'>): Promise<DoctorLine> {
	try {
		await graphClient.call('search', {
			graph: 'doctor',
			query: new Float32Array(DIMENSIONS),
			k: 1,
			ef: 1,
		});
	} catch (error) {
		// There is no such graph: that is the answer of a library that was loaded.
		if (errorCode(error) !== 'not-found')
			return warning(
				'neighbour graph',
				error instanceof Error ? error.message : String(error),
				'Install Lodestone again; until then the exact search answers, slower in very large folders.',
			);
	}
	return ok('neighbour graph', 'hnswlib is loaded');
}

const LEVEL_WORDS = {
	native: 'ONNX Runtime, native',
	wasm: 'ONNX Runtime as WebAssembly',
	none: 'words and draft vectors alone',
} as const;

/** Which step of each ladder of fallbacks runs here (docs/ARCHITECTURE.md), and why not a better one. */
function levelLine({ modelState }: Pick<EngineParts, 'modelState'>): DoctorLine {
	const { inference, graph, why = [] } = modelState().runtime ?? {};
	const model = inference === undefined ? 'not chosen yet' : LEVEL_WORDS[inference];
	const large =
		graph === 'exact' ? 'exact scan' : graph === 'native' ? 'HNSW, native' : 'not chosen yet';
	const found = `meaning by ${model}; large folders by ${large}`;
	return why.length === 0
		? ok('runtime level', found)
		: warning(
				'runtime level',
				`${found}. ${why.join(' ')}`,
				'Search works all the same. Install the package that was made for this platform.',
			);
}

/** The index of one folder: its state and its checksums. */
export async function folderChecks(folder: Folder): Promise<DoctorLine[]> {
	const { state, health, files, chunks } = folder.status();
	if (health === 'EMPTY') return [ok('index', 'this folder is not indexed')];
	const found = `${health}, ${files} files, ${chunks} chunks`;
	const why = 'why' in state ? state.why : '';
	const lines = [
		health === 'OK' || health === 'UPDATING'
			? ok('index', found)
			: health === 'STALE'
				? warning('index', found, 'Update the index.')
				: problem('index', `${found}: ${why}`, 'See docs/RUNBOOKS.md.'),
	];
	const { ok: sound, problems } = await folder.verify();
	lines.push(
		sound
			? ok('checksums', 'all parts of the index are sound')
			: problem(
					'checksums',
					problems.map(({ what }) => what).join(' '),
					problems.every(({ healed }) => healed)
						? 'It is mended by the next update.'
						: 'Rebuild the index: lodestone index FOLDER --full.',
				),
	);
	return lines;
}
