import type { SkipReason } from '../../shared/types';
import * as names from './builtinNames';
import { secretFileRule, secretFolderRule } from './secretNames';

/**
 * What is left out without anybody asking for it, told by names alone (contents: `contentTraits.ts`). Pure.
 *
 * Version control folders and secrets are left out always. All else can be had back with a `!` rule in a
 * `.lodestoneignore`. Names that also serve for source (`build`, `out`, `vendor`) are left out only on evidence; see
 * `FOLDERS_BESIDE` and `FOLDERS_BESIDE_OUTSIDE_GIT`.
 */
export interface BuiltinSkip {
	readonly reason: SkipReason;
	/** The rule in words: follows "built-in rule: ". */
	readonly rule: string;
}

/** Where an entry lies. */
export interface Surroundings {
	/** Names of all entries of its folder. */
	readonly names: readonly string[];
	/** Name of its folder; empty for the root. */
	readonly parent: string;
	/** True in a git repository whose ignore rules are respected and let this entry pass. */
	readonly keptByGit: boolean;
}

/** Rules that nothing overrides. */
export function builtinHardRule(
	name: string,
	isFolder: boolean,
	parent: string,
): BuiltinSkip | undefined {
	if (names.VERSION_CONTROL.has(name.toLowerCase())) {
		return { reason: 'version-control', rule: `version control data (${name})` };
	}
	const secret = isFolder ? secretFolderRule(name) : secretFileRule(name, parent);
	return secret === undefined ? undefined : { reason: 'secret', rule: secret };
}

/** Rules over folders by their name and what lies beside them. */
export function builtinFolderRule(name: string, around: Surroundings): BuiltinSkip | undefined {
	const lower = name.toLowerCase();
	if (names.DEPENDENCY_FOLDERS.has(lower) || lower.endsWith('.dist-info')) {
		return { reason: 'dependencies', rule: `folders named ${name}` };
	}
	if (names.OUTPUT_FOLDERS.has(lower) || lower.endsWith('.egg-info')) {
		return { reason: 'build-output', rule: `folders named ${name}` };
	}
	if (around.parent === 'vendor' && names.VENDOR_PARTS.has(lower)) {
		return { reason: 'dependencies', rule: `vendor/${name}` };
	}
	const sure = own(names.FOLDERS_BESIDE, lower);
	const evidence = sure && findBeside(sure.beside, around.names);
	if (sure !== undefined && evidence !== undefined) {
		return { reason: sure.reason, rule: `folders named ${name} beside ${evidence}` };
	}
	if (around.keptByGit) return undefined;
	const guess = findBeside(own(names.FOLDERS_BESIDE_OUTSIDE_GIT, lower) ?? [], around.names);
	if (guess === undefined) return undefined;
	return { reason: 'build-output', rule: `folders named ${name} beside ${guess}, outside git` };
}

/** Rules over folders by what lies in them. */
export function builtinContentsRule(
	name: string,
	contents: readonly string[],
): BuiltinSkip | undefined {
	for (const entry of contents) {
		const marker = own(names.FOLDER_MARKERS, entry);
		if (marker !== undefined && !marker.unless.some(other => contents.includes(other))) {
			return { reason: marker.reason, rule: `folders that hold ${entry}` };
		}
		if (name === 'vendor' && names.VENDOR_MARKERS.includes(entry)) {
			return { reason: 'dependencies', rule: `vendor folders that hold ${entry}` };
		}
	}
	return undefined;
}

/** Rules over files by their name and the name of their folder. */
export function builtinFileRule(name: string, parent: string): BuiltinSkip | undefined {
	const lower = name.toLowerCase();
	if (names.LOCK_FILES.has(lower)) return { reason: 'lock-file', rule: `lock files (${name})` };
	if (names.JUNK_FILES.has(lower)) return { reason: 'binary', rule: `files named ${name}` };
	const dot = lower.lastIndexOf('.');
	if (dot >= 0) {
		const extension = lower.slice(dot + 1);
		if (names.MEDIA_EXTENSIONS.has(extension)) {
			return { reason: 'media', rule: `media and documents (.${extension})` };
		}
		if (names.BINARY_EXTENSIONS.has(extension)) {
			return { reason: 'binary', rule: `binary files (.${extension})` };
		}
	}
	// Elsewhere `.mo` is Modelica source.
	if (parent === 'LC_MESSAGES' && lower.endsWith('.mo')) {
		return { reason: 'binary', rule: 'compiled translations (.mo)' };
	}
	if (/[.-]min\.(js|mjs|cjs|css|html?|svg|json)$/.test(lower)) {
		return { reason: 'minified', rule: 'names that end in .min and an extension' };
	}
	if (/\.(bundle|chunk)\.(js|mjs|cjs|css)$/.test(lower)) {
		return { reason: 'generated', rule: 'bundles by name' };
	}
	if (names.GENERATED_FILES.has(lower) || /^(zz_generated\.|(moc|qrc)_.*\.cpp$)/.test(lower)) {
		return { reason: 'generated', rule: `generated files by name (${name})` };
	}
	// Most names end in none of these, and few have a second dot or an underscore: look only then.
	if (dot > 0) {
		const end = names.GENERATED_ENDS.find(suffix => lower.endsWith(suffix));
		if (end !== undefined) return { reason: 'generated', rule: `names that end in ${end}` };
	}
	return undefined;
}

function findBeside(wanted: readonly string[], present: readonly string[]): string | undefined {
	return wanted.find(name =>
		name.startsWith('*.')
			? present.some(other => other.endsWith(name.slice(1)))
			: present.includes(name),
	);
}

/** A record's own entry: `constructor` and the like are names of files too. */
function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
	return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** True for names whose coming or going can change the verdict over other entries of the folder, or over the folder. */
export function isEvidence(name: string): boolean {
	return EVIDENCE.has(name) || /\.(csproj|fsproj|vbproj|vcxproj|sln|iml)$/.test(name);
}

const EVIDENCE = new Set([
	...Object.values(names.FOLDERS_BESIDE).flatMap(({ beside }) => beside),
	...Object.values(names.FOLDERS_BESIDE_OUTSIDE_GIT).flat(),
	...Object.keys(names.FOLDER_MARKERS),
	...Object.values(names.FOLDER_MARKERS).flatMap(({ unless }) => unless),
	...names.VENDOR_MARKERS,
]);
