import type {
	DetailsCommand,
	DetailsFolder,
	DetailsSnapshot,
} from '../../shared/view/detailsProtocol';
import type { Words } from './strings';

/** What each section of the page is drawn from. */
export interface SectionContext {
	readonly snapshot: DetailsSnapshot;
	readonly folder: DetailsFolder;
	readonly words: Words;
	readonly run: (command: DetailsCommand, text?: string) => void;
}
