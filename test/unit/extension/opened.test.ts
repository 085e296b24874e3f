import { describe, expect, it, vi } from 'vitest';
import type { EngineClient } from '../../../src/extension/client/engineClient';
import { createSearcher } from '../../../src/extension/search/searcher';
import { formatSimilar } from '../../../src/extension/search/similarQuery';
import { NO_FILTERS } from '../../../src/shared/view/viewProtocol';
import type { WorkspaceFolders } from '../../../src/extension/workspace/workspaceFolders';

// The searcher asks the editor only for open files, which these tests have none of.
vi.mock('vscode', () => ({
	window: { activeTextEditor: undefined, tabGroups: { all: [] } },
	extensions: { getExtension: () => undefined },
}));

function setup(learnFromOpened: boolean) {
	const calls: { readonly method: string; readonly params: unknown }[] = [];
	const engine = {
		call(method: string, params: unknown) {
			calls.push({ method, params });
			return Promise.reject(new Error('the store cannot be written'));
		},
	} as unknown as EngineClient;
	const folders = { enabled: [{ id: 'A' }] } as unknown as WorkspaceFolders;
	const searcher = createSearcher(engine, folders, () => ({ previewLines: 5, learnFromOpened }));
	return { calls, searcher };
}

describe('a result that is opened', () => {
	it('is remembered only where that is turned on, and a store that fails is no trouble', () => {
		const off = setup(false);
		off.searcher.opened('retry uploads', 'A', 'src/retry.ts');
		expect(off.calls).toEqual([]);
		const on = setup(true);
		on.searcher.opened('retry uploads', 'A', 'src/retry.ts');
		expect(on.calls).toEqual([
			{
				method: 'recordOpened',
				params: { folderId: 'A', query: 'retry uploads', path: 'src/retry.ts' },
			},
		]);
	});

	it('is not remembered for similar code, which is no question', () => {
		const { calls, searcher } = setup(true);
		searcher.opened(formatSimilar({ path: 'src/a.ts', line: 3 }), 'A', 'src/b.ts');
		expect(calls).toEqual([]);
	});

	it('counts in the next question only where that is turned on', async () => {
		for (const on of [true, false]) {
			const { calls, searcher } = setup(on);
			const { signal } = new AbortController();
			const question = { query: 'retry uploads', filters: NO_FILTERS, limit: 5, signal };
			await expect(searcher.ask(question)).rejects.toThrow('cannot be written');
			expect(calls[0]).toMatchObject({ method: 'search', params: { request: { useOpened: on } } });
		}
	});
});
