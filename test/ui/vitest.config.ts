import { defineConfig } from 'vitest/config';

/** The search view in a real browser: `npm run test:view`. */
export default defineConfig({
	test: {
		include: ['test/ui/**/*.test.ts'],
		pool: 'forks',
		maxWorkers: 1,
		fileParallelism: false,
		testTimeout: 120_000,
		hookTimeout: 180_000,
		reporters: ['default', ['json', { outputFile: 'test-results/view.json' }]],
	},
});
