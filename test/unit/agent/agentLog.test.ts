import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentLogFiles, readAgentLog, recordAgentCall } from '../../../src/engine/store/agentLog';
import { agentLogText } from '../../../src/extension/agents/agentLogText';
import { untranslated } from '../../../src/extension/translate';
import type { AgentCall } from '../../../src/shared/agent/agentCall';

let base: string;
beforeEach(() => (base = mkdtempSync(join(tmpdir(), 'lodestone-agents-'))));
afterEach(() => rmSync(base, { recursive: true, force: true }));

const call = (question: string, more: Partial<AgentCall> = {}): AgentCall => ({
	at: '2026-11-25T14:00:00.000Z',
	client: 'agent 1',
	tool: 'search',
	question,
	options: {},
	places: ['src/a.ts:1-9'],
	tokens: 100,
	ms: 5,
	state: 'ready',
	...more,
});

describe('the agents’ log', () => {
	it('gives the newest first, as many as asked, from several writers at once', async () => {
		const store = join(base, 'store');
		await Promise.all(Array.from({ length: 50 }, (_, i) => recordAgentCall(store, call(`q${i}`))));
		await recordAgentCall(store, call('last'));
		const read = await readAgentLog(store, 10);
		expect(read).toHaveLength(10);
		expect(read[0]?.question).toBe('last');
		expect((await readAgentLog(store, 1_000)).length).toBe(51);
		if (process.platform !== 'win32')
			expect(statSync(agentLogFiles(store)[0]).mode & 0o077).toBe(0);
	});

	it('starts a new file when it grows, and keeps one old one', async () => {
		const [file, old] = agentLogFiles(base);
		writeFileSync(file, `${JSON.stringify(call('x'.repeat(900)))}\n`.repeat(1_200));
		await recordAgentCall(base, call('fresh'));
		expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(1);
		expect(statSync(old).size).toBeGreaterThan(1024 * 1024);
		expect((await readAgentLog(base, 3)).map(each => each.question.slice(0, 5))).toEqual([
			'fresh',
			'xxxxx',
			'xxxxx',
		]);
	});

	it('survives a torn line, a long question and a place that cannot be written', async () => {
		const [file] = agentLogFiles(base);
		writeFileSync(file, '{"at":"2026","tool":\n[]\n42\n');
		await recordAgentCall(base, call('y'.repeat(5_000)));
		const read = await readAgentLog(base, 10);
		expect(read).toHaveLength(1);
		expect(read[0]?.question).toHaveLength(1_000);
		await expect(recordAgentCall('/dev/null/store', call('z'))).resolves.toBeUndefined();
	});
});

describe('the log for a person', () => {
	it('shows what an agent sends as code, never as Markdown', () => {
		const text = agentLogText(
			[
				call('# [click](command:evil)\n`` ` ``<img src=x>', {
					client: '**bold**',
					error: '<b>no</b>',
				}),
			],
			untranslated,
		);
		for (const line of text.split('\n').filter(each => /evil|bold|<b>|<img/.test(each)))
			// Whatever stands outside code spans holds nothing that came from the agent.
			expect(line.replace(/(`+)(?!`).*?[^`]\1(?!`)/g, '')).not.toMatch(/evil|bold|<b>|<img/);
		expect(text).toContain('src/a.ts:1-9');
	});

	it('says when there is nothing', () => {
		expect(agentLogText([], untranslated)).toContain('No agent has asked anything yet.');
	});
});
