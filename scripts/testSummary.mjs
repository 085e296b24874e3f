// Adds up the JSON reports of all test suites and ends with "N passed, N failed". A suite that was to run and left no report,
// or that failed without a failed test (build, types, lint), counts as one failure.
// Usage: node scripts/testSummary.mjs REPORT=EXITCODE…
import { existsSync, readFileSync } from 'node:fs';

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
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
