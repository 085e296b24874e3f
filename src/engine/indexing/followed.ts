import type { CatalogueTerms } from './catalogueTerms';

/** How far memory has followed the catalogue; shared by what loads from it and what writes to it. */
export interface Followed {
	/** Sequence number of the last change that memory holds. */
	seq: number;
	/** Terms that the catalogue has. */
	readonly terms: CatalogueTerms;
}
