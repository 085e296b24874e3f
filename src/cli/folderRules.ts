import type { FolderSettings } from '../engine/engineTypes';
import type { RuleOptions } from './invocation';

/** Rules given on the command line, over those remembered. */
export function mergedRules(remembered: FolderSettings, given: RuleOptions): FolderSettings {
	return {
		include: given.include ?? remembered.include,
		exclude: given.exclude ?? remembered.exclude,
		respectGitignore: given.noIgnore === undefined ? remembered.respectGitignore : !given.noIgnore,
		maxFileBytes: given.maxFileBytes ?? remembered.maxFileBytes,
	};
}
