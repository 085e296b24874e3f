import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['test/unit/**/*.test.ts'],
		// Native modules misbehave when a thread is recycled; a forked process each is safe.
		pool: 'forks',
		maxWorkers: 2,
		testTimeout: 90_000,
		hookTimeout: 60_000,
		reporters: ['default', ['json', { outputFile: 'test-results/unit.json' }]],
	},
});
