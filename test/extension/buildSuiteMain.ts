import { buildSuite } from './buildSuite';

// For the launch configuration "Extension Tests": the suites, bundled for the extension host.
buildSuite().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
