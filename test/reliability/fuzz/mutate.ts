import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pick } from '../support/scale';

export interface Sample {
	readonly name: string;
	readonly text: string;
}

/** One realistic file a language: the fixtures of the chunker's golden tests. */
export function samples(): Sample[] {
	const folder = resolve('test/fixtures/chunk');
	return readdirSync(folder, { withFileTypes: true })
		.filter(entry => entry.isFile())
		.map(entry => ({
			name: entry.name.replace(/\.fixture$/, ''),
			text: readFileSync(join(folder, entry.name), 'utf8'),
		}));
}

/** What breaks grammars: openers without ends, strange characters, depth, length. */
const MORSELS = [
	'{',
	'}',
	'((((((((',
	'"',
	"'",
	'`',
	'"""',
	'/*',
	'*/',
	'<!--',
	'<script>',
	'</',
	'<%',
	'%>',
	'<?php',
	'${',
	'#{',
	'\\',
	'\0',
	'\ud800',
	'\udfff',
	'\ufeff',
	'\u2028',
	'\u202e',
	'𝒂',
	'\r',
	'\r\n',
	'\n\n\n',
	'\t\t\t\t',
	'=begin\n',
	'<<EOF\n',
	'#if 0\n',
	'#endif ',
	'# ',
	'<<<<<<< HEAD\n',
	'=======\n',
	'>>>>>>> x\n',
	'---\n',
	'```\n',
	'end\n',
	'é',
];

/** Nearly the longest text that is parsed. */
const MAX_CHARS = 950_000;

type Next = () => number;

/** Pieces of a file that mean something in most grammars: words, blanks, brackets, strings, lines. */
function tokens(text: string): string[] {
	return text.match(/\w+|\s+|"[^"\n]*"|'[^'\n]*'|[^\w\s]/g) ?? [];
}

/** Changes a file in the fashion of half-typed code, merge leftovers, generators and bad luck. */
export function mutate(sample: Sample, all: readonly Sample[], next: Next): string {
	let text = sample.text;
	const rounds = 1 + Math.floor(next() * 4);
	for (let round = 0; round < rounds; round++) text = mutateOnce(text, all, next);
	return text;
}

function mutateOnce(text: string, all: readonly Sample[], next: Next): string {
	const at = Math.floor(next() * (text.length + 1));
	const size = 1 + Math.floor(next() ** 3 * 400);
	switch (Math.floor(next() * 12)) {
		case 0:
			return text.slice(0, at);
		case 1:
			return text.slice(0, at) + text.slice(at + size);
		case 2:
			return text.slice(0, at) + pick(next, MORSELS) + text.slice(at);
		case 3:
			return text.slice(0, at) + pick(next, MORSELS).repeat(size) + text.slice(at);
		case 4:
			return text.slice(0, at) + text.slice(at, at + size).repeat(30) + text.slice(at);
		case 5: {
			// Two tokens change places.
			const list = tokens(text);
			const a = Math.floor(next() * list.length);
			const b = Math.floor(next() * list.length);
			[list[a], list[b]] = [list[b] ?? '', list[a] ?? ''];
			return list.join('');
		}
		case 6: {
			// Every n-th token is gone.
			const n = 2 + Math.floor(next() * 30);
			return tokens(text)
				.filter((_, i) => i % n !== 0)
				.join('');
		}
		case 7: {
			// A piece of another language, as in templates and heredocs.
			const other = pick(next, all).text;
			const from = Math.floor(next() * other.length);
			return text.slice(0, at) + other.slice(from, from + 2_000) + text.slice(at);
		}
		case 8: {
			const lines = text.split('\n');
			for (let i = lines.length - 1; i > 0; i--) {
				const j = Math.floor(next() * (i + 1));
				[lines[i], lines[j]] = [lines[j] ?? '', lines[i] ?? ''];
			}
			return lines.join('\n');
		}
		case 9:
			return text.replaceAll('\n', pick(next, ['\r', '\r\n', ' ', '']));
		case 10: {
			// Depth.
			const [open, close] = pick(next, [
				['(', ')'],
				['{', '}'],
				['[', ']'],
				['<a>', '</a>'],
				['if (x) {', '}'],
			] as const);
			const depth = Math.floor(next() ** 2 * 3_000);
			return text.slice(0, at) + open.repeat(depth) + close.repeat(depth) + text.slice(at);
		}
		default: {
			const bytes = Buffer.from(text);
			for (let i = 0; i < 1 + size / 10; i++)
				bytes[Math.floor(next() * bytes.length)] = Math.floor(next() * 256);
			return bytes.toString('utf8');
		}
	}
}

/**
 * A text as long as one that is parsed can be, in a line of its own or in many: the file again and again, or a morsel or a few characters
 * of it. What takes quadratic time shows there alone.
 */
export function enlarge(text: string, next: Next): string {
	const at = Math.floor(next() * (text.length + 1));
	const kind = next();
	const piece =
		kind < 0.4
			? text
			: kind < 0.7
				? pick(next, MORSELS)
				: text.slice(at, at + 1 + Math.floor(next() ** 2 * 60));
	const size = 50_000 * (MAX_CHARS / 50_000) ** next();
	const long = piece.repeat(Math.max(1, Math.floor(size / Math.max(1, piece.length))));
	const whole = kind < 0.4 ? long : text.slice(0, at) + long + text.slice(at);
	return next() < 0.4 ? whole.replace(/[\r\n]+/g, ' ') : whole;
}

/** No file of any language: bytes, decoded as the scanner decodes them. */
export function noise(next: Next): string {
	const bytes = Buffer.alloc(1 + Math.floor(next() ** 2 * 60_000));
	const printable = next() < 0.5;
	for (let i = 0; i < bytes.length; i++)
		bytes[i] = printable ? 32 + Math.floor(next() * 95) : Math.floor(next() * 256);
	if (printable) for (let i = 0; i < bytes.length; i += 1 + Math.floor(next() * 120)) bytes[i] = 10;
	return bytes.toString(next() < 0.5 ? 'utf8' : 'latin1');
}
