import { errorCode, LodestoneError, type ErrorCode } from '../../shared/errors';
import { databaseError } from '../store/database';

const MODEL_CODES: ReadonlySet<string> = new Set([
	'native-missing',
	'model-missing',
	'model-failed',
]);
/** Troubles of the disk that may pass: search goes on with what there is, and writing is tried again. */
const UNWRITABLE: ReadonlySet<ErrorCode> = new Set(['disk-full', 'store-read-only']);
/** These and others that end by themselves or are mended: another process held the shared vectors for longer than SQLite waits. */
const MAY_PASS: ReadonlySet<ErrorCode> = new Set([...UNWRITABLE, 'store-damaged', 'store-locked']);

/** The last thing that went wrong with a folder's index, until an update succeeds. */
export class FolderTrouble {
	#error: LodestoneError | undefined;

	get error(): LodestoneError | undefined {
		return this.#error;
	}

	/** The error, where the store cannot be written. */
	get unwritable(): LodestoneError | undefined {
		return this.#error !== undefined && isUnwritable(this.#error) ? this.#error : undefined;
	}

	/** Whether it is worth trying again. */
	get mayPass(): boolean {
		return this.#error !== undefined && MAY_PASS.has(this.#error.code);
	}

	set(error: LodestoneError): void {
		this.#error = error;
	}

	clear(): void {
		this.#error = undefined;
	}
}

/** A store that cannot be written may still be read. */
export function isUnwritable(error: LodestoneError): boolean {
	return UNWRITABLE.has(error.code);
}

/** A model that does not run is told by its own state: the index itself is well, and answers from drafts. */
export function isModelTrouble(error: LodestoneError): boolean {
	return MODEL_CODES.has(error.code);
}

/** Puts what was thrown into one of our errors. @param path What was written or read, for the message. */
export function asLodestoneError(error: unknown, path: string): LodestoneError {
	if (error instanceof LodestoneError) return error;
	if (errorCode(error) === 'cancelled')
		return new LodestoneError('cancelled', 'Stopped.', '', { cause: error });
	return databaseError(error, path);
}
