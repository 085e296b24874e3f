export const COMMANDS = [
	'index',
	'search',
	'similar',
	'status',
	'explain',
	'verify',
	'health',
	'trace',
	'doctor',
	'clean',
	'mcp',
] as const;
export type CommandName = (typeof COMMANDS)[number];

export interface OptionSpec {
	readonly name: string;
	readonly short?: string;
	/** Placeholder of the value in the help text; absent for a switch. */
	readonly value?: string;
	readonly repeatable?: boolean;
	readonly help: string;
	/** Commands that take it; absent = all. */
	readonly commands?: readonly CommandName[];
}

const SEARCHES: readonly CommandName[] = ['search', 'similar'];
const WRITES: readonly CommandName[] = ['index', 'search'];

/** Every option once: the parser, the help text and the "not for this command" message all read this table. */
export const OPTIONS: readonly OptionSpec[] = [
	{ name: 'store', value: 'DIR', help: 'keep indexes in DIR instead of your data folder' },
	{ name: 'json', help: 'print one JSON object for scripts instead of text' },
	{ name: 'color', value: 'WHEN', help: 'auto (default), always or never' },
	{
		name: 'threads',
		value: 'N',
		help: 'threads for the model (default: by cores)',
		commands: WRITES,
	},
	{
		name: 'max-vectors',
		value: 'N',
		help: 'texts of a folder searchable by meaning; the rest by words (default 500000)',
		commands: WRITES,
	},
	{
		name: 'limit',
		short: 'n',
		value: 'N',
		help: 'show at most N files, or of trace N searches (default 10)',
		commands: [...SEARCHES, 'trace'],
	},
	{
		name: 'mode',
		short: 'm',
		value: 'M',
		help: 'hybrid (default), meaning or keyword',
		commands: ['search'],
	},
	{
		name: 'include',
		short: 'g',
		value: 'GLOB',
		repeatable: true,
		help: 'only files that match; a glob without / matches at any depth',
		commands: ['index', ...SEARCHES],
	},
	{
		name: 'exclude',
		value: 'GLOB',
		repeatable: true,
		help: 'leave out files that match',
		commands: ['index', ...SEARCHES],
	},
	{
		name: 'language',
		short: 'l',
		value: 'L',
		repeatable: true,
		help: 'only this language, such as python or typescript',
		commands: SEARCHES,
	},
	{
		name: 'kind',
		short: 'k',
		value: 'K',
		repeatable: true,
		help: 'only this kind of code, such as function or class',
		commands: SEARCHES,
	},
	{
		name: 'lines',
		value: 'N',
		help: 'show at most N lines of each hit (default 8; 0 = headings only)',
		commands: SEARCHES,
	},
	{
		name: 'explain',
		help: 'say why each hit is there, and where the time went',
		commands: ['search'],
	},
	{
		name: 'use-opened',
		help: 'let what you opened in VS Code decide between close files',
		commands: ['search'],
	},
	{
		name: 'no-update',
		help: 'search the index as it is, without looking for changed files',
		commands: ['search'],
	},
	{
		name: 'no-ignore',
		help: 'index what .gitignore files leave out, too',
		commands: ['index'],
	},
	{
		name: 'max-file-size',
		value: 'SIZE',
		help: 'skip larger files, such as 500K or 2M (default 1M)',
		commands: ['index'],
	},
	{
		name: 'draft',
		help: 'stop after the quick draft vectors; a later run refines them',
		commands: WRITES,
	},
	{
		name: 'full',
		help: 'read every file again, whatever its time and size say',
		commands: ['index'],
	},
	{
		name: 'all',
		help: 'remove every index in the store, and all vectors',
		commands: ['clean'],
	},
	{
		name: 'unused',
		help: 'remove indexes of folders that are gone, and vectors that no index needs',
		commands: ['clean'],
	},
	{
		name: 'check',
		help: 'examine the index now instead of showing what is known',
		commands: ['health'],
	},
	{ name: 'quiet', short: 'q', help: 'no progress and no notes' },
	{ name: 'help', short: 'h', help: 'explain the command' },
];

export function optionsOf(command: CommandName): readonly OptionSpec[] {
	return OPTIONS.filter(o => o.commands === undefined || o.commands.includes(command));
}

/** What a command is called with and what it does, for the help text. */
export const COMMAND_HELP: Readonly<
	Record<CommandName, { readonly usage: string; readonly summary: string; readonly more: string }>
> = {
	index: {
		usage: 'index FOLDER…',
		summary: 'make or bring up to date the index of one or more folders',
		more:
			'Only new and changed files are read; Ctrl-C keeps what is done. --include, --exclude, --no-ignore and\n' +
			'--max-file-size are remembered for the folder until the next index with other ones, or clean.',
	},
	search: {
		usage: 'search FOLDER QUERY…',
		summary: 'find code by what it means, by words or by name',
		more:
			'Indexes the folder first when it has no index, and picks up changed files otherwise (see --no-update).\n' +
			'In the query, "quoted text" must match literally, -word excludes, and lang:, path: and kind: filter.\n' +
			'A query that starts with a dash goes after --.',
	},
	similar: {
		usage: 'similar FOLDER FILE:LINE',
		summary: 'find code that is like the code at a line',
		more: 'FILE is relative to FOLDER or to where you are.',
	},
	status: {
		usage: 'status FOLDER',
		summary: 'show what the index holds, how large and how fresh it is',
		more: '',
	},
	explain: {
		usage: 'explain FOLDER FILE',
		summary: 'say why a file is or is not in the index',
		more: 'FILE is relative to FOLDER or to where you are.',
	},
	verify: {
		usage: 'verify [FOLDER…]',
		summary: 'check an index against its checksums and repair it',
		more: 'Without FOLDER: the folder you are in.',
	},
	health: {
		usage: 'health FOLDER',
		summary: 'show alarms, quality on your own code, and objectives',
		more:
			'--check asks the questions made from your code, compares samples with the disk and mends what it can.\n' +
			'Exit code 1 when answers are worse than they should be (DEGRADED, STALE, ERROR).',
	},
	trace: {
		usage: 'trace FOLDER',
		summary: 'show where the time of the last searches went',
		more: 'Times in ms. Questions are not kept, only how many words they had.',
	},
	doctor: {
		usage: 'doctor [FOLDER]',
		summary: 'check this computer, the store, the model and the index of a folder',
		more: 'Without FOLDER: the folder you are in. Exit code 1 when there is a problem, 0 with warnings.',
	},
	clean: {
		usage: 'clean [FOLDER…]',
		summary: 'remove the index of a folder; your files are never touched',
		more: 'Without FOLDER: the folder you are in. With --all: the whole store.',
	},
	mcp: {
		usage: 'mcp [FOLDER…]',
		summary:
			'serve folders to a coding agent (Model Context Protocol, over standard input and output)',
		more:
			'Without FOLDER: the folder you are in. For the agent\'s settings: command "lodestone", arguments "mcp" and the folders.\n' +
			'Only these folders are read. What agents asked and got is written to agent-log.jsonl in the store.',
	},
};
