import { defineConfig } from 'vitest/config';

/** Tests of what ships: they make packages, so they take their time and run one after the other. */
export default defineConfig({
	test: {
		include: ['test/package/**/*.test.ts'],
		testTimeout: 180_000,
		hookTimeout: 400_000,
		fileParallelism: false,
		reporters: ['default', 'json'],
		outputFile: { json: 'test-results/package.json' },
	},
});
