import * as vscode from 'vscode';
import { Emitter, type Disposable } from '../shared/lifecycle';
import { redact } from '../shared/redact';
import { LOG_LEVELS, type LogLevel, type Logger } from '../shared/log';

export interface LogRecord {
	readonly level: LogLevel;
	readonly message: string;
}

export interface ExtensionLog extends Logger, Disposable {
	show(): void;
	setLevel(level: LogLevel): void;
	/** Each record that is written. */
	readonly onDidLog: (listener: (record: LogRecord) => void) => Disposable;
	/** Last lines, for the diagnostics. */
	tail(): readonly string[];
}

const TAIL_LINES = 60;

/** The log that "Open Log" shows. Paths and numbers only: neither questions nor file contents are written. */
export function createLog(): ExtensionLog {
	const channel = vscode.window.createOutputChannel('Lodestone', { log: true });
	const tail: string[] = [];
	const records = new Emitter<LogRecord>();
	let least = LOG_LEVELS.indexOf('info');
	return {
		log(level, message, fields = {}) {
			if (LOG_LEVELS.indexOf(level) < least) return;
			const rest = Object.entries(fields).map(([key, value]) => `${key}=${String(value)}`);
			const line = redact([message, ...rest].join(' '));
			tail.push(`${new Date().toISOString()} ${level} ${line}`);
			if (tail.length > TAIL_LINES) tail.shift();
			channel[level](line);
			records.fire({ level, message });
		},
		show: () => channel.show(true),
		setLevel(level) {
			least = LOG_LEVELS.indexOf(level);
		},
		onDidLog: records.event,
		tail: () => tail,
		dispose() {
			records.dispose();
			channel.dispose();
		},
	};
}
