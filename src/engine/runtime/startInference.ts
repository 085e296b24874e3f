import { errorCode, LodestoneError } from '../../shared/errors';
import type { Embedder } from '../embed/types';
import type { InferenceLevel } from './runtimeTypes';
import type { RuntimeChoice } from './runtimeChoice';

/** An embedder that is starting: `EmbedClient`. */
export interface StartingEmbedder extends Embedder {
	readonly ready: Promise<void>;
}

/**
 * Starts the best embedder that works here: a level that passed its trial and fails all the same makes way for the next.
 *
 * @param start Starts a worker with that ONNX Runtime.
 * @throws {LodestoneError} `native-missing` when no level is left, `model-missing` for a damaged installation.
 */
export async function startInference(
	choice: RuntimeChoice,
	start: (runtime: Exclude<InferenceLevel, 'none'>) => StartingEmbedder,
): Promise<Embedder> {
	for await (const level of choice.inference()) {
		const embedder = start(level);
		try {
			await embedder.ready;
			return embedder;
		} catch (error) {
			// Files that are missing are missing for every level.
			if (errorCode(error) !== 'native-missing' && errorCode(error) !== 'model-failed') throw error;
			choice.failed(level, error instanceof Error ? error.message : String(error));
			await embedder.dispose();
		}
	}
	throw new LodestoneError(
		'native-missing',
		'The embedding model cannot run on this system: words and draft vectors answer.',
		choice.report.why.join(' '),
	);
}
