import { cleanCommand } from './commands/cleanCommand';
import { doctorCommand } from './commands/doctorCommand';
import { explainCommand } from './commands/explainCommand';
import { healthCommand } from './commands/healthCommand';
import { indexCommand } from './commands/indexCommand';
import { mcpCommand, type StartMcp } from './commands/mcpCommand';
import { searchCommand } from './commands/searchCommand';
import { similarCommand } from './commands/similarCommand';
import { statusCommand } from './commands/statusCommand';
import { traceCommand } from './commands/traceCommand';
import { verifyCommand } from './commands/verifyCommand';
import { reportError } from './errorText';
import { helpText } from './helpText';
import type { Invocation } from './invocation';
import { EXIT_BAD_USE, EXIT_OK, type CliIo } from './io';
import { parseArguments } from './parseArguments';
import { Session, type EngineFactory } from './session';

/**
 * Runs one command line from arguments to exit code. Every error ends here, as one sentence on standard error.
 *
 * @param argv Without the program's name.
 * @returns 0 ok, 1 found nothing or failed, 2 bad use, 130 stopped by Ctrl-C.
 */
export async function runProgram(
	argv: readonly string[],
	io: CliIo,
	createEngine: EngineFactory,
	version: string,
	startMcp: StartMcp,
): Promise<number> {
	try {
		const call = parseArguments(argv, io.cwd);
		if (call.command === 'version') {
			io.out.write(`lodestone ${version}\n`);
			return EXIT_OK;
		}
		if (call.command === 'help') {
			(argv.length === 0 ? io.err : io.out).write(helpText(call.topic));
			return argv.length === 0 ? EXIT_BAD_USE : EXIT_OK;
		}
		const session = new Session(io, call.common, createEngine);
		try {
			return await dispatch(session, call, startMcp);
		} finally {
			await session.dispose();
		}
	} catch (error) {
		const report = reportError(error, io.env['LODESTONE_DEBUG'] === '1');
		io.err.write(`lodestone: ${report.text}\n`);
		return report.exitCode;
	}
}

function dispatch(
	session: Session,
	call: Exclude<Invocation, { command: 'help' | 'version' }>,
	startMcp: StartMcp,
): Promise<number> {
	switch (call.command) {
		case 'index':
			return indexCommand(session, call);
		case 'search':
			return searchCommand(session, call);
		case 'similar':
			return similarCommand(session, call);
		case 'status':
			return statusCommand(session, call);
		case 'explain':
			return explainCommand(session, call);
		case 'verify':
			return verifyCommand(session, call);
		case 'health':
			return healthCommand(session, call);
		case 'trace':
			return traceCommand(session, call);
		case 'doctor':
			return doctorCommand(session, call);
		case 'clean':
			return cleanCommand(session, call);
		case 'mcp':
			return mcpCommand(session, call, startMcp);
	}
}
