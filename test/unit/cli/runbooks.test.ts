import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { reportError } from '../../../src/cli/errorText';
import { alarmText } from '../../../src/shared/health/alarmText';
import { ALARM_CODES } from '../../../src/shared/health/healthTypes';
import { ERROR_CODES, LodestoneError } from '../../../src/shared/errors';
import { COMMANDS, optionsOf } from '../../../src/cli/optionTable';

const text = readFileSync(join(import.meta.dirname, '../../../docs/RUNBOOKS.md'), 'utf8');
const sections = new Set([...text.matchAll(/^## (.+)$/gm)].map(match => match[1]));

it('has every section that an alarm or an error names', () => {
	const named = [
		...ALARM_CODES.map(
			code =>
				alarmText({ code, severity: 'broken', sinceMs: 0, facts: {}, healing: false }, each => each)
					.runbook,
		),
		...ERROR_CODES.flatMap(code => {
			const said = reportError(new LodestoneError(code, 'It failed.')).text;
			return /RUNBOOKS\.md#([\w-]+)/.exec(said)?.[1] ?? [];
		}),
	];
	expect(named.length).toBeGreaterThan(ALARM_CODES.length);
	for (const section of named) expect(sections).toContain(section);
});

it('has the seven symptoms, each with how to make sure and a remedy', () => {
	expect([...sections]).toEqual([
		'slow-queries',
		'quality-fell',
		'stale-index',
		'indexing-never-ends',
		'high-memory',
		'crash-loop',
		'disk-full',
	]);
	for (const part of text.split(/^## /m).slice(1))
		expect(part).toMatch(/\*\*Symptom\.\*\*[^]+\*\*Make sure\.\*\*[^]+\*\*Remedy\.\*\*/);
});

it('names only commands and options that exist', () => {
	const calls = [...text.matchAll(/lodestone (\w+)((?: (?:[A-Z]+|--[\w-]+))*)/g)];
	expect(calls.length).toBeGreaterThan(10);
	for (const [call, name, rest = ''] of calls) {
		const command = COMMANDS.find(each => each === name);
		expect(command, call).toBeDefined();
		if (command === undefined) continue;
		const known = optionsOf(command).map(option => `--${option.name}`);
		for (const option of rest.match(/--[\w-]+/g) ?? []) expect(known, call).toContain(option);
	}
});
