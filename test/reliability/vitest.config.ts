import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['test/reliability/**/*.test.ts'],
		globalSetup: 'test/reliability/support/buildEntries.ts',
		pool: 'forks',
		maxWorkers: 2,
		// Only a hang ends a test: on a machine at load 15 what takes one minute takes five. The long form is at it for many minutes.
		testTimeout: process.env['LODESTONE_LONG'] === '1' ? 3_600_000 : 900_000,
		hookTimeout: 120_000,
		reporters: ['default', ['json', { outputFile: 'test-results/reliability.json' }]],
	},
});
