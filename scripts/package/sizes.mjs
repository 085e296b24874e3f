// Where the bytes of a package go, and the limit that CI holds.
import { readFileSync } from 'node:fs';

/** Bytes that a package may have; the others have no binaries larger than these. */
export const BUDGETS = { 'linux-x64': 50_000_000, default: 52_000_000 };

const PARTS = [
	['ONNX Runtime, native', /node_modules\/onnxruntime-node\//],
	['ONNX Runtime, WebAssembly', /node_modules\/onnxruntime-(?:web|common)\//],
	['HNSW graph, native', /node_modules\/(?:hnswlib-node|bindings|file-uri-to-path)\//],
	['model', /models\/(?:model\.onnx|tokenizer\.json)$/],
	['draft table and projection', /models\//],
	['grammars', /dist\/grammars\//],
	['bundles', /dist\/[^/]+\.js$/],
	['icons, pictures and texts', /./],
];

/** Entries of a zip file from its central directory: name, compressed and full size, CRC. Neither zip64 nor several disks. */
export function zipEntries(file) {
	const bytes = readFileSync(file);
	let end = bytes.length - 22;
	while (end >= 0 && bytes.readUInt32LE(end) !== 0x06054b50) end--;
	if (end < 0) throw new Error(`${file} is not a zip file`);
	const entries = [];
	let at = bytes.readUInt32LE(end + 16);
	for (let i = bytes.readUInt16LE(end + 10); i > 0; i--) {
		const nameLength = bytes.readUInt16LE(at + 28);
		entries.push({
			name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
			time: bytes.readUInt32LE(at + 12),
			crc: bytes.readUInt32LE(at + 16),
			packed: bytes.readUInt32LE(at + 20),
			size: bytes.readUInt32LE(at + 24),
			mode: bytes.readUInt32LE(at + 38) >>> 16,
		});
		at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
	}
	return entries;
}

/** @returns `{ total, parts: [{ part, packed, size, files }] }`, largest part first; bytes. */
export function sizeReport(file) {
	const parts = new Map(PARTS.map(([part]) => [part, { part, packed: 0, size: 0, files: 0 }]));
	for (const { name, packed, size } of zipEntries(file)) {
		const [part] = PARTS.find(([, pattern]) => pattern.test(name));
		const sum = parts.get(part);
		sum.packed += packed;
		sum.size += size;
		sum.files++;
	}
	return {
		total: readFileSync(file).length,
		parts: [...parts.values()].filter(each => each.files > 0).sort((a, b) => b.packed - a.packed),
	};
}

/** The report as a table. */
export function sizeTable({ total, parts }) {
	const mb = bytes => (bytes / 1e6).toFixed(1).padStart(7);
	return [
		'   MB packed      MB  files  part',
		...parts.map(
			({ part, packed, size, files }) =>
				`     ${mb(packed)} ${mb(size)} ${String(files).padStart(6)}  ${part}`,
		),
		`     ${mb(total)}                 in all`,
	].join('\n');
}
