import fc from 'fast-check';
import { mkdirSync, renameSync, rmSync, utimesSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Folder } from '../../../src/engine/engine';
import { catalogueSnapshot } from '../../support/catalogueSnapshot';
import { scratch, type Scratch } from '../../support/engineOn';

let open: Scratch[] = [];
afterEach(async () => {
	for (const one of open) await one.dispose();
	open = [];
});

const NAMES = ['a.ts', 'b.py', 'lib/c.go', 'lib/d.ts', 'docs/readme.md', 'lib/deep/e.rs', 'A.ts'];

/** A small program whose functions depend on `seed`, so that edits change some chunks and keep others. */
function program(path: string, seed: number): string {
	const n = (seed % 4) + 1;
	const names = Array.from(
		{ length: n },
		(_, i) => `handle${'ABCDEFG'.charAt((seed + i) % 7)}${i}`,
	);
	if (path.endsWith('.py'))
		return names
			.map(
				name => `def ${name}(request):\n    """Handles ${name}."""\n    return request.${name}\n`,
			)
			.join('\n');
	if (path.endsWith('.go'))
		return `package lib\n\n${names.map(name => `// ${name} does it.\nfunc ${name}(x int) int {\n\treturn x + ${seed % 5}\n}\n`).join('\n')}`;
	if (path.endsWith('.rs'))
		return names
			.map(name => `/// Runs ${name}.\npub fn ${name}(x: u32) -> u32 {\n    x + ${seed % 3}\n}\n`)
			.join('\n');
	if (path.endsWith('.md'))
		return names.map(name => `# ${name}\n\nAbout ${name} and ${seed % 3}.\n`).join('\n');
	return names
		.map(
			name =>
				`/** Does ${name}. */\nexport function ${name}(x: number) {\n\treturn x * ${seed % 3};\n}\n`,
		)
		.join('\n');
}

type Step =
	| { readonly do: 'write'; readonly path: string; readonly seed: number }
	| { readonly do: 'remove'; readonly path: string }
	| { readonly do: 'rename'; readonly path: string; readonly to: string }
	| { readonly do: 'ignore'; readonly lines: readonly string[] }
	| { readonly do: 'touch'; readonly path: string }
	| { readonly do: 'update' }
	| { readonly do: 'event'; readonly path: string }
	| { readonly do: 'restart' }
	| { readonly do: 'overlay'; readonly path: string; readonly seed: number };

const path = fc.constantFrom(...NAMES);
const step: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 5,
		arbitrary: fc.record({ do: fc.constant('write' as const), path, seed: fc.nat(40) }),
	},
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), path }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('rename' as const), path, to: path }) },
	{
		weight: 1,
		arbitrary: fc.record({
			do: fc.constant('ignore' as const),
			lines: fc.subarray(['*.py', 'lib/', '!lib/d.ts', 'docs', 'a.ts']),
		}),
	},
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('touch' as const), path }) },
	{ weight: 4, arbitrary: fc.record({ do: fc.constant('update' as const) }) },
	{ weight: 4, arbitrary: fc.record({ do: fc.constant('event' as const), path }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
	{
		weight: 1,
		arbitrary: fc.record({ do: fc.constant('overlay' as const), path, seed: fc.nat(40) }),
	},
);

describe('freshness', () => {
	it('equals an index made from scratch after any sequence of changes', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async steps => {
				const work = scratch();
				open.push(work);
				let engine = await work.engine();
				let folder = await engine.open(work.root);
				for (const each of steps) {
					if (each.do === 'restart') {
						await engine.dispose();
						engine = await work.engine();
						folder = await engine.open(work.root);
					} else await apply(each, work, folder);
				}
				await folder.update({ refine: false });
				await engine.dispose();
				const fresh = scratch();
				open.push(fresh);
				const other = await fresh.engine();
				const scratchFolder = await other.open(work.root);
				await scratchFolder.update({ refine: false });
				await other.dispose();
				expect(catalogueSnapshot(work.store, work.root)).toEqual(
					catalogueSnapshot(fresh.store, work.root),
				);
				for (const one of open) await one.dispose();
				open = [];
			}),
			{ numRuns: Number(process.env['LODESTONE_SEQUENCES'] ?? 12), seed: 7, endOnFailure: false },
		);
	}, 600_000);
});

async function apply(
	each: Exclude<Step, { do: 'restart' }>,
	work: Scratch,
	folder: Folder,
): Promise<void> {
	const full = 'path' in each ? join(work.root, each.path) : work.root;
	switch (each.do) {
		case 'write':
			work.write(each.path, program(each.path, each.seed));
			break;
		case 'remove':
			work.remove(each.path);
			break;
		case 'rename':
			if (existsSync(full) && each.path !== each.to) {
				mkdirSync(dirname(join(work.root, each.to)), { recursive: true });
				rmSync(join(work.root, each.to), { force: true });
				renameSync(full, join(work.root, each.to));
				await folder.update({ paths: [each.path, each.to], refine: false });
			}
			break;
		case 'ignore':
			work.write('.gitignore', each.lines.join('\n') + '\n');
			break;
		case 'touch':
			if (existsSync(full)) utimesSync(full, new Date(), new Date(Date.now() - 5_000));
			break;
		case 'update':
			await folder.update({ refine: false });
			break;
		case 'event':
			await folder.update({ paths: [each.path], refine: false });
			break;
		case 'overlay':
			await folder.setOverlay(each.path, program(each.path, each.seed));
			await folder.setOverlay(each.path, undefined);
			break;
	}
}
