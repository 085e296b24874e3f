import type { DoctorLine } from '../../../shared/health/healthTypes';
import { machineChecks } from './machineChecks';
import { modelChecks, storeChecks } from './storeChecks';

export interface DoctorPlaces {
	/** Absolute. */
	readonly storeRoot: string;
	/** Folder of the model's files; undefined: they are not looked at. */
	readonly models: string | undefined;
	/** The folder that is looked at; absolute. */
	readonly root: string;
}

/** The checks that need no engine: they answer also where none can be made. */
export async function groundChecks(places: DoctorPlaces): Promise<DoctorLine[]> {
	return [
		...(await machineChecks(places.root)),
		...(await storeChecks(places.storeRoot)),
		...(places.models === undefined ? [] : modelChecks(places.models)),
	];
}
