import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Questions } from '../../../src/engine/engineTypes';
import { answeredFrom } from '../../../src/engine/mailbox/answerShape';
import { answerMail } from '../../../src/engine/mailbox/mailMethods';
import { LodestoneError } from '../../../src/shared/errors';
import { fakeEngine, fakeResponse, fakeState } from '../../support/fakeEngine';

const { signal } = new AbortController();
const state = fakeState();
const opened = await fakeEngine(state).open('/work', {
	include: [],
	exclude: [],
	respectGitignore: true,
	maxFileBytes: 1,
});
const asked: unknown[] = [];
const questions: Questions = {
	search: request => {
		asked.push(request);
		return Promise.resolve(fakeResponse(state, request.limit));
	},
	similar: (...all) => {
		asked.push(all);
		return Promise.resolve(fakeResponse(state));
	},
	explain: path => opened.explain(path),
};
const folder = {
	status: () => opened.status(),
	warmUp: () => Promise.resolve(),
	saved: <T>(work: (from: Questions) => Promise<T>) => work(questions),
};

describe('questions by mail', () => {
	it('reach the folder with what they may ask, and nothing else of what they hold', async () => {
		const { value, status } = await answerMail(
			folder,
			'search',
			{
				query: 'where',
				mode: 'keyword',
				limit: 3,
				useOpened: true,
				explain: true,
				offset: 5,
				filters: { include: ['src/**'], paths: ['/etc/passwd'], kinds: ['function'] },
			},
			signal,
		);
		expect(asked.pop()).toEqual({
			query: 'where',
			mode: 'keyword',
			limit: 3,
			filters: { include: ['src/**'], kinds: ['function'] },
		});
		expect(value).toEqual(fakeResponse(state, 3));
		expect(status.chunks).toBe(7);
		await answerMail(folder, 'similar', { path: 'a.ts', line: 4, limit: 2 }, signal);
		expect(asked.pop()).toEqual(['a.ts', 4, { limit: 2 }]);
	});

	it.each([
		['update', {}],
		['rebuild', undefined],
		['setOverlay', { path: 'a.ts', text: 'x' }],
		['open', { root: '/etc' }],
		['constructor', {}],
		['__proto__', {}],
	])('do nothing but look: %s is refused', async (method, params) => {
		await expect(answerMail(folder, method, params, signal)).rejects.toMatchObject({
			code: 'unknown-method',
		});
	});

	it.each([
		['search', undefined],
		['search', []],
		['search', { query: 7 }],
		['search', { query: 'x'.repeat(20_000) }],
		['search', { query: 'x', mode: 'psychic' }],
		['search', { query: 'x', limit: 1_000 }],
		['search', { query: 'x', limit: 1.5 }],
		['search', { query: 'x', filters: { include: 'src' } }],
		['search', { query: 'x', filters: { include: [7] } }],
		['search', { query: 'x', filters: { kinds: ['spell'] } }],
		['search', { query: 'x', filters: { include: Array(101).fill('a') } }],
		['similar', { path: 'a.ts', line: -1 }],
		['similar', { path: '../a.ts', line: 1 }],
		['similar', { line: 1 }],
		['explain', { path: '/etc/passwd' }],
		['explain', { path: 'a/../../b' }],
		['explain', { path: '' }],
	])('are judged before anything is asked: %s %j', async (method, params) => {
		await expect(answerMail(folder, method, params, signal)).rejects.toMatchObject({
			code: 'bad-argument',
		});
	});

	it('fail in one of our ways, whatever they hold', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom('search', 'similar', 'explain', 'status'),
				fc.oneof(
					fc.anything(),
					fc.record({
						query: fc.anything(),
						limit: fc.anything(),
						filters: fc.anything(),
						path: fc.anything(),
						line: fc.anything(),
					}),
				),
				async (method, params) => {
					await answerMail(folder, method, params, signal).catch((error: unknown) => {
						expect(error).toBeInstanceOf(LodestoneError);
					});
				},
			),
			{ numRuns: 500 },
		);
	});
});

describe('answers by mail', () => {
	const whole = JSON.parse(
		JSON.stringify({ value: fakeResponse(state), status: opened.status() }),
	) as Record<string, unknown>;

	it('are taken as they were sent', async () => {
		for (const [method, params] of [
			['search', { query: 'x' }],
			['similar', { path: 'a.ts', line: 1 }],
			['explain', { path: 'a.ts' }],
			['status', undefined],
		] as const) {
			const sent = await answerMail(folder, method, params, signal);
			const come = JSON.parse(JSON.stringify(sent)) as unknown;
			expect(answeredFrom(method, come), method).toEqual(come);
		}
	});

	it('are refused with any field of another kind', () => {
		expect(answeredFrom('search', whole)).toBe(whole);
		const breakAt = (path: readonly (string | number)[], value: unknown): unknown => {
			const copy = structuredClone(whole) as Record<string | number, unknown>;
			let at = copy;
			for (const step of path.slice(0, -1)) at = at[step] as Record<string | number, unknown>;
			at[path.at(-1) ?? ''] = value;
			return copy;
		};
		for (const path of [
			['value'],
			['status'],
			['status', 'coverage'],
			['status', 'state', 'type'],
			['value', 'groups'],
			['value', 'groups', 0],
			['value', 'groups', 0, 'more'],
			['value', 'groups', 0, 'best', 'path'],
			['value', 'groups', 0, 'best', 'span', 'startLine'],
			['value', 'groups', 0, 'best', 'scope'],
			['value', 'groups', 0, 'best', 'snippet', 'lines'],
			['value', 'understood', 'text'],
			['value', 'warnings'],
		])
			for (const value of [null, [null], { a: 1 }, undefined])
				expect(answeredFrom('search', breakAt(path, value)), path.join('.')).toBeUndefined();
	});

	it('of any other shape are refused without a failure', () => {
		fc.assert(
			fc.property(fc.anything(), value => {
				expect(answeredFrom('search', value)).toBeUndefined();
			}),
			{ numRuns: 500 },
		);
	});
});
