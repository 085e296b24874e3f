import { errorCode, LodestoneError, type ErrorCode } from '../shared/errors';
import { inert } from './inert';
import { EXIT_BAD_USE, EXIT_FAILED, EXIT_INTERRUPTED } from './io';

/** Codes that mean that the command line named something wrong. */
const BAD_USE: ReadonlySet<ErrorCode> = new Set(['bad-argument', 'not-found', 'not-a-folder']);

/** Remedies for codes whose thrower gave none. */
const REMEDY: Readonly<Partial<Record<ErrorCode, string>>> = {
	'no-permission': 'Ask for access, or choose another folder.',
	'store-locked': 'Wait until the other program is done, or search with --no-update.',
	'store-read-only': 'Choose another place with --store.',
	'store-newer': 'Update lodestone, or choose another place with --store.',
	'store-damaged': 'Run "lodestone verify FOLDER", or "lodestone clean FOLDER" to start afresh.',
	'disk-full': 'Free some space and run the same command again: it goes on where it stopped.',
	'model-missing': 'Install lodestone again: its models folder is incomplete.',
	'model-failed': 'Search with --mode keyword, or install lodestone again.',
	'native-missing': 'Run "npm ci" again on this machine.',
	'sqlite-missing': 'Use Node 22.15 or newer.',
	timeout: 'Try again.',
};

/** Sections of docs/RUNBOOKS.md that go further than a sentence can. */
const RUNBOOK: Readonly<Partial<Record<ErrorCode, string>>> = {
	'disk-full': 'disk-full',
	'store-damaged': 'crash-loop',
	'model-failed': 'crash-loop',
	'native-missing': 'crash-loop',
	'engine-stopped': 'crash-loop',
	timeout: 'slow-queries',
};

/** An error as a person reads it: one sentence, and what to do. */
export interface ErrorReport {
	/** Without a line end, harmless on a terminal. */
	readonly text: string;
	readonly exitCode: number;
}

/**
 * Words any thrown value.
 *
 * @param debug Adds the stack of what nobody expected.
 */
export function reportError(error: unknown, debug = false): ErrorReport {
	const code = errorCode(error);
	if (code === 'cancelled')
		return { text: 'Stopped. What was done is kept.', exitCode: EXIT_INTERRUPTED };
	if (error instanceof LodestoneError && code !== 'internal') {
		const remedy = error.remedy === '' ? (REMEDY[code] ?? '') : error.remedy;
		return {
			text: inert([error.message, remedy, runbook(code)].filter(part => part !== '').join(' ')),
			exitCode: BAD_USE.has(code) ? EXIT_BAD_USE : EXIT_FAILED,
		};
	}
	const message = error instanceof Error ? error.message : String(error);
	const stack = debug && error instanceof Error ? `\n${error.stack ?? ''}` : '';
	const remedy =
		error instanceof LodestoneError && error.remedy !== ''
			? error.remedy
			: 'This is a fault of lodestone; LODESTONE_DEBUG=1 shows where.';
	return {
		text: `${inert(`Something went wrong: ${message}`)}${/[.!?]$/.test(message) ? '' : '.'} ${remedy}${stack}`,
		exitCode: EXIT_FAILED,
	};
}

function runbook(code: ErrorCode): string {
	const section = RUNBOOK[code];
	return section === undefined ? '' : `More: docs/RUNBOOKS.md#${section}`;
}
