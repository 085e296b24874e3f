/**
 * Environment of a process that runs the engine. glibc raises what it keeps of freed memory with the largest piece that was ever
 * freed, for each thread's arena: of 650 MB after the first indexing of a large workspace a hundred held nothing. With fixed
 * thresholds an ended thread's memory goes back. They are well above the buffers of one run of the model: with 128 KiB each run gave
 * its memory back and asked for it again, which halved the transformer's speed (200 to 221 texts/s against 452 to 478; with these 400 to
 * 475, interleaved on 2 cores). One arena for all threads: each had its own (up to eight), and what a parse worker or a compiler thread
 * had left in its arena was of no use to the others: 100 of 590 MB at the end of indexing L. Other C libraries do not know these names.
 */
export const ALLOCATOR_ENVIRONMENT: Readonly<Record<string, string>> = {
	MALLOC_TRIM_THRESHOLD_: String(16 << 20),
	MALLOC_MMAP_THRESHOLD_: String(4 << 20),
	MALLOC_ARENA_MAX: '1',
};
