import * as vscode from 'vscode';
import type { LodestoneApi } from '../../types/lodestone';
import { DisposableStore } from '../shared/lifecycle';
import { registerCommands } from './commands/registerCommands';
import { VIEW_SEARCH } from './contributions';
import { createServices, type Services } from './services';

/** What the in-editor tests look at, beside the API for other extensions. */
export interface TestApi extends LodestoneApi {
	readonly services: Services;
	/** Time that `activate` took, in ms. */
	readonly activationMs: number;
	/** When it began, on this process's `performance.now` clock. */
	readonly activatedAtMs: number;
}

/** Only wires: the engine process starts once the editor has nothing better to do. */
export function activate(context: vscode.ExtensionContext): LodestoneApi | TestApi {
	const startedAt = performance.now();
	const owned = new DisposableStore();
	context.subscriptions.push(owned);
	const services = createServices(context, owned);
	owned.add(vscode.window.registerWebviewViewProvider(VIEW_SEARCH, services.view));
	registerCommands(context.extension.id, services, owned);
	setImmediate(() => startEngine(services));
	const activationMs = performance.now() - startedAt;
	services.log.log('info', 'Activated', { ms: Math.round(activationMs) });
	const { api } = services;
	return process.env['LODESTONE_TEST'] === undefined
		? api
		: forTests(api, { services, activationMs, activatedAtMs: startedAt });
}

/** The API itself with members more: its accessors must stay accessors. */
const forTests = (api: LodestoneApi, more: Omit<TestApi, keyof LodestoneApi>): TestApi =>
	Object.create(
		api,
		Object.fromEntries(Object.entries(more).map(([name, value]) => [name, { value }])),
	) as TestApi;

/** The engine starts with the first folder that is indexed; without one nothing runs. */
function startEngine({ engine, folders }: Services): void {
	const start = () => {
		if (folders.enabled.length > 0 && engine.state.type === 'off')
			engine.call('usage', undefined).catch(() => undefined);
	};
	start();
	folders.onDidChange(start);
}

export function deactivate(): void {
	// The subscriptions close the channel to the engine, which then writes what is open and ends by itself.
}
