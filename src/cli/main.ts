import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createEngine } from '../engine/engine';
import { version } from '../../package.json';
import { cliLogger } from './cliLogger';
import type * as Mcp from '../mcp/main';
import { exitAfterFlush, processIo } from './processIo';
import { runProgram } from './program';

// The bundle lies in dist/, beside the workers and grammars; the models folder beside dist/.
const runtime = {
	workers: __dirname,
	grammars: join(__dirname, 'grammars'),
	models: join(__dirname, '..', 'models'),
};

/** A bundle of its own: the protocol's library would slow down the start of every other command. */
const mcp = (): typeof Mcp => createRequire(__filename)(join(__dirname, 'mcp.js')) as typeof Mcp;

const io = processIo();
void runProgram(
	process.argv.slice(2),
	io,
	({ storeRoot, threads, maxVectors, quiet }) =>
		createEngine({
			storeRoot,
			runtime,
			logger: cliLogger(io, quiet),
			// A program that asks once gains more from its answer than from the half second that the draft table would save.
			modelPatienceMs: 10_000,
			program: 'lodestone command line',
			...(threads === undefined ? {} : { threads }),
			...(maxVectors === undefined ? {} : { maxVectors }),
		}),
	version,
	run => mcp().runMcp(run),
).then(exitAfterFlush);
