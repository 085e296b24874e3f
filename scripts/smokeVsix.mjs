// Asks the MCP server inside a .vsix one question, on the machine that the package is for: `node scripts/smokeVsix.mjs FILE`.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

const [vsix] = process.argv.slice(2);
if (vsix === undefined) throw new Error('Name the .vsix.');
const base = mkdtempSync(join(tmpdir(), 'lodestone-smoke-'));
try {
	// bsdtar, the tar of Windows and macOS, reads zip files; elsewhere there is unzip.
	if (process.platform === 'linux') execFileSync('unzip', ['-q', resolve(vsix), '-d', base]);
	else execFileSync('tar', ['-xf', resolve(vsix), '-C', base]);
	const project = join(base, 'project');
	mkdirSync(project);
	writeFileSync(
		join(project, 'hash.py'),
		'import hashlib\n\n\ndef digest(secret, salt):\n    """Stretches a password before it is stored."""\n    return hashlib.scrypt(secret, salt=salt, n=2**14, r=8, p=1)\n',
	);
	writeFileSync(join(project, 'clock.py'), 'def tick(now):\n    return now + 1\n');
	const store = join(base, 'store');
	const client = new Client({ name: 'smoke test', version: '1' });
	await client.connect(
		new StdioClientTransport({
			command: process.execPath,
			args: ['--no-warnings', join(base, 'extension/dist/mcp.js'), '--store', store, '--', project],
			stderr: 'inherit',
		}),
	);
	const { structuredContent: answer } = await client.callTool({
		name: 'search',
		arguments: { query: 'where are credentials protected' },
	});
	await client.close();
	const runtime = readFileSync(join(store, 'runtime.json'), 'utf8');
	console.log(JSON.stringify(answer.health), runtime);
	if (answer.results[0]?.path !== 'hash.py') throw new Error('The answer is wrong.');
	// Words and drafts alone would answer too: on every platform that we build for, the model must run.
	if (!/"works":true/.test(runtime)) throw new Error('The model runs nowhere.');
} finally {
	rmSync(base, { recursive: true, force: true, maxRetries: 5 });
}
