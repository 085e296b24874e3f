import * as vscode from 'vscode';
import type { ViewProblem } from '../shared/view/viewProtocol';
import { COMMANDS, type CommandName } from './contributions';

export interface Problems {
	/** Tells a problem once per window, until it is solved. */
	announce(key: string, problem: ViewProblem): void;
	solved(key: string): void;
	/** Wrong settings; each sentence once. */
	settings(problems: readonly string[]): void;
}

/** Announces each problem once, with a remedy; never in a loop. */
export function createProblems(log: (message: string) => void): Problems {
	const told = new Set<string>();
	return {
		announce(key, problem) {
			if (told.has(key)) return;
			told.add(key);
			log(`${problem.title}: ${problem.message} ${problem.remedy}`);
			// What the view and the status bar show anyway needs no notification, unless search is gone.
			if (problem.severity !== 'error') return;
			const actions: Partial<Record<string, CommandName>> = {
				[vscode.l10n.t('Start Again')]: 'restartEngine',
				[vscode.l10n.t('Show Log')]: 'openLog',
			};
			const text = [`${problem.title}.`, problem.message, problem.remedy]
				.filter(each => each !== '')
				.join(' ');
			void vscode.window
				.showErrorMessage(`Lodestone: ${text}`, ...Object.keys(actions))
				.then(chosen => {
					const command = chosen === undefined ? undefined : actions[chosen];
					if (command) void vscode.commands.executeCommand(COMMANDS[command]);
				});
		},
		solved: key => void told.delete(key),
		settings(problems) {
			const fresh = problems.filter(problem => !told.has(problem));
			if (fresh.length === 0) return;
			for (const problem of fresh) {
				told.add(problem);
				log(problem);
			}
			const open = vscode.l10n.t('Open Settings');
			void vscode.window.showWarningMessage(fresh.join(' '), open).then(chosen => {
				if (chosen === open) void vscode.commands.executeCommand(COMMANDS.openSettings);
			});
		},
	};
}
