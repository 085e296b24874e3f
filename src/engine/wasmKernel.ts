/** The part of the platform's WebAssembly that is used here; the library types have it in `dom` only. */
export interface WasmApi {
	validate(bytes: Uint8Array): boolean;
	Module: new (bytes: Uint8Array) => object;
	Memory: new (limits: { initial: number; maximum: number }) => {
		readonly buffer: ArrayBuffer;
		grow(pages: number): number;
	};
	Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

/** Undefined where the platform has none. */
export const wasm = (globalThis as unknown as { readonly WebAssembly?: WasmApi }).WebAssembly;

const compiled = new Map<string, object>();

/**
 * A kernel's module, compiled once in a thread.
 *
 * @param base64 As `scripts/buildKernel.mjs` writes it.
 * @returns undefined where WebAssembly or its SIMD is missing.
 */
export function kernelModule(base64: string): object | undefined {
	let module = compiled.get(base64);
	if (module === undefined && wasm !== undefined) {
		const bytes = Buffer.from(base64, 'base64');
		if (!wasm.validate(bytes)) return undefined;
		compiled.set(base64, (module = new wasm.Module(bytes)));
	}
	return module;
}
