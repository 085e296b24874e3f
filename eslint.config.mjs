import tseslint from 'typescript-eslint';

/** Layers point one way: shared <- engine <- { server, cli, mcp, bench }, shared <- { extension, webview }. */
const NO_VSCODE = { name: 'vscode', message: 'Only src/extension may import vscode.' };
const layer = (files, patterns, paths = [NO_VSCODE]) => ({
	files,
	rules: { 'no-restricted-imports': ['error', { paths, patterns }] },
});
const folder = (...names) =>
	names.map(n => ({ group: [`**/${n}/**`], message: `This layer must not import src/${n}.` }));
const NODE = { group: ['node:*'], message: 'This layer runs without Node.' };

export default tseslint.config(
	{
		ignores: [
			'dist',
			'out',
			'node_modules',
			'coverage',
			'**/*.generated.ts',
			'test-results',
			'test/fixtures',
		],
	},
	...tseslint.configs.strictTypeChecked,
	{
		languageOptions: {
			parserOptions: {
				projectService: { allowDefaultProject: ['*.mjs', 'vitest.config.ts'] },
				tsconfigRootDir: import.meta.dirname,
			},
		},
		rules: {
			'@typescript-eslint/restrict-template-expressions': [
				'error',
				{ allowNumber: true, allowBoolean: true },
			],
			'@typescript-eslint/no-unnecessary-condition': [
				'error',
				{ allowConstantLoopConditions: true },
			],
			'@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
			'@typescript-eslint/unified-signatures': 'off',
			'@typescript-eslint/no-invalid-void-type': 'off',
		},
	},
	layer(
		['src/shared/**/*.ts'],
		[NODE, ...folder('engine', 'server', 'cli', 'mcp', 'extension', 'webview')],
	),
	layer(['src/engine/**/*.ts'], folder('server', 'cli', 'mcp', 'extension', 'webview')),
	{ files: ['src/engine/**/*.ts'], rules: { 'no-console': 'error' } },
	layer(
		['src/server/**/*.ts', 'src/cli/**/*.ts', 'src/mcp/**/*.ts', 'bench/**/*.ts'],
		folder('extension', 'webview'),
	),
	layer(['src/extension/**/*.ts'], folder('engine', 'server', 'cli', 'mcp', 'webview'), []),
	layer(['src/webview/**/*.ts'], [NODE, ...folder('engine', 'server', 'cli', 'mcp', 'extension')]),
	{
		files: ['**/*.mjs', '**/*.js'],
		...tseslint.configs.disableTypeChecked,
	},
	{
		files: ['test/**/*.ts'],
		rules: {
			'@typescript-eslint/no-non-null-assertion': 'off',
			'@typescript-eslint/no-floating-promises': 'error',
		},
	},
);
