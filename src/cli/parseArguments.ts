import { resolve } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { CommonOptions, Invocation, RuleOptions, ShowOptions } from './invocation';
import {
	badUse,
	byteSize,
	chunkKinds,
	colourChoice,
	fileAndLine,
	languageIds,
	nearest,
	searchMode,
	wholeNumber,
} from './optionValues';
import { COMMANDS, OPTIONS, optionsOf, type CommandName } from './optionTable';

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/**
 * Understands a command line.
 *
 * @param argv Without the program's name.
 * @param cwd Absolute; `--store` is resolved against it.
 * @throws {LodestoneError} `bad-argument` with one sentence that says what is wrong and what to do.
 */
export function parseArguments(argv: readonly string[], cwd: string): Invocation {
	const [first, ...rest] = argv;
	if (first === undefined || first === 'help' || first === '--help' || first === '-h')
		return { command: 'help', topic: rest[0] };
	if (first === '--version' || first === '-V' || first === 'version') return { command: 'version' };
	const command = COMMANDS.find(name => name === first);
	if (command === undefined) throw unknownCommand(first);
	const { values, positionals } = parseStrictly(command, rest);
	if (values['help'] === true) return { command: 'help', topic: command };
	return build(command, values, positionals, cwd);
}

function build(
	command: CommandName,
	values: Values,
	positionals: string[],
	cwd: string,
): Invocation {
	const common = commonOptions(values, cwd);
	const [folder = '', ...others] = positionals;
	switch (command) {
		case 'index':
			return {
				command,
				common,
				folders: atLeastOne(command, positionals),
				rules: ruleOptions(values),
				draft: values['draft'] === true,
				full: values['full'] === true,
			};
		case 'search': {
			needs(positionals, 2, Infinity, 'search takes a folder and a question', command);
			const query = others.join(' ').trim();
			if (query === '') throw badUse('The question is empty.', 'Say what to look for.');
			return {
				command,
				common,
				folder,
				query,
				mode: searchMode(text(values, 'mode') ?? 'hybrid'),
				show: showOptions(values),
				explain: values['explain'] === true,
				useOpened: values['use-opened'] === true,
				update: values['no-update'] !== true,
				draft: values['draft'] === true,
			};
		}
		case 'similar':
			needs(positionals, 2, 2, 'similar takes a folder and FILE:LINE', command);
			return {
				command,
				common,
				folder,
				...fileAndLine(others[0] ?? ''),
				show: showOptions(values),
			};
		case 'status':
			needs(positionals, 1, 1, 'status takes one folder', command);
			return { command, common, folder };
		case 'explain':
			needs(positionals, 2, 2, 'explain takes a folder and a file', command);
			return { command, common, folder, file: others[0] ?? '' };
		case 'verify':
		case 'mcp':
			return { command, common, folders: positionals.length > 0 ? positionals : ['.'] };
		case 'health':
			needs(positionals, 1, 1, 'health takes one folder', command);
			return { command, common, folder, check: values['check'] === true };
		case 'trace':
			needs(positionals, 1, 1, 'trace takes one folder', command);
			return {
				command,
				common,
				folder,
				limit: wholeNumber('limit', text(values, 'limit') ?? '10', 1, 500),
			};
		case 'doctor':
			if (positionals.length > 1) throw badUse('doctor takes one folder.', 'Name one, or none.');
			return { command, common, folder: positionals[0] ?? '.' };
		case 'clean': {
			const all = values['all'] === true;
			const unused = values['unused'] === true;
			const given = all ? '--all' : '--unused';
			if ((all || unused) && positionals.length > 0)
				throw badUse(`clean takes folders or ${given}, not both.`, 'Leave one of them out.');
			if (all && unused)
				throw badUse('clean takes --all or --unused, not both.', 'Leave one of them out.');
			return {
				command,
				common,
				all,
				unused,
				folders: positionals.length > 0 ? positionals : ['.'],
			};
		}
	}
}

