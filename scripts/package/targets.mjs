// What differs between the packages. A target gets only the binaries that its platform can load.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * target → folder of onnxruntime-node's binaries, absent where its makers build none: musl (Alpine) and Intel Macs run WebAssembly.
 */
export const TARGETS = {
	'linux-x64': { onnx: 'linux/x64' },
	'linux-arm64': { onnx: 'linux/arm64' },
	'alpine-x64': {},
	'win32-x64': { onnx: 'win32/x64' },
	'win32-arm64': { onnx: 'win32/arm64' },
	'darwin-x64': {},
	'darwin-arm64': { onnx: 'darwin/arm64' },
	universal: {},
};

/**
 * Beside the addon and the library it is linked to, onnxruntime-node carries libraries for graphics cards (DirectML and its shader
 * compiler, loaded on demand) and a second copy of the same library on macOS: 40 MB that the CPU never loads.
 */
const UNUSED = /^(?:DirectML|dxcompiler|dxil)\.dll$|^libonnxruntime\.\d+\.\d+\.\d+\.dylib$/i;

/** The target that this machine's own binaries belong to. */
export function hostTarget() {
	const report = process.report?.getReport();
	const musl = process.platform === 'linux' && !report?.header?.glibcVersionRuntime;
	return `${musl ? 'alpine' : process.platform}-${process.arch}`;
}

/**
 * Paths below node_modules that ship in a target.
 *
 * @param hnsw Whether a native `hnswlib-node` for the target is there; it is compiled on each platform.
 */
export function modulesOf(target, modules, hnsw = target === hostTarget()) {
	const { onnx } = TARGETS[target];
	const native = onnx
		? [
				'onnxruntime-node/package.json',
				'onnxruntime-node/dist',
				...readdirSync(join(modules, 'onnxruntime-node/bin/napi-v6', onnx))
					.filter(name => !UNUSED.test(name))
					.sort()
					.map(name => `onnxruntime-node/bin/napi-v6/${onnx}/${name}`),
			]
		: [];
	const addon = 'hnswlib-node/build/Release/addon.node';
	const graph =
		hnsw && target !== 'universal' && existsSync(join(modules, addon))
			? ['hnswlib-node/package.json', 'hnswlib-node/lib', addon, 'bindings', 'file-uri-to-path']
			: [];
	return [
		...native,
		...graph,
		'onnxruntime-common/package.json',
		'onnxruntime-common/dist/cjs',
		// The CPU build alone, without the ones for browsers and graphics cards.
		'onnxruntime-web/package.json',
		'onnxruntime-web/dist/ort.node.min.js',
		'onnxruntime-web/dist/ort-wasm-simd-threaded.mjs',
		'onnxruntime-web/dist/ort-wasm-simd-threaded.wasm',
	];
}
