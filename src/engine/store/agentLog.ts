import { appendFile, mkdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { redact } from '../../shared/redact';
import type { AgentCall } from '../../shared/agent/agentCall';

/** One JSON object a line, newest last; the person reads it with "Lodestone: Show Agent Log". */
const FILE = 'agent-log.jsonl';
const OLD_FILE = 'agent-log.1.jsonl';
const MAX_BYTES = 1024 * 1024;
const MAX_TEXT = 1_000;

/** Paths of the log and of its older half. */
export const agentLogFiles = (storeRoot: string): readonly [string, string] => [
	join(storeRoot, FILE),
	join(storeRoot, OLD_FILE),
];

/**
 * Writes down what an agent asked and got: the question and the places, never source text. Several processes may write: each call is
 * one short append. A log that cannot be written does not fail the call.
 */
export async function recordAgentCall(storeRoot: string, call: AgentCall): Promise<void> {
	const [file, old] = agentLogFiles(storeRoot);
	try {
		await mkdir(storeRoot, { recursive: true, mode: 0o700 });
		if (((await stat(file).catch(() => undefined))?.size ?? 0) > MAX_BYTES) await rename(file, old);
		const short: AgentCall = { ...call, question: redact(call.question.slice(0, MAX_TEXT)) };
		await appendFile(file, `${JSON.stringify(short)}\n`, { mode: 0o600 });
	} catch {
		/* the answer matters more than its record */
	}
}

/** The newest calls, newest first; lines that are not whole are left out. */
export async function readAgentLog(storeRoot: string, limit: number): Promise<AgentCall[]> {
	const texts = await Promise.all(
		agentLogFiles(storeRoot).map(file => readFile(file, 'utf8').catch(() => '')),
	);
	const lines = texts.reverse().join('').split('\n').filter(Boolean);
	return lines.slice(-limit).reverse().flatMap(parsed);
}

function parsed(line: string): AgentCall[] {
	try {
		const value: unknown = JSON.parse(line);
		return typeof value === 'object' && value !== null && 'tool' in value && 'at' in value
			? [value as AgentCall]
			: [];
	} catch {
		return [];
	}
}
