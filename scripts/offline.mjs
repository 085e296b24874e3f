// npm run test:offline [-- SUITE…]: the suites inside an empty network namespace of Linux, where not even the machine itself can be
// reached. SUITE: unit, e2e (the default) or reliability. What comes from a registry is fetched before.
import { execFileSync, spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const CONFIGS = {
	unit: 'vitest.config.ts',
	e2e: 'vitest.e2e.config.ts',
	reliability: 'test/reliability/vitest.config.ts',
};

/** The way into an empty namespace: as root, or by a user namespace of one's own. */
const ENTRIES = [
	['unshare', '-n'],
	['unshare', '-rn'],
];
const entry = ENTRIES.find(
	([program, ...args]) => spawnSync(program, [...args, 'true']).status === 0,
);
if (entry === undefined) {
	console.error(
		'unshare cannot make a network namespace here: this needs Linux, and root or user namespaces.',
	);
	process.exit(2);
}
const wanted = process.argv.slice(2);
const suites = wanted.length > 0 ? wanted : ['e2e'];
for (const suite of suites)
	if (!Object.hasOwn(CONFIGS, suite)) {
		console.error(`No such suite: ${suite}. There are ${Object.keys(CONFIGS).join(', ')}.`);
		process.exit(2);
	}

const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
for (const size of ['S', 'nasty'])
	if (!process.env[`LODESTONE_CORPUS_${size.toUpperCase()}`])
		execFileSync(
			join(root, 'bench/corpora.sh'),
			[size, join(cache, 'lodestone-corpora-trees', size)],
			{
				stdio: ['ignore', 'ignore', 'inherit'],
			},
		);

/** Fails where anything can be reached: then the run would prove nothing. */
const PROBE = `
const { connect, createServer } = require('node:net');
const { networkInterfaces } = require('node:os');
const interfaces = Object.keys(networkInterfaces());
const tried = [['192.0.2.1', 443], ['8.8.8.8', 53], ['127.0.0.1', 9]].map(([host, port]) => new Promise(done => {
	const socket = connect({ host, port, timeout: 2000 });
	socket.on('connect', () => done(host));
	socket.on('timeout', () => done(host + ' (no answer)'));
	socket.on('error', error => done(error.code === 'ENETUNREACH' ? undefined : host + ' ' + error.code));
}));
Promise.all(tried).then(reached => {
	const open = [...interfaces, ...reached.filter(Boolean)];
	if (open.length > 0) { console.error('There is a network: ' + open.join(', ')); process.exit(1); }
});`;
const [program, ...args] = entry;
/** @param {string[]} command */
const inside = command =>
	spawnSync(program, [...args, process.execPath, ...command], {
		cwd: root,
		stdio: 'inherit',
	}).status ?? 1;

if (inside(['-e', PROBE]) !== 0) process.exit(2);
console.log(`No network: ${entry.join(' ')}`);
let failed = 0;
for (const suite of suites) {
	const report = `test-results/offline-${suite}.json`;
	failed += inside([
		'node_modules/vitest/vitest.mjs',
		'run',
		...['--config', CONFIGS[/** @type {keyof typeof CONFIGS} */ (suite)]],
		...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
	])
		? 1
		: 0;
}
process.exit(failed === 0 ? 0 : 1);
