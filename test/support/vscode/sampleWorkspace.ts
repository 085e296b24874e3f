import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const FILES: Readonly<Record<string, string>> = {
	'src/upload/uploadQueue.ts': `import { delayFor } from '../net/backoff';

export interface Upload {
	readonly id: string;
	tries: number;
}

/** Keeps uploads until the server has taken them. */
export class UploadQueue {
	private readonly waiting: Upload[] = [];

	/** Puts uploads that failed back in line, each after a growing pause. */
	async retryFailed(batch: Upload[]): Promise<void> {
		for (const upload of batch) {
			upload.tries++;
			await new Promise(resolve => setTimeout(resolve, delayFor(upload.tries)));
			this.waiting.push(upload);
		}
	}

	get size(): number {
		return this.waiting.length;
	}
}
`,
	'src/net/backoff.ts': `/** Exponential back-off: doubles the pause with each try, at most a minute. */
export function delayFor(tries: number): number {
	return Math.min(60_000, 100 * 2 ** tries);
}
`,
	'src/auth/token.ts': `/** True once the clock has passed the expiry time of the session token. */
export function isExpired(token: { exp: number }, now = Date.now()): boolean {
	return token.exp * 1000 < now;
}

export function refreshLogin(id: string): Promise<string> {
	return fetch('/login/refresh?id=' + encodeURIComponent(id)).then(answer => answer.text());
}
`,
	'worker/jobs/outbox.py': `"""Sends what waited while the machine was offline."""


def drain_outbox(messages, send):
    """Send every queued message once the network is back."""
    for message in messages:
        send(message)


class RateLimiter:
    """Token bucket that slows down clients which ask too often."""

    def __init__(self, per_second):
        self.per_second = per_second

    def allow(self, now):
        return now >= 1 / self.per_second
`,
	'cmd/server/main.go': `package main

import "net/http"

// healthHandler answers load balancers that ask whether the server is alive.
func healthHandler(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusOK)
}

func main() {
	http.HandleFunc("/health", healthHandler)
	_ = http.ListenAndServe(":8080", nil)
}
`,
	'styles/theme.css': `.toolbar { display: flex; gap: 8px; }\n.toolbar button:hover { background: var(--hover); }\n`,
	'docs/guide.md': `# Guide\n\n## Deploying\n\nBuild the image, push it to the registry and roll it out.\n`,
	'src/evil.ts': `// <img src=x onerror=alert(1)> \u001b[31mred\u001b[0m\nexport function evilMarkup(): string {\n\treturn '<img src=x onerror="alert(1)"><script>alert(2)</script>';\n}\n`,
	'.gitignore': 'ignored/\n*.log\n',
	'ignored/secretPlan.ts': 'export function secretPlanNobodyFinds() {\n\treturn 1;\n}\n',
};

/** A small project with git history; the same each time. */
export function writeSampleWorkspace(folder: string): void {
	for (const [path, text] of Object.entries(FILES)) {
		mkdirSync(dirname(join(folder, path)), { recursive: true });
		writeFileSync(join(folder, path), text);
	}
	git(folder, 'init', '-q', '-b', 'main');
	git(folder, 'add', '-A');
	git(folder, 'commit', '-q', '-m', 'First');
}

export function git(folder: string, ...args: readonly string[]): string {
	const identity = [
		'-c',
		'user.name=Test',
		'-c',
		'user.email=test@example.com',
		'-c',
		'commit.gpgsign=false',
	];
	return execFileSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' });
}
