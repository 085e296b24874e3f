import { makeChunk } from './assemble';
import {
	asciidocHeadings,
	latexHeadings,
	markdownHeadings,
	orgHeadings,
	rstHeadings,
	type Heading,
	type HeadingReader,
} from './headings';
import { packLines } from './lineRanges';
import type { LineTable } from './lineTable';
import { splitLong } from './splitLong';
import type { Chunk, ChunkLimits } from './types';
import { isBlank } from './windows';

const READERS: Readonly<Record<string, HeadingReader>> = {
	markdown: markdownHeadings,
	restructuredtext: rstHeadings,
	asciidoc: asciidocHeadings,
	org: orgHeadings,
	latex: latexHeadings,
};

/** A section under this is its heading and little else. */
const BARE_HEADING = 80;

interface Section {
	readonly from: number;
	readonly to: number;
	readonly title: string;
	readonly scope: readonly string[];
	readonly level: number;
}

/** Documents by their headings: a section a chunk, long ones cut between paragraphs, tiny ones joined to what follows. */
export function sectionChunks(lines: LineTable, language: string, limits: ChunkLimits): Chunk[] {
	const read = READERS[language] ?? markdownHeadings;
	const chunks: Chunk[] = [];
	for (const section of joinSmall(sectionsOf(lines, read(lines)), lines, limits)) {
		const fences = fenceLines(lines, section);
		const ranges = packLines(lines, section.from, section.to, limits.proseChars, line =>
			fences.has(line) ? 0 : isBlank(lines, line - 1) && !isBlank(lines, line) ? 3 : 0,
		);
		const pieces = ranges.flatMap(range => {
			const start = lines.startOf(range.from);
			const end = lines.startOf(range.to);
			const cuts =
				end - start > limits.maxChars ? splitLong(lines.text, start, end, limits.proseChars) : [];
			return [start, ...cuts].map((from, index) => ({ from, to: cuts[index] ?? end }));
		});
		const full = pieces.filter(piece => lines.text.slice(piece.from, piece.to).trim() !== '');
		full.forEach((piece, index) => {
			const chunk = makeChunk(lines, piece.from, piece.to, {
				language,
				kind: 'section',
				symbol: section.title,
				scope: section.scope,
				docLine: '',
				definitions: [],
				part: full.length === 1 ? undefined : { index, count: full.length },
			});
			if (chunk !== undefined) chunks.push(chunk);
		});
	}
	return chunks;
}

function sectionsOf(lines: LineTable, headings: readonly Heading[]): Section[] {
	const sections: Section[] = [];
	const open: Heading[] = [];
	if ((headings[0]?.line ?? lines.count) > 0)
		sections.push({
			from: 0,
			to: headings[0]?.line ?? lines.count,
			title: '',
			scope: [],
			level: 7,
		});
	headings.forEach((heading, index) => {
		while ((open.at(-1)?.level ?? 0) >= heading.level) open.pop();
		const scope = open.map(above => above.title).filter(title => title !== '');
		sections.push({
			from: heading.line,
			to: headings[index + 1]?.line ?? lines.count,
			title: heading.title,
			scope,
			level: heading.level,
		});
		open.push(heading);
	});
	return sections;
}

/** A heading without text of its own joins its first subsection; other tiny sections join the next of their level. */
function joinSmall(sections: readonly Section[], lines: LineTable, limits: ChunkLimits): Section[] {
	const result: Section[] = [];
	for (const section of sections) {
		const last = result.at(-1);
		const lastSize = last === undefined ? 0 : sizeOf(last, lines);
		const size = sizeOf(section, lines);
		if (size === 0) continue;
		const isTiny = lastSize < BARE_HEADING || size < limits.minChars || last?.title === '';
		const small = isTiny && lastSize < limits.minChars && lastSize + size < limits.proseChars;
		const isNear = last !== undefined && (section.level >= last.level || last.title === '');
		if (last !== undefined && small && isNear)
			result[result.length - 1] =
				last.title === '' ? { ...section, from: last.from } : { ...last, to: section.to };
		else result.push({ ...section });
	}
	return result;
}

function sizeOf(section: Section, lines: LineTable): number {
	return lines.text.slice(lines.startOf(section.from), lines.startOf(section.to)).trim().length;
}

/** Lines inside code fences: no paragraph ends there. */
function fenceLines(lines: LineTable, section: Section): ReadonlySet<number> {
	const inside = new Set<number>();
	let isOpen = false;
	for (let line = section.from; line < section.to; line++) {
		if (isOpen) inside.add(line);
		if (/^\s{0,3}(?:`{3,}|~{3,})/.test(lines.lineText(line))) isOpen = !isOpen;
	}
	return inside;
}
