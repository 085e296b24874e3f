import type { DoctorLine } from '../shared/health/healthTypes';
import type { Engine, Folder, FolderSettings } from '../engine/engineTypes';

/** The part of an open folder that the command line uses: what a test must stand in for. */
export type CliFolder = Pick<
	Folder,
	| 'root'
	| 'warmUp'
	| 'update'
	| 'search'
	| 'similar'
	| 'explain'
	| 'status'
	| 'verify'
	| 'health'
	| 'checkHealth'
	| 'close'
>;

export interface CliEngine extends Pick<Engine, 'dispose'> {
	open(root: string, settings: FolderSettings): Promise<CliFolder>;
	/** @param folder One that this engine opened. */
	doctor(folder: CliFolder): Promise<DoctorLine[]>;
}
