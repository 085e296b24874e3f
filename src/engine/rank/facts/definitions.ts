import { pathFacts } from '../pathFacts';
import type { CandidateFile } from '../types';
import { log2 } from './arithmetic';
import type { FileGroup } from './fileGroups';
import { LETTER_FOR_LETTER } from './named';
import { idfShare, type QueryFacts } from './queryFacts';

/**
 * Where a name that is asked for by itself is at home. Sets of each file
 * - `isDefinition`: it defines the name letter for letter or is named after it;
 * - `definitionSize`: how many times smaller it is than the largest such file (log2, at most 0): of an interface, a stand-in and the class
 *   itself, the class has the most members;
 * - `passesOn`: nothing here defines the name, and it collects others and mentions it: the name comes from elsewhere and is passed on there.
 */
export function markDefinitions(
	files: readonly CandidateFile[],
	groups: readonly FileGroup[],
	query: QueryFacts,
): void {
	if (query.query.kind !== 'identifier') return;
	let largest = 0;
	let isDefined = false;
	groups.forEach((group, i) => {
		const file = files[i] as CandidateFile;
		const defines = group.named >= LETTER_FOR_LETTER;
		isDefined ||= defines;
		if (!defines && !isNamedAfter(file, query)) return;
		group.isDefinition = 1;
		largest = Math.max(largest, file.chunkCount);
	});
	groups.forEach((group, i) => {
		const file = files[i] as CandidateFile;
		if (group.isDefinition === 1) group.definitionSize = log2(file.chunkCount) - log2(largest);
		else if (!isDefined && pathFacts(file.path).isEntry === 1 && holdsAll(file, query))
			group.passesOn = 1;
	});
}

/** Whether the file's name is an identifier of the query, or the query written as one name. */
export function isNamedAfter(file: CandidateFile, query: QueryFacts): boolean {
	const { stemKey } = pathFacts(file.path);
	return stemKey !== '' && (query.identifierKeys.has(stemKey) || query.queryKey === stemKey);
}

/** The name as a whole is one of the terms. */
function holdsAll(file: CandidateFile, query: QueryFacts): boolean {
	return idfShare(file.documentMask, query) > 0.99;
}
