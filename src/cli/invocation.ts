import type { ChunkKind, SearchMode } from '../shared/types';
import type { ColourChoice } from './style';

/** What every command takes. */
export interface CommonOptions {
	/** Absolute folder, or undefined for the default. */
	readonly store: string | undefined;
	readonly json: boolean;
	readonly quiet: boolean;
	readonly colour: ColourChoice;
	readonly threads: number | undefined;
	/** Texts of a folder that get a vector. */
	readonly maxVectors: number | undefined;
}

/** Rules given on the command line; undefined = not given, the remembered ones stay. */
export interface RuleOptions {
	readonly include: readonly string[] | undefined;
	readonly exclude: readonly string[] | undefined;
	readonly noIgnore: boolean | undefined;
	readonly maxFileBytes: number | undefined;
}

export interface ShowOptions {
	readonly limit: number;
	readonly include: readonly string[];
	readonly exclude: readonly string[];
	readonly languages: readonly string[];
	readonly kinds: readonly ChunkKind[];
	/** Lines of source shown for a hit. */
	readonly lines: number;
}

interface Base {
	readonly common: CommonOptions;
}
export interface IndexInvocation extends Base {
	readonly command: 'index';
	readonly folders: readonly string[];
	readonly rules: RuleOptions;
	readonly draft: boolean;
	readonly full: boolean;
}
export interface SearchInvocation extends Base {
	readonly command: 'search';
	readonly folder: string;
	readonly query: string;
	readonly mode: SearchMode;
	readonly show: ShowOptions;
	readonly explain: boolean;
	/** What was opened for like questions, in an editor that remembers it, may decide between close files. */
	readonly useOpened: boolean;
	readonly update: boolean;
	readonly draft: boolean;
}
export interface SimilarInvocation extends Base {
	readonly command: 'similar';
	readonly folder: string;
	readonly file: string;
	/** 1-based, as typed. */
	readonly line: number;
	readonly show: ShowOptions;
}
export interface StatusInvocation extends Base {
	readonly command: 'status';
	readonly folder: string;
}
export interface ExplainInvocation extends Base {
	readonly command: 'explain';
	readonly folder: string;
	readonly file: string;
}
export interface VerifyInvocation extends Base {
	readonly command: 'verify';
	readonly folders: readonly string[];
}
export interface HealthInvocation extends Base {
	readonly command: 'health';
	readonly folder: string;
	readonly check: boolean;
}
export interface TraceInvocation extends Base {
	readonly command: 'trace';
	readonly folder: string;
	readonly limit: number;
}
export interface DoctorInvocation extends Base {
	readonly command: 'doctor';
	readonly folder: string;
}
export interface CleanInvocation extends Base {
	readonly command: 'clean';
	readonly folders: readonly string[];
	readonly all: boolean;
	/** Only what no folder needs. */
	readonly unused: boolean;
}
export interface McpInvocation extends Base {
	readonly command: 'mcp';
	readonly folders: readonly string[];
}
export type Invocation =
	| { readonly command: 'help'; readonly topic: string | undefined }
	| { readonly command: 'version' }
	| IndexInvocation
	| SearchInvocation
	| SimilarInvocation
	| StatusInvocation
	| ExplainInvocation
	| VerifyInvocation
	| HealthInvocation
	| TraceInvocation
	| DoctorInvocation
	| CleanInvocation
	| McpInvocation;
