import { LANGUAGES, PLAIN, type LanguageDef } from './languageTable';

const BY_ID = new Map<string, LanguageDef>();
const BY_EXTENSION = new Map<string, LanguageDef>();
const BY_NAME = new Map<string, LanguageDef>();
const BY_SHEBANG = new Map<string, LanguageDef>();
for (const language of LANGUAGES) {
	const add = (map: Map<string, LanguageDef>, keys: readonly string[] = []): void => {
		for (const key of keys) if (!map.has(key)) map.set(key, language);
	};
	add(BY_ID, [language.id]);
	add(BY_EXTENSION, language.extensions);
	add(BY_NAME, language.filenames);
	add(BY_SHEBANG, language.shebangs);
}

/** Endings that say nothing about the language: `Dockerfile.in`, `config.py.template`. */
const WRAPPING_EXTENSIONS = new Set([
	'.in',
	'.template',
	'.tmpl',
	'.tpl',
	'.example',
	'.sample',
	'.dist',
	'.default',
	'.orig',
	'.bak',
	'.py-tpl',
	'.stub',
	'.tt',
	'.inc',
]);

/**
 * The language of a file, from its name, then its extension, then its `#!` line.
 *
 * @param path With `/`; only the last part is looked at.
 * @param firstLine The file's first line; '' when unknown.
 * @returns Never undefined: `plaintext` (line windows) when nothing matches.
 */
export function detectLanguage(path: string, firstLine = ''): LanguageDef {
	const base = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
	return byName(base) ?? byShebang(firstLine) ?? byContent(base, firstLine) ?? PLAIN;
}

/** The definition of a language id, such as filters name it. */
export function languageById(id: string): LanguageDef | undefined {
	return BY_ID.get(id);
}

/** All ids, in the table's order. */
export const LANGUAGE_IDS: readonly string[] = LANGUAGES.map(language => language.id);

function byName(base: string): LanguageDef | undefined {
	const whole = BY_NAME.get(base);
	if (whole !== undefined) return whole;
	const dot = base.lastIndexOf('.');
	if (dot < 0) return undefined;
	const extension = base.slice(dot);
	const stem = base.slice(0, dot);
	if (WRAPPING_EXTENSIONS.has(extension)) {
		const inner =
			extension === '.py-tpl' ? BY_ID.get('python') : stem === '' ? undefined : byName(stem);
		if (inner !== undefined) return inner;
	}
	// `Dockerfile.dev`, `Makefile.am`: the stem is the name.
	return BY_EXTENSION.get(extension) ?? BY_NAME.get(stem) ?? prefixName(base);
}

function prefixName(base: string): LanguageDef | undefined {
	if (/^(dockerfile|containerfile)[._-]/.test(base)) return BY_ID.get('dockerfile');
	if (/^(gnu)?makefile[._-]/.test(base)) return BY_ID.get('makefile');
	if (/^(readme|license|copying|changelog|notice)[._-]/.test(base)) return BY_ID.get('plaintext');
	return undefined;
}

function byShebang(firstLine: string): LanguageDef | undefined {
	if (!firstLine.startsWith('#!')) return undefined;
	const words = firstLine.slice(2, 200).trim().split(/\s+/);
	let program = baseName(words[0] ?? '');
	if (program === 'env') {
		const next = words.slice(1).find(word => !word.startsWith('-') && !word.includes('='));
		program = baseName(next ?? '');
	}
	// `python3.11` → `python3`
	return BY_SHEBANG.get(program) ?? BY_SHEBANG.get(program.replace(/[\d.]+$/, ''));
}

function byContent(base: string, firstLine: string): LanguageDef | undefined {
	if (base.includes('.')) return undefined;
	if (firstLine.startsWith('<?php')) return BY_ID.get('php');
	if (firstLine.startsWith('<?xml')) return BY_ID.get('xml');
	if (firstLine.startsWith('<!DOCTYPE html')) return BY_ID.get('html');
	return undefined;
}

function baseName(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1).toLowerCase();
}
