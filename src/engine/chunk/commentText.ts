const MAX_DOC = 200;
/** More is not looked at: the patterns below take quadratic time on hostile text. */
const MAX_COMMENT = 4000;
const MAX_LINE = 500;

/** Marks that open a comment line, in any of the languages. */
const LINE_MARKS =
	/^\s*(?:\/\*[*!]?<?|\*\/|\*(?!\*\w)|\/\/[/!]?<?|#[:!']?|--+\[*=*\[?|\{-|;+|%+|[rRuUbBfF]{0,2}(?:"""|''')|\(\*+|<!--|=begin|<#|\\\*|REM\b|")?\s?(?:\|(?=\s))?\s?/;
const END_MARKS = /\s*(?:\*+\/|\*+\)|-\}|"""|'''|-->|--\]\]|\]\]|#>|=end)\s*$/;
/** Comments that say nothing about the code below. */
const NOISE =
	/^(?:eslint|tslint|prettier|istanbul|c8|v8|biome|@ts-|noqa|pylint|pragma|type:|nolint|go:|\+build|-\*-|vim?:|rubocop|frozen_string_literal|coding[:=]|!|region|endregion|NOLINT|clang-format|cspell|sourceMappingURL|use strict|phpcs|@codingStandards|checkstyle|CHECKSTYLE|swiftlint|shellcheck|#*\s*autoload|\.(?:SYNOPSIS|DESCRIPTION)\s*$|[-=*#~_/\\+.\s]*$)/i;
const TAG_LINE =
	/^[@\\](?!code|brief\b|summary\b|desc|short\b|doc\b|moduledoc\b|ingroup\s|file\b|overview\b)/i;
const LICENCE =
	/copyright|licen[sc]e|spdx-|all rights reserved|\(c\)\s*\d{4}|permission is hereby granted|redistribution and use/i;

/** True for the legal text that opens many files. */
export function isLicence(comment: string): boolean {
	return LICENCE.test(comment.slice(0, 1500));
}

/**
 * The first sentence of a doc comment or docstring.
 *
 * @param comment Source text with its comment marks, any language; may be several line comments.
 * @returns '' when it says nothing (directives, rulers, legal text); at most 200 UTF-16 units, white space folded.
 */
export function docSentence(comment: string): string {
	if (comment === '' || isLicence(comment)) return '';
	const words: string[] = [];
	let length = 0;
	for (const raw of comment.slice(0, MAX_COMMENT).split(/\r\n|\r|\n/, 60)) {
		const line = raw
			.slice(0, MAX_LINE)
			.replace(LINE_MARKS, '')
			.replace(END_MARKS, '')
			.replace(/^\s*\*\s?/, '')
			.replace(
				/<\/?(?:summary|remarks|para|p|b|i|em|strong|h\d|ul|li|inheritdoc|br)\b[^>]*>/gi,
				' ',
			)
			.replace(
				/^\s*[@\\](?:brief|summary|desc(?:ription)?|short|file(?:overview)?|overview|doc|moduledoc|title|notice|dev)\b:?\s*(?:~[sS])?(?:"""|")?/i,
				'',
			)
			.trim();
		if (line === '') {
			if (length > 0) break;
			continue;
		}
		if (TAG_LINE.test(line)) {
			if (length > 0) break;
			continue;
		}
		if (NOISE.test(line)) continue;
		words.push(line);
		length += line.length + 1;
		if (length > MAX_DOC * 2 || /[.!?。]$/.test(line)) break;
	}
	return firstSentence(unmark(words.join(' ')));
}

/** The first sentence of the comment that opens a file; '' when it opens with code or legal text. */
export function fileDoc(text: string): string {
	const comment =
		/^(?:\/\*[\s\S]*?\*\/|(?:(?:\/\/|#|--|;|%)[^\n]*\n?\s*)+|[ru]?"""[\s\S]*?"""|<!--[\s\S]*?-->|\{-[\s\S]*?-\})/.exec(
			text,
		)?.[0];
	return comment === undefined || isLicence(comment) ? '' : docSentence(comment);
}

/** Takes inline markup off: `{@link X}`, `<see cref="X"/>`, `<code>x</code>`. */
function unmark(text: string): string {
	return text
		.replace(/\{@\w+\s+([^}]*)\}/g, '$1')
		.replace(/<see(?:also)?\s+\w+="(?:[A-Z]:)?([^"]*)"\s*\/?>/g, '$1')
		.replace(/<(?:paramref|typeparamref)\s+name="([^"]*)"\s*\/?>/g, '$1')
		.replace(/<\/?[a-z][^<>]*>/gi, '')
		.replace(/^([^"]*)"$/, '$1')
		.replace(/\s+/g, ' ')
		.trim();
}

function firstSentence(text: string): string {
	// A full stop ends a sentence before white space and a capital or the end; "e.g." and "i.e." do not.
	const match = /^(.*?(?<!\b(?:e\.g|i\.e|etc|vs|cf|[A-Z]))[.!?。])(?=\s+["'`(]?[A-Z]|\s*$)/.exec(
		text,
	);
	return cutAtWord(match?.[1] ?? text, MAX_DOC);
}

function cutAtWord(text: string, most: number): string {
	if (text.length <= most) return text;
	const space = text.lastIndexOf(' ', most);
	return text.slice(0, space > most / 2 ? space : most - 1).trimEnd();
}
