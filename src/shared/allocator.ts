/**
 * Environment of a process that runs the engine. glibc raises what it keeps of freed memory with the largest piece that was ever
 * freed, for each thread's arena: of 650 MB after the first indexing of a large workspace a hundred held nothing. With fixed
 * thresholds an ended thread's memory goes back, at no cost in time. Other C libraries do not know these names.
 */
export const ALLOCATOR_ENVIRONMENT: Readonly<Record<string, string>> = {
	MALLOC_TRIM_THRESHOLD_: '131072',
	MALLOC_MMAP_THRESHOLD_: '131072',
};
