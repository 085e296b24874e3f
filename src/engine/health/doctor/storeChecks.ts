import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DoctorLine } from '../../../shared/health/healthTypes';
import { readModelManifest, verifyModelFile, type ModelPart } from '../../embed/modelManifest';
import { judgeDisk } from '../alarmRules';
import { measureDisk } from '../diskProbe';
import { failed, ok, problem, warning } from './lines';

const LOW_MB = 1_000;
const LEAST_MB = 100;

/** The place of the indexes: rights, room and speed. Writes one small file and removes it. */
export async function storeChecks(storeRoot: string): Promise<DoctorLine[]> {
	const there = nearestExisting(storeRoot);
	return [rightsLine(storeRoot, there), await roomLine(there), await speedLine(there)];
}

/** The model's files against their checksums: about 50 ms. */
export function modelChecks(models: string): DoctorLine[] {
	try {
		const manifest = readModelManifest(models);
		for (const part of ['model', 'tokenizer', 'draft'] as const satisfies readonly ModelPart[])
			verifyModelFile(models, manifest, part);
		return [ok('model files', `${manifest.id}, ${manifest.dimensions} dimensions, checksums hold`)];
	} catch (error) {
		return [failed('model files', error)];
	}
}

function nearestExisting(path: string): string {
	let at = path;
	while (!existsSync(at) && dirname(at) !== at) at = dirname(at);
	return at;
}

function rightsLine(storeRoot: string, there: string): DoctorLine {
	try {
		accessSync(there, constants.R_OK | constants.W_OK | constants.X_OK);
	} catch {
		return problem(
			'index folder',
			`${storeRoot} cannot be written`,
			'Choose another place with --store or the setting lodestone.storagePath.',
		);
	}
	const open =
		process.platform !== 'win32' && there === storeRoot && (statSync(there).mode & 0o077) !== 0;
	return open
		? warning('index folder', `${storeRoot} can be read by others`, `Run: chmod 700 "${storeRoot}"`)
		: ok('index folder', storeRoot);
}

async function roomLine(there: string): Promise<DoctorLine> {
	const { bavail, bsize } = await statfs(there);
	const free = Math.floor((bavail * bsize) / 1e6);
	const found = `${free} MB free`;
	if (free < LEAST_MB)
		return problem('disk room', found, 'Free some space: nothing can be indexed.');
	return free < LOW_MB ? warning('disk room', found, 'Free some space.') : ok('disk room', found);
}

async function speedLine(there: string): Promise<DoctorLine> {
	const ms = await measureDisk(there);
	// Told by the lines above: no rights, or no room.
	if (ms === 0)
		return warning(
			'disk speed',
			'it cannot be measured: nothing can be written',
			'See the lines above.',
		);
	const found = `a small durable write takes ${ms.toFixed(1)} ms`;
	return judgeDisk(ms) === undefined
		? ok('disk speed', found)
		: warning(
				'disk speed',
				found,
				'Put the index on a faster disk: --store or lodestone.storagePath.',
			);
}
