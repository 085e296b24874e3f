/** How far memory has followed the catalogue; shared by what loads from it and what writes to it. */
export interface Followed {
	/** Sequence number of the last change that memory holds. */
	seq: number;
	/** Terms of the dictionary that the catalogue has. */
	terms: number;
}
