/** Texts that took 4.8 s to minutes, each for another reason; all are of a size that is parsed. */
export const STALLS: readonly (readonly [why: string, path: string, text: string])[] = [
	["a scanner looks for each bracket's end up to the text's end", 'a.svelte', '{ '.repeat(400_000)],
	['a heading is full of what may be links', 'a.md', `# ${'['.repeat(200_000)}\n`],
	[
		'comments at the end of a definition ask for the sibling before them',
		'a.fs',
		`module A\n\nlet f x =\n    x + 1\n${'    // why\n'.repeat(20_000)}\nlet g x = x\n`,
	],
	['slashes stand in a string that is the last line', 'a.res', `let a = "${'/'.repeat(300_000)}`],
	[
		'a name is asked for at each of its characters',
		'a.m',
		`@implementation Store {\n    NSMut${'Arr'.repeat(24_000)} *places;\n}\n@end\n`,
	],
	['a heading has a gap in it', 'a.md', `# a${' '.repeat(200_000)}x\n`],
];
