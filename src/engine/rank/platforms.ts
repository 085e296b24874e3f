/** Words by which a path says for which platform its code is. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
	windows: ['win', 'win32', 'win64', 'windows', 'mingw', 'msvc', 'cygwin'],
	darwin: ['darwin', 'macos', 'osx'],
	linux: ['linux'],
	bsd: ['bsd', 'freebsd', 'openbsd', 'netbsd', 'dragonfly'],
	solaris: ['sunos', 'solaris', 'illumos'],
	aix: ['aix', 'ibmi'],
	zos: ['os390', 'zos'],
	android: ['android'],
	ios: ['ios'],
	haiku: ['haiku'],
};
const PLATFORM_OF: ReadonlyMap<string, string> = new Map(
	Object.entries(WORDS).flatMap(([platform, words]) =>
		words.map((word): [string, string] => [word, platform]),
	),
);
const HERE: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
	linux: 'linux',
	darwin: 'darwin',
	win32: 'windows',
	freebsd: 'bsd',
	openbsd: 'bsd',
	netbsd: 'bsd',
	sunos: 'solaris',
	aix: 'aix',
	android: 'android',
	haiku: 'haiku',
};

/** Platforms that a text names by a whole word: `src/win/udp.c` → windows, `proc_linux.go` → linux. */
export function platformsIn(text: string): string[] {
	const found = new Set<string>();
	for (const word of text.toLowerCase().split(/[^a-z\d]+/)) {
		const platform = PLATFORM_OF.get(word);
		if (platform !== undefined) found.add(platform);
	}
	return [...found];
}

/**
 * Whether code is for other platforms than the machine's alone.
 * @param platforms Of its path, see `platformsIn`. @param asked Those that the question names.
 */
export function isElsewhere(
	platforms: readonly string[],
	asked: readonly string[],
	machine: NodeJS.Platform = process.platform,
): boolean {
	if (platforms.length === 0) return false;
	const here = HERE[machine];
	return !platforms.some(platform => platform === here || asked.includes(platform));
}
