import { redact } from '../../shared/redact';
import type { EngineUsage } from '../../shared/engineProtocol';
import type { EngineState } from '../client/engineClient';
import type { FolderOptions, WindowOptions } from '../settings';
import type { FolderSnapshot } from '../workspace/folderIndex';

export interface DiagnosticsInput {
	readonly versions: Readonly<Record<string, string>>;
	readonly engine: EngineState;
	readonly usage: EngineUsage | undefined;
	readonly settings: WindowOptions;
	readonly folders: readonly {
		readonly snapshot: FolderSnapshot;
		readonly settings: FolderOptions;
	}[];
	readonly logTail: readonly string[];
	/** Replaced by `~` wherever it stands. */
	readonly home: string;
}

/** What helps to find a fault, as Markdown: numbers and states, neither questions nor file contents; the home folder is left out. */
export function diagnosticsReport(input: DiagnosticsInput): string {
	const json = (value: unknown) => ['```json', JSON.stringify(value, undefined, 2), '```'];
	const lines = [
		'# Lodestone diagnostics',
		'',
		...Object.entries(input.versions).map(([name, version]) => `- ${name}: ${version}`),
		'',
		'## Engine',
		...json({ state: input.engine, usage: input.usage }),
		'## Settings',
		...json(input.settings),
		...input.folders.flatMap(({ snapshot, settings }, i) => [
			`## Folder ${i + 1}`,
			...json({ ...snapshot, settings }),
		]),
		'## Log',
		'```',
		...input.logTail.map(line => redact(line.replace(/`/g, "'"))),
		'```',
	];
	const text = lines.join('\n');
	return input.home === '' ? text : text.replaceAll(input.home, '~');
}
