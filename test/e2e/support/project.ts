import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A small project in several languages. Questions about it share no word with the code that answers them. */
const FILES: Readonly<Record<string, string>> = {
	'auth/credentials.py': `import hashlib
import hmac
import os


def derive_digest(secret: str, salt: bytes) -> bytes:
    """Stretch a login secret with PBKDF2 so that it can be stored safely."""
    return hashlib.pbkdf2_hmac("sha256", secret.encode(), salt, 600_000)


def matches(secret: str, salt: bytes, stored: bytes) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(derive_digest(secret, salt), stored)


class TokenIssuer:
    """Hands out short-lived bearer tokens."""

    def __init__(self, lifetime_seconds: int = 900):
        self.lifetime_seconds = lifetime_seconds

    def issue(self, user_id: str) -> str:
        return f"{user_id}:{os.urandom(16).hex()}"
`,
	'net/backoff.ts': `/** Waits longer after each failure, up to a cap. */
export function delayFor(attempt: number, baseMs = 100, capMs = 30_000): number {
	return Math.min(capMs, baseMs * 2 ** attempt);
}

/** Calls the function until it succeeds or the attempts are used up. */
export async function persistently<T>(call: () => Promise<T>, attempts = 5): Promise<T> {
	for (let attempt = 0; ; attempt++) {
		try {
			return await call();
		} catch (error) {
			if (attempt + 1 >= attempts) throw error;
			await new Promise(resolve => setTimeout(resolve, delayFor(attempt)));
		}
	}
}
`,
	'cache/lru.go': `package cache

import "container/list"

// LRU keeps the entries that were touched last.
type LRU struct {
	capacity int
	order    *list.List
	items    map[string]*list.Element
}

type entry struct {
	key   string
	value []byte
}

// Put stores a value and evicts the stalest entry when the capacity is exceeded.
func (c *LRU) Put(key string, value []byte) {
	if element, ok := c.items[key]; ok {
		element.Value.(*entry).value = value
		c.order.MoveToFront(element)
		return
	}
	c.items[key] = c.order.PushFront(&entry{key, value})
	if c.order.Len() > c.capacity {
		oldest := c.order.Back()
		c.order.Remove(oldest)
		delete(c.items, oldest.Value.(*entry).key)
	}
}
`,
	'billing/Invoice.java': `package billing;

import java.math.BigDecimal;
import java.util.List;

/** An invoice with its positions. */
public class Invoice {
    private final List<Position> positions;

    public Invoice(List<Position> positions) {
        this.positions = positions;
    }

    /** Adds up all positions and the value added tax. */
    public BigDecimal grossTotal(BigDecimal taxRate) {
        BigDecimal net = positions.stream().map(Position::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
        return net.add(net.multiply(taxRate));
    }
}
`,
	'docs/operations.md': `# Operations

## Rolling out a release

Build the image, push it to the registry and let the canary take five percent of the traffic for ten minutes.

## Restoring a backup

Stop the writers, copy the latest snapshot into place and replay the journal.
`,
	'.gitignore': 'build/\n*.log\n',
	'build/output.js': 'export const builtArtefact = 1;\n',
	'server.log': 'nothing to see\n',
	'.env': 'API_KEY=FAKE_SECRET_MUST_NOT_BE_INDEXED\n',
	'node_modules/left/index.js': 'export function dependencyFunction() { return 1; }\n',
};

/** Writes the project below a folder. */
export function writeProject(root: string): void {
	for (const [path, text] of Object.entries(FILES)) writeFile(root, path, text);
}

export function writeFile(root: string, path: string, text: string): void {
	mkdirSync(dirname(join(root, path)), { recursive: true });
	writeFileSync(join(root, path), text);
}

/** Many small files, for tests that need an index run to last a while. */
export function writeManyFiles(root: string, count: number): void {
	const verbs = [
		'parse',
		'render',
		'merge',
		'validate',
		'encode',
		'schedule',
		'resolve',
		'compress',
	];
	const nouns = [
		'header',
		'matrix',
		'ticket',
		'session',
		'polygon',
		'journal',
		'cluster',
		'voucher',
	];
	for (let i = 0; i < count; i++) {
		const verb = verbs[i % verbs.length] ?? '';
		const noun = nouns[Math.floor(i / verbs.length) % nouns.length] ?? '';
		const name = `${verb}${noun.charAt(0).toUpperCase()}${noun.slice(1)}${i}`;
		writeFile(
			root,
			`src/part${i % 50}/${name}.ts`,
			`/** Tries to ${verb} the ${noun} number ${i} of the ${nouns[i % 7] ?? ''}. */\nexport function ${name}(${noun}: string[], limit = ${i}): string {\n\tconst ${verb}ed = ${noun}.filter(item => item.length > limit);\n\treturn ${verb}ed.join('${noun}-${i}');\n}\n`,
		);
	}
}
