import { basename, dirname } from 'node:path';

/** What a program asked of the file system, in order. */
export type FileOp =
	| { readonly op: 'write'; readonly path: string; readonly bytes: Buffer }
	| { readonly op: 'sync'; readonly path: string }
	| { readonly op: 'syncFolder'; readonly path: string }
	| { readonly op: 'rename'; readonly from: string; readonly to: string }
	| { readonly op: 'remove'; readonly path: string };

interface Inode {
	data: Buffer;
	/** What survives a power loss for certain; undefined = nothing of it. */
	durable: Buffer | undefined;
}

type NameOp =
	| { readonly put: string; readonly inode: Inode }
	| { readonly put: undefined; readonly drop: string };

/** A folder as it may be found after a power loss: name to content. */
export type Found = ReadonlyMap<string, Buffer>;

/**
 * The states in which a power loss after `ops` may leave a folder, as POSIX allows: of the changes to names since the last fsync of the
 * folder any subset may be there, and a file whose data were not synced may hold all, half or nothing of them. (The model of
 * Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014, for one folder.)
 *
 * @param before The folder's durable content at the start.
 */
export function* statesAfter(before: Found, ops: readonly FileOp[]): Generator<Found> {
	const names = new Map<string, Inode>();
	for (const [name, data] of before) names.set(name, { data, durable: data });
	let durableNames = new Map(names);
	let pending: NameOp[] = [];
	for (const op of ops) {
		switch (op.op) {
			case 'write': {
				const inode: Inode = { data: op.bytes, durable: undefined };
				names.set(basename(op.path), inode);
				pending.push({ put: basename(op.path), inode });
				break;
			}
			case 'sync': {
				const inode = names.get(basename(op.path));
				if (inode !== undefined) inode.durable = inode.data;
				break;
			}
			case 'syncFolder':
				durableNames = new Map(names);
				pending = [];
				break;
			case 'rename': {
				const inode = names.get(basename(op.from));
				if (inode === undefined || dirname(op.from) !== dirname(op.to))
					throw new Error(`strange rename of ${op.from}`);
				names.delete(basename(op.from));
				names.set(basename(op.to), inode);
				pending.push({ put: basename(op.to), inode });
				pending.push({ put: undefined, drop: basename(op.from) });
				break;
			}
			case 'remove':
				names.delete(basename(op.path));
				pending.push({ put: undefined, drop: basename(op.path) });
				break;
		}
	}
	for (let subset = 0; subset < 1 << pending.length; subset++) {
		const found = new Map(durableNames);
		pending.forEach((change, i) => {
			if ((subset & (1 << i)) === 0) return;
			if (change.put !== undefined) found.set(change.put, change.inode);
			else found.delete(change.drop);
		});
		for (const share of [1, 0.5, 0])
			yield new Map(
				[...found].map(([name, inode]) => [
					name,
					inode.durable ?? inode.data.subarray(0, Math.floor(inode.data.length * share)),
				]),
			);
	}
}
