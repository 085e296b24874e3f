/** Small programs in several languages whose functions depend on a seed, so that edits change some chunks and keep others. */
export function program(path: string, seed: number): string {
	const n = (seed % 4) + 1;
	const names = Array.from(
		{ length: n },
		(_, i) => `handle${'ABCDEFG'.charAt((seed + i) % 7)}${i}`,
	);
	const each = (f: (name: string) => string): string => names.map(f).join('\n');
	switch (path.slice(path.lastIndexOf('.') + 1)) {
		case 'py':
			return each(
				name =>
					`def ${name}(request):\n    """Handles ${name} for a request."""\n    return request.${name} + ${seed % 3}\n`,
			);
		case 'go':
			return `package lib\n\n${each(name => `// ${name} does it.\nfunc ${name}(x int) int {\n\treturn x + ${seed % 5}\n}\n`)}`;
		case 'rs':
			return each(
				name => `/// Runs ${name}.\npub fn ${name}(x: u32) -> u32 {\n    x + ${seed % 3}\n}\n`,
			);
		case 'md':
			return each(name => `# ${name}\n\nAbout ${name} and ${seed % 3}.\n`);
		default:
			return each(
				name =>
					`/** Does ${name}. */\nexport function ${name}(x: number) {\n\treturn x * ${seed % 3};\n}\n`,
			);
	}
}

/** A TypeScript file of `functions` functions of their own: no two files share a chunk. */
export function distinctFile(id: number, functions: number, version = 0): string {
	return Array.from({ length: functions }, (_, i) => {
		const name = `step${id}x${i}`;
		return `/** Works on part ${i} of order ${id}, edition ${version}. */\nexport function ${name}(order: Order${id}): number {\n\tconst share = order.parts[${i}] ?? ${version};\n\tfor (const piece of share.pieces) order.total += piece.weight * ${i + 1};\n\treturn order.total - ${id % 97};\n}\n`;
	}).join('\n');
}
