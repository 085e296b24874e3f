import type { Output } from './io';

/** The looks that output may have, by meaning. */
export interface Style {
	readonly path: (text: string) => string;
	readonly line: (text: string) => string;
	readonly match: (text: string) => string;
	readonly good: (text: string) => string;
	readonly fair: (text: string) => string;
	readonly dim: (text: string) => string;
	readonly bold: (text: string) => string;
	readonly bad: (text: string) => string;
}

export type ColourChoice = 'auto' | 'always' | 'never';

const plain = (text: string): string => text;
const sgr =
	(code: string) =>
	(text: string): string =>
		text === '' ? '' : `\u001b[${code}m${text}\u001b[0m`;

const PLAIN: Style = {
	path: plain,
	line: plain,
	match: plain,
	good: plain,
	fair: plain,
	dim: plain,
	bold: plain,
	bad: plain,
};

/** ripgrep's colours where it has one for the thing: path magenta, line green, match bold red. */
const COLOURED: Style = {
	path: sgr('35'),
	line: sgr('32'),
	match: sgr('1;31'),
	good: sgr('32'),
	fair: sgr('33'),
	dim: sgr('2'),
	bold: sgr('1'),
	bad: sgr('31'),
};

/** `--color` wins, then NO_COLOR (https://no-color.org) and FORCE_COLOR, then whether a person watches. */
export function styleFor(
	output: Output,
	choice: ColourChoice,
	env: Readonly<Record<string, string | undefined>>,
): Style {
	if (choice !== 'auto') return choice === 'always' ? COLOURED : PLAIN;
	if (env['NO_COLOR']) return PLAIN;
	if (env['FORCE_COLOR'] && env['FORCE_COLOR'] !== '0') return COLOURED;
	return output.isTerminal && env['TERM'] !== 'dumb' ? COLOURED : PLAIN;
}
