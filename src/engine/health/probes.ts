/**
 * Questions that fit any code, asked again and again: not their answers matter but how well the best ones score. Never changed:
 * another list would look like a drift.
 */
export const PROBES: readonly string[] = [
	'parse the configuration file',
	'retry a failed request with backoff',
	'read all lines of a file',
	'check that the user may do this',
	'write the result as json',
	'sort a list by a key',
	'connect to the database',
	'handle an error and log it',
	'convert a date to text',
	'cache the result of a slow call',
	'split a string into words',
	'send a message to all listeners',
	'validate the input of a form',
	'compare two versions',
	'remove duplicates from a list',
	'start a background task and wait for it',
	'render a page',
	'command line options',
	'compute a checksum',
	'test that an exception is raised',
];

/** Sentences whose vectors are kept: another model, or another arithmetic, gives others. Never changed. */
export const CANARIES: readonly string[] = [
	'function that retries a failed upload after a pause',
	'class UserRepository: reads and writes users in the database',
	'def parse_arguments(argv): command line options of the program',
];
