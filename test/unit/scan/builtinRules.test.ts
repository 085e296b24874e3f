import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtinFileRule, builtinHardRule } from '../../../src/engine/scan/builtinRules';
import { Sandbox } from './support/gitSandbox';

const reasonOf = (name: string, parent = 'src'): string | undefined =>
	(builtinHardRule(name, false, parent) ?? builtinFileRule(name, parent))?.reason;

describe('built-in rules over file names', () => {
	it.each([
		['package-lock.json', 'lock-file'],
		['Cargo.lock', 'lock-file'],
		['go.sum', 'lock-file'],
		['logo.PNG', 'media'],
		['icon.svg', 'media'],
		['paper.pdf', 'media'],
		['lib.so', 'binary'],
		['Thing.class', 'binary'],
		['.DS_Store', 'binary'],
		['jquery.min.js', 'minified'],
		['style-min.css', 'minified'],
		['app.bundle.js', 'generated'],
		['api.pb.go', 'generated'],
		['api_pb2.py', 'generated'],
		['model.g.dart', 'generated'],
		['Form.Designer.cs', 'generated'],
		['zz_generated.deepcopy.go', 'generated'],
		['main.js.map', 'generated'],
		['.env', 'secret'],
		['.env.production', 'secret'],
		['prod.env', 'secret'],
		['id_rsa', 'secret'],
		['id_ed25519_work', 'secret'],
		['server.pem', 'secret'],
		['release.keystore', 'secret'],
		['terraform.tfstate', 'secret'],
		['.netrc', 'secret'],
		['client_secret_123.json', 'secret'],
	])('%s: %s', (name, reason) => expect(reasonOf(name)).toBe(reason));

	it.each([
		'main.ts',
		'index.js',
		'lock.ts',
		'yarn.ts',
		'admin.js',
		'min.js',
		'environment.ts',
		'.env.example',
		'.env.sample',
		'example.env',
		'id_rsa.pub',
		'keys.py',
		'key.go',
		'secrets.py',
		'credentials.ts',
		'pem.rs',
		'constructor',
		'__proto__',
		'toString.ts',
		'Model.mo',
		'config.json',
		'Makefile',
		'.gitignore',
		'designer.cs',
		'graph.dot',
		'package.json',
		'tsconfig.json',
	])('%s is let through', name => expect(reasonOf(name)).toBeUndefined());

	it('looks at the folder where the name alone says nothing', () => {
		expect(reasonOf('config.json', '.docker')).toBe('secret');
		expect(reasonOf('django.mo', 'LC_MESSAGES')).toBe('binary');
	});
});

describe('built-in rules over folders', () => {
	let sandbox: Sandbox;
	beforeEach(() => void (sandbox = new Sandbox()));
	afterEach(() => sandbox.dispose());

	it('leaves out what package managers and tools write, on evidence where the name is common', async () => {
		sandbox.write({
			'js/package.json': '{}',
			'js/node_modules/x/index.js': 'x',
			'js/dist/a.js': 'x',
			'rust/Cargo.toml': 'x',
			'rust/target/debug/a.rs': 'x',
			'net/App.csproj': 'x',
			'net/bin/a.cs': 'x',
			'net/obj/a.cs': 'x',
			'go/vendor/modules.txt': 'x',
			'go/vendor/x/x.go': 'x',
			'php/vendor/autoload.php': 'x',
			'py/myenv/pyvenv.cfg': 'x',
			'py/myenv/lib/x.py': 'x',
			'py/__pycache__/x.pyc': 'x',
			'ruby/vendor/bundle/x.rb': 'x',
			'ruby/vendor/assets/own.js': 'x',
			'c/cmake-out/CMakeCache.txt': 'x',
			'home/.ssh/config': 'x',
		});
		const { files, skipped } = await sandbox.walk();
		expect(files).toEqual([
			'js/package.json',
			'net/App.csproj',
			'ruby/vendor/assets/own.js',
			'rust/Cargo.toml',
		]);
		expect(Object.fromEntries([...skipped].map(([name, { reason }]) => [name, reason]))).toEqual({
			'js/node_modules': 'dependencies',
			'js/dist': 'build-output',
			'rust/target': 'build-output',
			'net/bin': 'build-output',
			'net/obj': 'build-output',
			'go/vendor': 'dependencies',
			'php/vendor': 'dependencies',
			'py/myenv': 'dependencies',
			'py/__pycache__': 'build-output',
			'ruby/vendor/bundle': 'dependencies',
			'c/cmake-out': 'build-output',
			'home/.ssh': 'secret',
		});
	});

	it('keeps source folders with common names', async () => {
		const files = {
			'bin/tool.py': 'x',
			'build/rules.bzl': 'x',
			'lib/a.rb': 'x',
			'out/a.go': 'x',
			'src/main/java/com/x/build/Builder.java': 'x',
			'target/a.c': 'x',
			'vendor/own.go': 'x',
			'venv/not-one.py': 'x',
			'coverage/report.ts': 'x',
			'pkg/pyproject.toml': 'x',
			'pkg/pyvenv.cfg': 'a venv made in the project itself',
			'pkg/app.py': 'x',
		};
		sandbox.write(files);
		expect((await sandbox.walk()).files.sort()).toEqual(Object.keys(files).sort());
	});

	it('takes git at its word over build and out', async () => {
		const files = { 'package.json': '{}', 'build/webpack.js': 'x', 'out/a.js': 'x' };
		sandbox.write(files);
		expect((await sandbox.walk()).files).toEqual(['package.json']);
		sandbox.git(['init', '-q']);
		expect((await sandbox.walk()).files).toEqual(['package.json', 'build/webpack.js', 'out/a.js']);
		sandbox.write({ '.gitignore': 'out\n' });
		const { files: kept, skipped } = await sandbox.walk();
		expect(kept).toEqual(['.gitignore', 'package.json', 'build/webpack.js']);
		expect(skipped.get('out')?.reason).toBe('gitignore');
		// Without git's rules nobody vouches for the folder.
		expect((await sandbox.walk({ respectGitignore: false })).files).toEqual([
			'.gitignore',
			'package.json',
		]);
	});
});
