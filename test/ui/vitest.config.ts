import { defineConfig } from 'vitest/config';

/** The search view in a real browser: `npx vitest run --config test/ui/vitest.config.ts`. */
export default defineConfig({
	test: {
		include: ['test/ui/**/*.test.ts'],
		pool: 'forks',
		maxWorkers: 1,
		fileParallelism: false,
		testTimeout: 30_000,
		hookTimeout: 60_000,
	},
});
