import { chunkMeaning } from './chunkMeaning';
import { chunkNames } from './chunkNames';
import { chunkShape } from './chunkShape';
import { chunkWords } from './chunkWords';
import { fileMeaning } from './fileMeaning';
import { fileNames } from './fileNames';
import { fileShape } from './fileShape';
import { fileWords } from './fileWords';
import { querySignals } from './querySignals';
import type { Signal } from './signal';

/** Everything that the ranking looks at, in the order of `docs/RANKING.md`. */
export const SIGNALS: readonly Signal[] = [
	...chunkMeaning,
	...chunkWords,
	...chunkNames,
	...chunkShape,
	...fileMeaning,
	...fileWords,
	...fileNames,
	...fileShape,
	...querySignals,
];
