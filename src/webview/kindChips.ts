import type { ChunkKind } from '../shared/types';
import type { StringKey } from './strings';

/** Chips stand for what a person distinguishes; together they cover every kind. */
export const KIND_CHIPS: readonly {
	readonly key: StringKey;
	readonly kinds: readonly ChunkKind[];
}[] = [
	{ key: 'chip.function', kinds: ['function'] },
	{ key: 'chip.method', kinds: ['method'] },
	{ key: 'chip.class', kinds: ['class', 'struct'] },
	{ key: 'chip.type', kinds: ['interface', 'trait', 'enum', 'type'] },
	{ key: 'chip.test', kinds: ['test'] },
	{ key: 'chip.docs', kinds: ['section', 'text', 'cell'] },
	{ key: 'chip.other', kinds: ['module', 'variable', 'property', 'element', 'config', 'code'] },
];
