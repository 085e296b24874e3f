/** The files that the fixtures of released index formats were made from. Never change them: old fixtures know them by their hashes. */
export const FIXTURE_FILES: Readonly<Record<string, string>> = {
	'hash.py':
		'import hashlib\n\n\ndef digest(secret, salt):\n    """Stretches a password before it is stored."""\n    return hashlib.scrypt(secret, salt=salt, n=2**14, r=8, p=1)\n',
	'backoff.ts':
		'/** Waits longer after each failure, up to a cap. */\nexport function delayFor(attempt: number, baseMs = 100, capMs = 30_000): number {\n\treturn Math.min(capMs, baseMs * 2 ** attempt);\n}\n',
	'notes.md': '# Releases\n\nA release is made from main by a tag.\n',
};
