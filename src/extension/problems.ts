import * as vscode from 'vscode';
import type { ViewCommand, ViewProblem } from '../shared/view/viewProtocol';
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
			const actions = buttons(problem.actions);
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

/** The problem's first step and the log, by the text of their buttons. */
function buttons(actions: readonly ViewCommand[]): Partial<Record<string, CommandName>> {
	const { t } = vscode.l10n;
	const known: Partial<Record<ViewCommand, readonly [text: string, command: CommandName]>> = {
		restartEngine: [t('Start Again'), 'restartEngine'],
		update: [t('Update Now'), 'updateIndex'],
		rebuild: [t('Rebuild'), 'rebuildIndex'],
		openSettings: [t('Settings'), 'openSettings'],
	};
	const step = actions.map(action => known[action]).find(entry => entry !== undefined);
	return {
		...(step ? { [step[0]]: step[1] } : {}),
		[t('Show Log')]: 'openLog',
	};
}
