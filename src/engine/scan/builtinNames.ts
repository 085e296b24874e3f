/**
 * Names that the built-in rules know. Lower case unless the tools themselves insist on case; compared in lower case.
 * Lists, not patterns, wherever possible: a list can be read, and looked up in no time.
 */

/** Folders (or, for worktrees and submodules, files) that hold a version control system's own data. */
export const VERSION_CONTROL = new Set([
	'.git',
	'.hg',
	'.svn',
	'.jj',
	'.bzr',
	'.sl',
	'_darcs',
	'.pijul',
]);

/** Folders that package managers fill, whatever lies beside them. */
export const DEPENDENCY_FOLDERS = new Set([
	'node_modules',
	'bower_components',
	'jspm_packages',
	'.pnpm-store',
	'.yarn',
	'.venv',
	'.tox',
	'.nox',
	'site-packages',
	'__pypackages__',
	'.eggs',
	'.virtualenv',
	'.gradle',
	'.m2',
	'.bundle',
	'.dart_tool',
	'.pub-cache',
	'.terraform',
	'.terragrunt-cache',
	'elm-stuff',
	'.stack-work',
	'.cabal-sandbox',
	'.swiftpm',
	'.cpcache',
	'.shards',
	'.pixi',
	'.opam',
	'_opam',
	'.direnv',
	'.devenv',
	'.deno',
]);

/** Folders that tools write and nobody edits, whatever lies beside them. */
export const OUTPUT_FOLDERS = new Set([
	'__pycache__',
	'.pytest_cache',
	'.mypy_cache',
	'.ruff_cache',
	'.hypothesis',
	'.ipynb_checkpoints',
	'.pytype',
	'htmlcov',
	'.nyc_output',
	'.next',
	'.nuxt',
	'.svelte-kit',
	'.astro',
	'.parcel-cache',
	'.turbo',
	'.angular',
	'.vercel',
	'.netlify',
	'.serverless',
	'.aws-sam',
	'cdk.out',
	'.docusaurus',
	'.cache',
	'.vite',
	'.expo',
	'.nx',
	'.rollup.cache',
	'dist-newstyle',
	'.zig-cache',
	'zig-cache',
	'zig-out',
	'.bloop',
	'.metals',
	'.bsp',
	'deriveddata',
	'xcuserdata',
	'.cxx',
	'.externalnativebuild',
	'.ccls-cache',
	'.clangd',
	'.sass-cache',
	'.jekyll-cache',
	'.vs',
	'.idea',
	'.history',
	'.fleet',
	'.vscode-test',
	'.gradle-cache',
	'.ionide',
	'.fake',
	'lcov-report',
]);

/** A folder of this name is left out when one of these names lies beside it (`*.x` is an extension). */
export const FOLDERS_BESIDE: Readonly<
	Record<
		string,
		{ readonly reason: 'dependencies' | 'build-output'; readonly beside: readonly string[] }
	>
> = {
	target: {
		reason: 'build-output',
		beside: ['Cargo.toml', 'pom.xml', 'build.sbt', 'build.properties', 'project.clj'],
	},
	build: { reason: 'build-output', beside: ['build.gradle', 'build.gradle.kts', 'pubspec.yaml'] },
	bin: { reason: 'build-output', beside: ['*.csproj', '*.fsproj', '*.vbproj'] },
	obj: { reason: 'build-output', beside: ['*.csproj', '*.fsproj', '*.vbproj', '*.vcxproj'] },
	dist: { reason: 'build-output', beside: ['package.json', 'setup.py', 'pyproject.toml'] },
	_build: {
		reason: 'build-output',
		beside: ['mix.exs', 'dune-project', 'rebar.config', 'conf.py'],
	},
	'.build': { reason: 'build-output', beside: ['Package.swift'] },
	deps: { reason: 'dependencies', beside: ['mix.exs'] },
	pods: { reason: 'dependencies', beside: ['Podfile'] },
	carthage: { reason: 'dependencies', beside: ['Cartfile'] },
};

