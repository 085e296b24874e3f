import * as vscode from 'vscode';

/** The part of the built-in git extension's API (version 1) that is used here. */
interface GitExtension {
	readonly enabled: boolean;
	getAPI(version: 1): {
		readonly repositories: readonly {
			readonly state: Partial<
				Record<
					'workingTreeChanges' | 'indexChanges' | 'mergeChanges' | 'untrackedChanges',
					readonly Change[]
				>
			>;
		}[];
	};
}
interface Change {
	readonly uri: vscode.Uri;
}

/**
 * Files that differ from the last commit, as the built-in git extension knows them.
 *
 * @returns `undefined` where there is no git extension or no repository.
 */
export async function changedFiles(): Promise<readonly vscode.Uri[] | undefined> {
	const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
	if (!extension) return undefined;
	try {
		const git = extension.isActive ? extension.exports : await extension.activate();
		if (!git.enabled) return undefined;
		const { repositories } = git.getAPI(1);
		if (repositories.length === 0) return undefined;
		return repositories.flatMap(({ state }) =>
			[state.workingTreeChanges, state.indexChanges, state.mergeChanges, state.untrackedChanges]
				.flatMap(changes => changes ?? [])
				.map(change => change.uri),
		);
	} catch {
		// Another extension's failure: the filter is then not offered.
		return undefined;
	}
}

/** Whether changed files can be known, without waking the git extension. */
export function changedFilesKnown(): boolean {
	const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
	if (!extension?.isActive) return false;
	try {
		return extension.exports.enabled && extension.exports.getAPI(1).repositories.length > 0;
	} catch {
		return false;
	}
}
