import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['test/reliability/**/*.test.ts'],
		globalSetup: 'test/reliability/support/buildEntries.ts',
		pool: 'forks',
		maxWorkers: 2,
		// The long form kills, damages and saves for many minutes in one test.
		testTimeout: process.env['LODESTONE_LONG'] === '1' ? 3_600_000 : 240_000,
		hookTimeout: 120_000,
		reporters: ['default', ['json', { outputFile: 'test-results/reliability.json' }]],
	},
});