/**
 * As above, but these names also serve for source, so the evidence only counts where git has no say: in a repository,
 * such a folder that git does not ignore holds what somebody chose to keep there.
 */
export const FOLDERS_BESIDE_OUTSIDE_GIT: Readonly<Record<string, readonly string[]>> = {
	build: [
		'package.json',
		'setup.py',
		'pyproject.toml',
		'CMakeLists.txt',
		'meson.build',
		'Makefile',
		'build.xml',
	],
	out: ['package.json', 'CMakeLists.txt', 'build.xml', '*.iml', 'foundry.toml'],
	coverage: ['package.json'],
	debug: ['*.sln', '*.vcxproj'],
	release: ['*.sln', '*.vcxproj'],
	x64: ['*.sln', '*.vcxproj'],
};

/** A folder that holds this file is what the file says, whatever its name; unless one of `unless` lies there too. */
export const FOLDER_MARKERS: Readonly<
	Record<
		string,
		{ readonly reason: 'dependencies' | 'build-output'; readonly unless: readonly string[] }
	>
> = {
	'pyvenv.cfg': {
		reason: 'dependencies',
		unless: ['pyproject.toml', 'setup.py', 'requirements.txt', '.git'],
	},
	'conda-meta': { reason: 'dependencies', unless: [] },
	'.cargo-checksum.json': { reason: 'dependencies', unless: [] },
	'CACHEDIR.TAG': { reason: 'build-output', unless: [] },
	'CMakeCache.txt': { reason: 'build-output', unless: ['CMakeLists.txt'] },
};

/** `vendor` is somebody's own word in many repositories: it is left out when a package manager's file lies in it. */
export const VENDOR_MARKERS = ['modules.txt', 'autoload.php'];

/** Folders in a `vendor` folder that Bundler fills. */
export const VENDOR_PARTS = new Set(['bundle', 'cache']);

export const LOCK_FILES = new Set([
	'package-lock.json',
	'npm-shrinkwrap.json',
	'yarn.lock',
	'pnpm-lock.yaml',
	'bun.lock',
	'bun.lockb',
	'deno.lock',
	'composer.lock',
	'symfony.lock',
	'gemfile.lock',
	'gems.locked',
	'cargo.lock',
	'poetry.lock',
	'pipfile.lock',
	'pdm.lock',
	'uv.lock',
	'pixi.lock',
	'conda-lock.yml',
	'pylock.toml',
	'go.sum',
	'go.work.sum',
	'gopkg.lock',
	'glide.lock',
	'mix.lock',
	'rebar.lock',
	'pubspec.lock',
	'podfile.lock',
	'cartfile.resolved',
	'package.resolved',
	'packages.lock.json',
	'paket.lock',
	'project.assets.json',
	'flake.lock',
	'gradle.lockfile',
	'buildscript-gradle.lockfile',
	'.terraform.lock.hcl',
	'stack.yaml.lock',
	'cabal.project.freeze',
	'conan.lock',
	'vcpkg-lock.json',
	'chart.lock',
	'module.bazel.lock',
	'shard.lock',
	'buf.lock',
	'mint.lock',
	'spago.lock',
	'nimble.lock',
	'requirements.lock',
	'devbox.lock',
	'foundry.lock',
]);

export const MEDIA_EXTENSIONS = new Set(
	(
		'png jpg jpeg jpe gif webp avif heic heif bmp dib ico icns cur tif tiff tga psd psb ai eps svg svgz xcf sketch fig ' +
		'jxl jp2 hdr exr dds ktx ktx2 pcx cr2 nef dng ' +
		'mp3 wav flac ogg oga opus m4a aac wma aif aiff mid midi ' +
		'mp4 m4v mov avi mkv webm wmv flv mpg mpeg 3gp ogv ' +
		'ttf otf woff woff2 eot fon pfb ' +
		'pdf ps djvu doc docx docm dotx xls xlsx xlsm xlsb ppt pptx pptm odt ods odp odg rtf epub mobi azw3 ' +
		'blend fbx glb 3ds max stl usdz'
	).split(' '),
);

