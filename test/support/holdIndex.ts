// A process that opens an index as its writer, updates it when told, and stays until it is killed.
import { createEngine } from '../../src/engine/engine';
import { silentLogger } from '../../src/engine/ports';
import { RUNTIME } from './engineOn';

async function main(): Promise<void> {
	const [storeRoot = '', root = ''] = process.argv.slice(2);
	const engine = await createEngine({ storeRoot, runtime: RUNTIME, logger: silentLogger });
	const folder = await engine.open(root);
	const update = async (): Promise<void> => {
		await folder.update({ refine: false });
		process.send?.('done');
	};
	process.on('message', () => void update());
	await update();
}

void main();
