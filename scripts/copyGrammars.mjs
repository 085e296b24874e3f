import { createHash } from 'node:crypto';
// The grammar mix: which WebAssembly file of which package is shipped for which language. Measured in one process together;
// see docs/ARCHITECTURE.md. Do not exchange one for another package's file of the same language without the same test:
// tree-sitter-wasms' bash, yaml and elm throw at parse, others fail on current syntax.
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	readFileSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const modules = join(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules');
const V = '@vscode/tree-sitter-wasm/wasm/tree-sitter-';
const W = 'tree-sitter-wasms/out/tree-sitter-';

/** Name in `dist/grammars` (without `.wasm`) → file under node_modules. */
export const GRAMMAR_FILES = {
	bash: `${V}bash`,
	c: `${W}c`,
	cpp: `${V}cpp`,
	csharp: `${V}c-sharp`,
	css: `${V}css`,
	dart: `${W}dart`,
	elisp: `${W}elisp`,
	elixir: 'tree-sitter-elixir/tree-sitter-elixir',
	embedded_template: `${W}embedded_template`,
	fsharp: 'tree-sitter-fsharp/tree-sitter-fsharp',
	go: `${V}go`,
	haskell: 'tree-sitter-haskell/tree-sitter-haskell',
	hcl: '@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl',
	html: `${W}html`,
	ini: `${V}ini`,
	java: `${V}java`,
	javascript: `${V}javascript`,
	json: `${W}json`,
	julia: 'tree-sitter-julia/tree-sitter-julia',
	kotlin: '@tree-sitter-grammars/tree-sitter-kotlin/tree-sitter-kotlin',
	lua: '@tree-sitter-grammars/tree-sitter-lua/tree-sitter-lua',
	objc: `${W}objc`,
	ocaml: 'tree-sitter-ocaml/tree-sitter-ocaml',
	php: `${V}php`,
	powershell: `${V}powershell`,
	python: `${V}python`,
	rescript: `${W}rescript`,
	ruby: `${V}ruby`,
	rust: `${V}rust`,
	scala: 'tree-sitter-scala/tree-sitter-scala',
	solidity: `${W}solidity`,
	svelte: '@tree-sitter-grammars/tree-sitter-svelte/tree-sitter-svelte',
	swift: `${W}swift`,
	systemrdl: `${W}systemrdl`,
	tlaplus: `${W}tlaplus`,
	toml: '@tree-sitter-grammars/tree-sitter-toml/tree-sitter-toml',
	tsx: `${V}tsx`,
	typescript: `${V}typescript`,
	vue: `${W}vue`,
	yaml: '@tree-sitter-grammars/tree-sitter-yaml/tree-sitter-yaml',
	zig: '@tree-sitter-grammars/tree-sitter-zig/tree-sitter-zig',
};

/**
 * Copies the runtime's and all grammars' WebAssembly into `outDir` (made if missing). Files of the same size are left alone. Beside
 * them `grammars.json` names each by the hash of its content: other grammars cut files differently, so indexes are made with them.
 *
 * @throws {Error} when a package is not installed.
 */
export function copyGrammars(outDir) {
	mkdirSync(outDir, { recursive: true });
	const files = { 'tree-sitter': 'web-tree-sitter/tree-sitter', ...GRAMMAR_FILES };
	const hashes = {};
	for (const [name, source] of Object.entries(files)) {
		const from = join(modules, `${source}.wasm`);
		const to = join(outDir, `${name}.wasm`);
		hashes[name] = createHash('sha256').update(readFileSync(from)).digest('hex').slice(0, 16);
		if (existsSync(to) && statSync(to).size === statSync(from).size) continue;
		copyFileSync(from, to);
	}
	writeFileSync(join(outDir, 'grammars.json'), `${JSON.stringify(hashes, undefined, '\t')}\n`);
}
