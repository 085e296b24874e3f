import { existsSync, readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';

/**
 * Reads a file that may be packed: packages carry large WebAssembly files as `NAME.br` (Brotli), a third smaller than a zip makes
 * them; unpacking the largest takes about 30 ms.
 *
 * @throws {Error} When neither is there.
 */
export function readPacked(file: string): Buffer {
	return existsSync(file) ? readFileSync(file) : brotliDecompressSync(readFileSync(`${file}.br`));
}