export const BINARY_EXTENSIONS = new Set(
	(
		'zip tar gz tgz bz2 tbz2 xz txz zst lz lz4 lzma 7z rar cab jar war ear aar apk aab ipa dmg iso img vhd vmdk qcow2 deb rpm ' +
		'msi msix appx flatpak nupkg snupkg whl egg gem crate vsix xpi crx pkg ' +
		'exe dll so dylib a lib o obj ko sys efi elf class dex pyc pyo pyd pdb ilk idb ncb suo wasm node bc beam hi ' +
		'rlib rmeta gch pch nib ' +
		'sqlite sqlite3 db db3 mdb accdb dbf ldb ibd rdb parquet avro orc feather arrow npy npz mat h5 hdf5 ' +
		'pkl pickle joblib pt pth ckpt onnx safetensors gguf ggml tflite mlmodel caffemodel bin pak ' +
		'mmdb shp shx sbn qix swf fla der p7b p7c crt cer crl sig gpg pgp jceks mobileprovision provisionprofile'
	).split(' '),
);

/** Names that operating systems scatter. */
export const JUNK_FILES = new Set([
	'.ds_store',
	'thumbs.db',
	'desktop.ini',
	'.localized',
	'ehthumbs.db',
]);

/** Ends of names that generators give; in lower case. */
export const GENERATED_ENDS = [
	'.pb.go',
	'.pb.gw.go',
	'_grpc.pb.go',
	'.pb.cc',
	'.pb.h',
	'.pb.c',
	'.pb.swift',
	'.pb.dart',
	'.pbenum.dart',
	'.pbjson.dart',
	'.pbserver.dart',
	'.pb.validate.go',
	'_pb2.py',
	'_pb2_grpc.py',
	'_pb2.pyi',
	'_pb2_grpc.pyi',
	'_pb.js',
	'_pb.d.ts',
	'_pb.ts',
	'_pb.rb',
	'_grpc_pb.js',
	'_grpc_pb.d.ts',
	'.pulsar.go',
	'.twirp.go',
	'.connect.go',
	'_ffjson.go',
	'_easyjson.go',
	'.g.dart',
	'.freezed.dart',
	'.gr.dart',
	'.mocks.dart',
	'.designer.cs',
	'.designer.vb',
	'.g.cs',
	'.g.i.cs',
	'.generated.cs',
	'.assemblyinfo.cs',
	'.globalusings.g.cs',
	'.gen.go',
	'.generated.go',
	'.generated.ts',
	'.generated.js',
	'.gen.ts',
	'.gen.tsx',
	'.generated.tsx',
	'.generated.swift',
	'.generated.kt',
	'.generated.java',
	'_generated.h',
	'_generated.rs',
	'_generated.go',
	'_generated.ts',
	'.js.map',
	'.css.map',
	'.mjs.map',
	'.cjs.map',
	'.d.ts.map',
	'.ts.map',
	'.snap',
	'.tsbuildinfo',
	'.pbxproj',
	'.xcworkspacedata',
	'.xcscheme',
	'.storyboardc',
	'.lex.c',
	'.tab.c',
	'.tab.h',
	'.yy.c',
	'.moc.cpp',
	'.eslintcache',
];

/** Whole names that generators give. */
export const GENERATED_FILES = new Set([
	'.pnp.cjs',
	'.pnp.js',
	'.pnp.loader.mjs',
	'lex.yy.c',
	'y.tab.c',
	'y.tab.h',
	'bindata.go',
	'bindata_assetfs.go',
	'.yarn-integrity',
	'.modules.yaml',
	'generatedpluginregistrant.java',
]);
