/** What a path says about a file's role, for ranking. Pure functions over root-relative paths with `/`. */

export interface PathTraits {
	/** A test, a fixture or a benchmark. */
	readonly isTest: boolean;
	/** An example, a demo, a sample or a tutorial. */
	readonly isExample: boolean;
	/** Somebody else's code, kept in the repository. */
	readonly isVendored: boolean;
	/** A file that mostly re-exports or registers others: `index.ts`, `__init__.py`, `mod.rs`. */
	readonly isIndexFile: boolean;
	/** Declarations without bodies: `.d.ts`, `.pyi`, headers do not count. */
	readonly isDeclaration: boolean;
	/** A legacy or superseded version: `legacy/`, `deprecated/`, `compat/`, `_old.py`. */
	readonly isOldVersion: boolean;
	/** Prose: Markdown, reStructuredText, plain text, or anything under `docs`. */
	readonly isDocumentation: boolean;
	/** Translations. */
	readonly isTranslation: boolean;
}

const TEST_FOLDERS = new Set(
	(
		'test tests testing spec specs __tests__ __test__ __mocks__ __fixtures__ __snapshots__ fixtures fixture testdata test-data test_data ' +
		'testutil testutils test-utils testsuite e2e cypress integration-tests integration_tests unittests unit-tests mocks ' +
		'bench benches benchmark benchmarks androidtest commontest jvmtest jstest nativetest'
	).split(' '),
);
const EXAMPLE_FOLDERS = new Set(
	'example examples demo demos sample samples tutorial tutorials playground cookbook snippets docs_src quickstart quickstarts'.split(
		' ',
	),
);
const VENDORED_FOLDERS = new Set(
	'vendor vendored _vendor _vendored third_party third-party thirdparty 3rdparty external externals extern submodules bundled'.split(
		' ',
	),
);
const OLD_FOLDERS = new Set(
	'legacy deprecated old obsolete compat attic archive archived backup'.split(' '),
);
const DOC_FOLDERS = new Set('doc docs documentation man wiki'.split(' '));
const INDEX_FILES = new Set([
	'__init__.py',
	'__init__.pyi',
	'mod.rs',
	'index.ts',
	'index.tsx',
	'index.js',
	'index.jsx',
	'index.mjs',
	'index.cjs',
	'index.mts',
	'index.cts',
	'index.vue',
	'index.d.ts',
	'package-info.java',
	'module-info.java',
	'doc.go',
	'barrel.ts',
	'mod.ts',
]);

export function pathTraits(path: string): PathTraits {
	const lower = path.toLowerCase();
	const folders = lower.split('/');
	const name = folders.pop() ?? '';
	const inAny = (known: ReadonlySet<string>): boolean => folders.some(folder => known.has(folder));
	const isTest = inAny(TEST_FOLDERS) || folders.some(isTestFolder) || isTestName(name, path);
	return {
		isTest,
		isExample: inAny(EXAMPLE_FOLDERS) || /(^|[._-])(example|demo|sample)([._-]|$)/.test(name),
		isVendored: inAny(VENDORED_FOLDERS),
		isIndexFile: INDEX_FILES.has(name),
		isDeclaration: /\.(d\.ts|d\.mts|d\.cts|pyi|mli|rbi)$/.test(name),
		isOldVersion:
			inAny(OLD_FOLDERS) ||
			/([._-](old|legacy|deprecated|obsolete|bak)|^(legacy|deprecated)[._-].*)\.[a-z]+$/.test(name),
		isDocumentation:
			inAny(DOC_FOLDERS) || /\.(md|mdx|markdown|rst|adoc|asciidoc|txt|text|org|tex)$/.test(name),
		isTranslation:
			/\.(po|pot|xlf|xliff|arb|strings)$/.test(name) || folders.includes('lc_messages'),
	};
}

/** Folders of one project's tests beside another's: `tests_app`, `foo-test`, `Foo.Tests`. */
function isTestFolder(folder: string): boolean {
	return /^tests?[._-]|[._-](tests?|specs?|unittests|mocks?|benchmarks?)$/.test(folder);
}

/** @param path as written: `FooTest.java` shows by its capital, `latest.js` does not */
function isTestName(name: string, path: string): boolean {
	if (/^(test|spec|conftest|bench)([._-]|\.[a-z]+$)|^conftest\.py$|^tests?\.[a-z]+$/.test(name))
		return true;
	if (/[._-](tests?|specs?|bench|benchmark|unittest|e2e|cy|mock|fixture)\.[a-z]+$/.test(name))
		return true;
	const stem = path.slice(path.lastIndexOf('/') + 1).replace(/\..*$/, '');
	return /[a-z0-9](Tests?|TestCase|Specs?|Suite|IT|Benchmarks?|Mock)$|^(Test|Mock)[A-Z]\w*/.test(
		stem,
	);
}
