// Puts `lodestone` beside the other programs of node_modules/.bin, so that `npx lodestone` in a clone runs this clone at once:
// npm links the programs of dependencies only, and would otherwise install the clone into its cache first.
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');
const program = join('..', '..', 'bin', 'lodestone.js');
if (existsSync(join(root, 'node_modules'))) {
	mkdirSync(bin, { recursive: true });
	const link = join(bin, 'lodestone');
	rmSync(link, { force: true });
	if (process.platform === 'win32') {
		writeFileSync(`${link}.cmd`, `@node "%~dp0\\${program}" %*\r\n`);
	} else {
		chmodSync(join(root, 'bin', 'lodestone.js'), 0o755);
		symlinkSync(program, link);
	}
}
