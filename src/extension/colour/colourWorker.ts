import { parentPort } from 'node:worker_threads';
import { serveRpc, type Port } from '../../shared/rpc';
import type { ColourEvents, ColourMethods, LineColours } from './colourProtocol';
import { createTokenColours, type TokenColours } from './tokenColours';

/** Colours in a thread of its own: grammars take tens of milliseconds to load, which the extension host does not have. */
if (parentPort) {
	const thread = parentPort;
	const port: Port = {
		post: message => thread.postMessage(message),
		onMessage(listener) {
			thread.on('message', listener);
			return { dispose: () => void thread.off('message', listener) };
		},
		onClose(listener) {
			thread.once('close', listener);
			return { dispose: () => void thread.off('close', listener) };
		},
	};
	let colours: Promise<TokenColours> | undefined;
	serveRpc<ColourMethods, ColourEvents>(port, {
		setup(setup) {
			colours = createTokenColours(setup);
			return undefined;
		},
		async colour(requests) {
			const current = await colours;
			if (!current) return { colours: requests.map(() => undefined), palette: [] };
			const coloured: LineColours[] = [];
			for (const request of requests) coloured.push(await current.colour(request));
			return { colours: coloured, palette: current.palette };
		},
	});
}