function commonOptions(values: Values, cwd: string): CommonOptions {
	const store = text(values, 'store');
	if (store === '') throw badUse('--store needs a folder.', 'Name one, or leave the option out.');
	const threads = text(values, 'threads');
	const maxVectors = text(values, 'max-vectors');
	return {
		store: store === undefined ? undefined : resolve(cwd, store),
		json: values['json'] === true,
		quiet: values['quiet'] === true,
		colour: colourChoice(text(values, 'color') ?? 'auto'),
		threads: threads === undefined ? undefined : wholeNumber('threads', threads, 1, 64),
		maxVectors:
			maxVectors === undefined
				? undefined
				: wholeNumber('max-vectors', maxVectors, 1_000, 8_000_000),
	};
}

function ruleOptions(values: Values): RuleOptions {
	const size = text(values, 'max-file-size');
	return {
		include: values['include'] === undefined ? undefined : texts(values, 'include'),
		exclude: values['exclude'] === undefined ? undefined : texts(values, 'exclude'),
		noIgnore: values['no-ignore'] === undefined ? undefined : values['no-ignore'] === true,
		maxFileBytes: size === undefined ? undefined : byteSize('max-file-size', size),
	};
}

function showOptions(values: Values): ShowOptions {
	return {
		limit: wholeNumber('limit', text(values, 'limit') ?? '10', 1, 1000),
		include: texts(values, 'include'),
		exclude: texts(values, 'exclude'),
		languages: languageIds(texts(values, 'language')),
		kinds: chunkKinds(texts(values, 'kind')),
		lines: wholeNumber('lines', text(values, 'lines') ?? '8', 0, 1000),
	};
}

/** Parses with node's own parser in strict mode and turns its complaints into sentences. */
function parseStrictly(
	command: CommandName,
	argv: string[],
): { values: Values; positionals: string[] } {
	const options: NonNullable<ParseArgsConfig['options']> = {};
	for (const option of optionsOf(command)) {
		options[option.name] = {
			type: option.value === undefined ? 'boolean' : 'string',
			multiple: option.repeatable === true,
			...(option.short === undefined ? {} : { short: option.short }),
		};
	}
	try {
		return parseArgs({ args: argv, options, allowPositionals: true, strict: true });
	} catch (error) {
		throw explained(error, command);
	}
}

function explained(error: unknown, command: CommandName): Error {
	if (!(error instanceof Error)) return badUse('The command line cannot be understood.');
	const option = /'(?:-\w, )?(-{1,2}[^\s'=]+)/.exec(error.message)?.[1] ?? '';
	const remedy = `"lodestone help ${command}" lists what it takes.`;
	switch ((error as { code?: unknown }).code) {
		case 'ERR_PARSE_ARGS_UNKNOWN_OPTION': {
			if (OPTIONS.some(o => `--${o.name}` === option || (o.short && `-${o.short}` === option)))
				return badUse(`${command} does not take ${option}.`, remedy);
			const meant = nearest(
				option.replace(/^-+/, ''),
				optionsOf(command).map(o => o.name),
			);
			const hint = meant === undefined ? remedy : `Did you mean --${meant}?`;
			return badUse(`There is no option ${option}.`, hint);
		}
		case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
			return error.message.includes('does not take an argument')
				? badUse(`${option} takes no value.`, remedy)
				: badUse(`${option} needs a value.`, remedy);
		default:
			return badUse(error.message, remedy);
	}
}

function unknownCommand(word: string): Error {
	if (word.startsWith('-'))
		return badUse(
			`The command comes first, before ${word}.`,
			'For example: lodestone search FOLDER "how are sessions refreshed".',
		);
	const meant = nearest(word, [...COMMANDS, 'help']);
	return badUse(
		`There is no command "${word}".`,
		meant === undefined ? '"lodestone help" lists them.' : `Did you mean ${meant}?`,
	);
}

function needs(
	given: string[],
	least: number,
	most: number,
	what: string,
	command: CommandName,
): void {
	if (given.length >= least && given.length <= most && given[0] !== '') return;
	const count = given.length === 0 ? 'nothing was given' : `${given.length} given`;
	throw badUse(`${what}; ${count}.`, `"lodestone help ${command}" shows an example.`);
}

function atLeastOne(command: CommandName, folders: string[]): string[] {
	needs(folders, 1, Infinity, `${command} takes at least one folder`, command);
	return folders;
}

function text(values: Values, name: string): string | undefined {
	const value = values[name];
	return typeof value === 'string' ? value : undefined;
}

function texts(values: Values, name: string): string[] {
	const value = values[name];
	return Array.isArray(value) ? value.filter(v => typeof v === 'string') : [];
}
