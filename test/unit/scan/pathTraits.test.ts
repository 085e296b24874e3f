import { describe, expect, it } from 'vitest';
import { type PathTraits, pathTraits } from '../../../src/engine/scan/pathTraits';

const traitsOf = (path: string): string[] =>
	Object.entries(pathTraits(path) as unknown as Record<keyof PathTraits, boolean>)
		.filter(([, set]) => set)
		.map(([name]) => name);

describe('pathTraits', () => {
	it.each<[string, string[]]>([
		['src/engine/search.ts', []],
		['src/latest.js', []],
		['src/contest.py', []],
		['lib/attest/verify.go', []],
		['pkg/protest.rs', []],
		['src/Testament.java', []],
		['tests/test_app.py', ['isTest']],
		['app/test_models.py', ['isTest']],
		['pkg/server_test.go', ['isTest']],
		['src/a.spec.ts', ['isTest']],
		['src/FooTest.java', ['isTest']],
		['src/FooTests.swift', ['isTest']],
		['core/src/commonTest/kotlin/X.kt', ['isTest']],
		['App.Tests/Thing.cs', ['isTest']],
		['spec/models/user_spec.rb', ['isTest']],
		['benches/map.rs', ['isTest']],
		['examples/hello/main.rs', ['isExample']],
		['third_party/zlib/inflate.c', ['isVendored']],
		['src/index.ts', ['isIndexFile']],
		['pkg/__init__.py', ['isIndexFile']],
		['types/api.d.ts', ['isDeclaration']],
		['legacy/api.php', ['isOldVersion']],
		['src/parser_old.c', ['isOldVersion']],
		['docs/guide.md', ['isDocumentation']],
		['README.md', ['isDocumentation']],
		['locale/fr/LC_MESSAGES/django.po', ['isTranslation']],
	])('%s: %j', (path, traits) => expect(traitsOf(path)).toEqual(traits));
});
