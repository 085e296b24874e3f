// The README's tables of commands, keys and settings, made from package.json and its English texts: `node scripts/readmeTables.mjs`
// writes them between their marks, `--check` fails when they differ.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { format, resolveConfig } from 'prettier';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const README = join(root, 'README.md');
const readJson = name => JSON.parse(readFileSync(join(root, name), 'utf8'));

/** The README with its tables as package.json has them now. */
export async function readmeWithTables(text = readFileSync(README, 'utf8')) {
	const { contributes } = readJson('package.json');
	const texts = readJson('package.nls.json');
	const say = value => texts[value.replaceAll('%', '')] ?? value;
	// What the palette does not show is for menus and keys; it is found there.
	const hidden = new Set(
		contributes.menus.commandPalette
			.filter(each => each.when === 'false')
			.map(each => each.command),
	);
	const commands = contributes.commands.filter(({ command }) => !hidden.has(command));
	const titles = new Map(contributes.commands.map(({ command, title }) => [command, say(title)]));
	const settings = contributes.configuration.flatMap(({ properties }) =>
		Object.entries(properties),
	);
	const tables = {
		commands: table(
			['command', 'id'],
			commands.map(({ command }) => [`Lodestone: ${titles.get(command)}`, `\`${command}\``]),
		),
		keys: table(
			['keys', 'on macOS', 'what they do'],
			contributes.keybindings.map(({ command, key, mac }) => [
				keys(key),
				keys(mac ?? key),
				titles.get(command),
			]),
		),
		settings: table(
			['setting', 'default', 'what it does'],
			settings.map(([name, { default: value, markdownDescription }]) => [
				`\`${name}\``,
				`\`${JSON.stringify(value)}\``,
				say(markdownDescription),
			]),
		),
	};
	let made = text;
	for (const [name, rows] of Object.entries(tables)) {
		const marks = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
		if (!marks.test(made)) throw new Error(`README.md has no place for the table of ${name}.`);
		made = made.replace(marks, (_all, from, to) => `${from}\n${rows}\n${to}`);
	}
	return format(made, { ...(await resolveConfig(README)), parser: 'markdown' });
}

const table = (head, rows) =>
	[head, head.map(() => '---'), ...rows]
		.map(cells => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`)
		.join('\n') + '\n';

const keys = chord =>
	chord
		.split('+')
		.map(
			key =>
				`<kbd>${key.length > 1 ? key[0].toUpperCase() + key.slice(1) : key.toUpperCase()}</kbd>`,
		)
		.join('+');

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
	const made = await readmeWithTables();
	if (!process.argv.includes('--check')) writeFileSync(README, made);
	else if (made !== readFileSync(README, 'utf8')) {
		console.error('README.md is out of date: run "node scripts/readmeTables.mjs".');
		process.exitCode = 1;
	}
}
