import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseGitConfig } from '../../../src/engine/scan/gitConfig';
import { Sandbox } from './support/gitSandbox';

const CONFIG = String.raw`# comment
; another
[core]
	excludesFile = ~/ignore # trailing
	IgnoreCase
	quoted = "a # b; c"   
	escaped = a\tb\\c\"d
	half = one "two  three" four
	long = first \
second
	empty =
[core] inline = yes
[remote "Origin/Main"]
	url = https://x/y.git;z
[remote "quo\"te"]
	url=x
[branch.old]
	merge = refs
[A-b "c"]
	kEy-2 =   spaced   out   
`;

describe('git configuration', () => {
	it.each([CONFIG, CONFIG.replaceAll('\n', '\r\n')])('reads what git reads', text => {
		const sandbox = new Sandbox();
		const file = path.join(sandbox.base, 'config');
		writeFileSync(file, text);
		const out = sandbox.git(['config', '--file', file, '--list', '-z']).toString('utf8');
		const byGit = out
			.split('\0')
			.filter(entry => entry !== '')
			.map(entry => {
				const [key = '', ...value] = entry.split('\n');
				return [key, value.length === 0 ? 'true' : value.join('\n')];
			});
		expect(parseGitConfig(text)).toEqual(byGit);
		sandbox.dispose();
	});

	it('passes over what makes no sense', () => {
		expect(parseGitConfig('garbage !\n[core\n[a]\n= x\nkey = ok\n')).toEqual([['a.key', 'ok']]);
	});
});
