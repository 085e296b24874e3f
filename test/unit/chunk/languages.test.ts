import { describe, expect, it } from 'vitest';
import { GRAMMAR_FILES } from '../../../scripts/copyGrammars.mjs';
import { GRAMMAR_SPECS } from '../../../src/engine/chunk/grammars/registry';
import { detectLanguage, languageById, LANGUAGE_IDS } from '../../../src/engine/chunk/languages';
import { LANGUAGES } from '../../../src/engine/chunk/languageTable';

describe('detectLanguage', () => {
	it.each([
		['src/a.ts', '', 'typescript'],
		['src/a.d.ts', '', 'typescript'],
		['src/A.TSX', '', 'typescriptreact'],
		['lib/x.h', '', 'cpp'],
		['Dockerfile', '', 'dockerfile'],
		['deploy/Dockerfile.prod', '', 'dockerfile'],
		['CMakeLists.txt', '', 'cmake'],
		['Makefile.am', '', 'makefile'],
		['Rakefile', '', 'ruby'],
		['app/views/show.html.erb', '', 'erb'],
		['README', '', 'plaintext'],
		['LICENSE-MIT', '', 'plaintext'],
		['bin/run', '#!/usr/bin/env python3', 'python'],
		['bin/run', '#!/usr/bin/python3.11 -u', 'python'],
		['bin/run', '#!/usr/bin/env -S node --no-warnings', 'javascript'],
		['bin/run', '#!/bin/bash', 'shellscript'],
		['bin/run', 'hello', 'plaintext'],
		['config.yml.example', '', 'yaml'],
		['templates/model.py.tmpl', '', 'python'],
		['page.tmpl', '', 'jinja'],
		['index', '<?php echo 1;', 'php'],
		['nb/a.ipynb', '', 'jupyter'],
		['a.unknown', '', 'plaintext'],
		['.gitignore', '', 'ignore'],
	])('%s with %j is %s', (path, firstLine, id) => {
		expect(detectLanguage(path, firstLine).id).toBe(id);
	});
});

describe('the table', () => {
	it('has no id twice', () => {
		expect(new Set(LANGUAGE_IDS).size).toBe(LANGUAGE_IDS.length);
		expect(languageById('go')?.grammar).toBe('go');
	});

	it('ships and reads exactly the grammars that it names', () => {
		const named = new Set(
			LANGUAGES.map(language => language.grammar).filter(grammar => grammar !== undefined),
		);
		expect(new Set(Object.keys(GRAMMAR_FILES))).toEqual(named);
		expect(new Set(GRAMMAR_SPECS.keys())).toEqual(named);
		expect(named.size).toBe(41);
	});

	it('writes extensions in lower case with their dot', () => {
		for (const language of LANGUAGES)
			for (const extension of language.extensions) expect(extension).toMatch(/^\.[a-z0-9+_.-]+$/);
	});
});
