#!/usr/bin/env node
// Starts the command line: chooses a Node that has node:sqlite, then loads the bundle. Plain CommonJS in old syntax,
// because the Node that reads this file may be too old for everything else.
'use strict';

const fs = require('fs');
const path = require('path');
const { spawn } = require('child_process');

const NEEDED = '22.15';
const bundle = path.join(__dirname, '..', 'dist', 'cli.js');

function fail(sentence) {
	process.stderr.write('lodestone: ' + sentence + '\n');
	process.exit(1);
}

/** node:sqlite announces itself as experimental; every other warning stays. */
function hideSqliteWarning() {
	const emitWarning = process.emitWarning;
	process.emitWarning = function (warning, ...rest) {
		const text = typeof warning === 'string' ? warning : warning && warning.message;
		if (typeof text === 'string' && text.startsWith('SQLite is an experimental feature')) return;
		emitWarning.call(process, warning, ...rest);
	};
}

function hasSqlite() {
	try {
		require('node:sqlite');
		return true;
	} catch {
		return false;
	}
}

/** The Node that `npm ci` put beside this program, if it did. */
function pinnedNode() {
	const name = process.platform === 'win32' ? 'node.exe' : 'node';
	for (const base of [
		path.join(__dirname, '..', 'node_modules'),
		path.join(__dirname, '..', '..'),
	]) {
		const file = path.join(base, 'node', 'bin', name);
		if (fs.existsSync(file) && file !== process.execPath) return file;
	}
	return undefined;
}

/** Runs the same command in another Node and ends as it ends. */
function runIn(node) {
	const child = spawn(node, [__filename, ...process.argv.slice(2)], {
		stdio: 'inherit',
		env: Object.assign({}, process.env, { LODESTONE_REEXEC: '1' }),
	});
	// A terminal sends Ctrl-C to both processes: the child decides, this one waits for it.
	process.on('SIGINT', () => undefined);
	for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
	child.on('error', error =>
		fail('the Node at ' + node + ' cannot be started: ' + error.message + '.'),
	);
	child.on('exit', (code, signal) => {
		if (signal === null) process.exit(code === null ? 1 : code);
		process.removeAllListeners(signal);
		process.kill(process.pid, signal);
	});
}

hideSqliteWarning();
const other = hasSqlite() ? undefined : pinnedNode();
if (hasSqlite()) {
	if (!fs.existsSync(bundle))
		fail(
			'it is not built yet: run "npm ci" (or "npm run build") in ' + path.dirname(__dirname) + '.',
		);
	require(bundle);
} else if (other !== undefined && process.env.LODESTONE_REEXEC !== '1') {
	runIn(other);
} else {
	fail(
		'it needs Node ' +
			NEEDED +
			' or newer (for node:sqlite), and this is Node ' +
			process.versions.node +
			': install a newer Node, or run "npm ci", which brings one.',
	);
}
