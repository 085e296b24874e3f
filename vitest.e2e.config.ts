import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['test/e2e/**/*.test.ts'],
		pool: 'forks',
		// One at a time: each file starts whole engines, and times are looked at.
		maxWorkers: 1,
		testTimeout: 300_000,
		hookTimeout: 600_000,
		reporters: ['default', ['json', { outputFile: 'test-results/e2e.json' }]],
	},
});
