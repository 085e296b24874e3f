import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TestApi } from '../../../src/extension/extension';
import type { FileGroup, SearchResponse } from '../../../src/shared/types';

export const EXTENSION_ID = 'lodestone.lodestone';

export async function api(): Promise<TestApi> {
	const extension = vscode.extensions.getExtension<TestApi | undefined>(EXTENSION_ID);
	assert.ok(extension, 'the extension is installed');
	const exported = await extension.activate();
	assert.ok(exported, 'LODESTONE_TEST is set');
	return exported;
}

export function root(): string {
	const folder = vscode.workspace.workspaceFolders?.[0];
	assert.ok(folder);
	return folder.uri.fsPath;
}
export const fileUri = (...parts: string[]): vscode.Uri => vscode.Uri.file(join(root(), ...parts));

export async function search(query: string, folder = 0): Promise<SearchResponse> {
	const { services } = await api();
	const folderId = services.folders.enabled[folder]?.id;
	assert.ok(folderId !== undefined);
	return services.engine.call('search', { folderId, request: { query, limit: 20 } });
}

export const hitsOf = (groups: readonly FileGroup[]) =>
	groups.flatMap(group => [group.best, ...group.more]);

/** True when a word that stands nowhere else is found in a file. */
export async function finds(word: string, path?: string): Promise<boolean> {
	const response = await search(word);
	return response.groups.some(group => {
		if (path !== undefined && group.path !== path) return false;
		const lines = hitsOf([group]).flatMap(hit => [hit.symbol, ...(hit.snippet?.lines ?? [])]);
		return lines.some(line => line.includes(word));
	});
}

/** Waits until something holds; says after how many ms. */
export async function eventually(
	holds: () => Promise<boolean> | boolean,
	what: string,
	timeoutMs = 80_000,
): Promise<number> {
	const startedAt = performance.now();
	let last = '';
	for (;;) {
		try {
			if (await holds()) return performance.now() - startedAt;
			last = '';
		} catch (error) {
			last = error instanceof Error ? error.message : 'failed';
		}
		if (performance.now() - startedAt > timeoutMs)
			throw new Error(`${what}: not within ${timeoutMs} ms${last === '' ? '' : `: ${last}`}`);
		await new Promise(resolve => setTimeout(resolve, 25));
	}
}

/** Until the first scan is through. */
export async function indexed(): Promise<void> {
	const { services } = await api();
	await eventually(
		() =>
			services.folders.enabled.length > 0 &&
			services.folders.enabled.every(
				({ snapshot }) => (snapshot.status?.files ?? 0) > 0 && !snapshot.progress,
			),
		'index of the folder',
		120_000,
	);
}

export async function write(path: string, text: string): Promise<void> {
	await vscode.workspace.fs.writeFile(fileUri(path), new TextEncoder().encode(text));
}
