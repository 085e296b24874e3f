// Adds up the JSON reports of all test suites, names what failed and why, and ends with "N passed, N failed". A suite that was to run
// and left no report, or that failed without a failed test (build, types, lint), counts as one failure.
// Usage: node scripts/testSummary.mjs REPORT=EXITCODE…
import { existsSync, readFileSync } from 'node:fs';

/** Lines of a failure's message that are kept: a log is often cut to its end, and this is what the end must tell. */
const MESSAGE_LINES = 12;

/** Failed tests of a report in Vitest's (and Jest's) form: name and first lines of the message. */
function failures({ testResults = [] }) {
	return testResults.flatMap(({ name, message, assertionResults = [] }) => {
		const failed = assertionResults.filter(({ status }) => status === 'failed');
		if (failed.length === 0 && assertionResults.length === 0 && message) return [{ name, message }];
		return failed.map(test => ({
			name: test.fullName ?? test.title,
			message: (test.failureMessages ?? []).join('\n'),
		}));
	});
}

let passed = 0;
let failed = 0;
for (const argument of process.argv.slice(2)) {
	const at = argument.lastIndexOf('=');
	const [report, code] = [argument.slice(0, at), Number(argument.slice(at + 1))];
	const counts = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
	const suiteFailed =
		(counts.numFailedTests ?? 0) || (code === 0 && counts.numPassedTests > 0 ? 0 : 1);
	passed += counts.numPassedTests ?? 0;
	failed += suiteFailed;
	console.log(`${report}: ${counts.numPassedTests ?? 0} passed, ${suiteFailed} failed`);
	for (const { name, message } of failures(counts)) {
		console.log(`  FAILED ${name}`);
		for (const line of message.split('\n').slice(0, MESSAGE_LINES)) console.log(`    ${line}`);
	}
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
