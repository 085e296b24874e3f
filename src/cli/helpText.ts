import {
	COMMAND_HELP,
	COMMANDS,
	optionsOf,
	type CommandName,
	type OptionSpec,
} from './optionTable';

/** The help page: of one command when `topic` names one, else of the program. */
export function helpText(topic: string | undefined): string {
	const command = COMMANDS.find(name => name === topic);
	return command === undefined ? programHelp() : commandHelp(command);
}

function programHelp(): string {
	const width = Math.max(...COMMANDS.map(name => COMMAND_HELP[name].usage.length));
	return [
		'lodestone finds code by what it means. It works on this machine alone; nothing is sent anywhere.',
		'',
		'Usage: lodestone COMMAND …',
		'',
		...COMMANDS.map(
			name => `  ${COMMAND_HELP[name].usage.padEnd(width)}  ${COMMAND_HELP[name].summary}`,
		),
		'',
		'For example:',
		'  lodestone search . "where are passwords hashed"',
		'  lodestone search src "retry with backoff" --language python --limit 5',
		'',
		'"lodestone help COMMAND" lists the options. Exit codes: 0 found, 1 found nothing or failed, 2 bad use.',
		'',
	].join('\n');
}

function commandHelp(command: CommandName): string {
	const help = COMMAND_HELP[command];
	const options = optionsOf(command);
	const names = options.map(optionUsage);
	const width = Math.max(...names.map(name => name.length));
	return [
		`Usage: lodestone ${help.usage} [options]`,
		'',
		`${help.summary.charAt(0).toUpperCase()}${help.summary.slice(1)}.`,
		...(help.more === '' ? [] : [help.more]),
		'',
		...options.map((option, i) => `  ${(names[i] ?? '').padEnd(width)}  ${option.help}`),
		'',
	].join('\n');
}

function optionUsage(option: OptionSpec): string {
	const short = option.short === undefined ? '    ' : `-${option.short}, `;
	const value = option.value === undefined ? '' : ` ${option.value}`;
	return `${short}--${option.name}${value}${option.repeatable === true ? '…' : ''}`;
}
