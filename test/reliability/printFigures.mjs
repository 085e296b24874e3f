// node test/reliability/printFigures.mjs: prints what the last runs of the reliability suite measured, as Markdown.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = resolve(import.meta.dirname, '../../test-results/figures');
if (!existsSync(folder)) {
	console.error('There are no figures yet: npm run test:reliability');
	process.exit(1);
}
console.log('| suite | form | figure | value |\n| --- | --- | --- | --- |');
for (const name of readdirSync(folder).sort()) {
	const [suite, form] = name.split('.');
	const figures = JSON.parse(readFileSync(join(folder, name), 'utf8'));
	for (const [figure, value] of Object.entries(figures))
		console.log(`| ${suite} | ${form} | ${figure} | ${value} |`);
}
