import { c, cpp } from './cFamily';
import { go } from './go';
import { java } from './java';
import { javascript, typescript } from './javascript';
import { python } from './python';
import { rust } from './rust';
import type { GrammarSpec } from './spec';

/** How each grammar's trees are read, by the name of its file in `dist/grammars`. */
export const GRAMMAR_SPECS: ReadonlyMap<string, GrammarSpec> = new Map<string, GrammarSpec>([
	['c', c],
	['cpp', cpp],
	['go', go],
	['java', java],
	['javascript', javascript],
	['python', python],
	['rust', rust],
	['tsx', typescript],
	['typescript', typescript],
]);
