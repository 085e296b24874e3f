import { isAscii } from 'node:buffer';
import type { SkipReason } from '../../shared/types';

export type Encoding = 'utf8' | 'utf8-bom' | 'utf16le' | 'utf16be';

export type Decoded =
	| {
			readonly ok: true;
			/** Without the byte order mark. */
			readonly text: string;
			readonly encoding: Encoding;
			/** Bytes that are not UTF-8 were replaced by U+FFFD. */
			readonly lossy: boolean;
	  }
	| { readonly ok: false; readonly reason: SkipReason; readonly detail: string };

/** Share of bytes that may be wrong in a file still worth reading: a few Latin-1 comments, say. */
const MAX_BAD = 0.02;
/** In a small file, a few wrong bytes are many in a hundred: this many are always let pass, up to `MAX_BAD_SMALL`. */
const FEW_BAD = 8;
const MAX_BAD_SMALL = 0.2;
/** Share of control characters above which bytes are not text. */
const MAX_CONTROL = 0.05;
/** Bytes looked at for control characters: what is binary shows it early, or has NULs. */
const CONTROL_SAMPLE = 16_384;

// A decoder keeps no state between calls without `stream`, so one of each serves for all files.
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lossyUtf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const utf16le = new TextDecoder('utf-16le', { fatal: true, ignoreBOM: true });
const utf16be = new TextDecoder('utf-16be', { fatal: true, ignoreBOM: true });

/** Decodes UTF-8, or UTF-16 with a byte order mark; anything else is binary or wrongly encoded. */
export function decodeText(bytes: Uint8Array): Decoded {
	if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeUtf16(bytes.subarray(2), 'utf16le');
	if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeUtf16(bytes.subarray(2), 'utf16be');
	const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
	const body = bom ? bytes.subarray(3) : bytes;
	const nul = body.indexOf(0);
	if (nul >= 0) return notText('binary', `a NUL byte at offset ${nul + (bom ? 3 : 0)}`);
	if (controlShare(body) > MAX_CONTROL) return notText('binary', 'many control characters');
	const encoding = bom ? 'utf8-bom' : 'utf8';
	if (isAscii(body)) {
		// Most of code, in a third of the time.
		const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1');
		return { ok: true, text, encoding, lossy: false };
	}
	try {
		return { ok: true, text: strictUtf8.decode(body), encoding, lossy: false };
	} catch {
		const text = lossyUtf8.decode(body);
		const bad = countReplacements(text);
		const allowed = Math.max(MAX_BAD * body.length, Math.min(FEW_BAD, MAX_BAD_SMALL * body.length));
		if (bad <= allowed) return { ok: true, text, encoding, lossy: true };
		return notText(
			'bad-encoding',
			`it is neither UTF-8 nor UTF-16 with a mark (${bad} bad places)`,
		);
	}
}

function decodeUtf16(body: Uint8Array, encoding: 'utf16le' | 'utf16be'): Decoded {
	let text: string;
	try {
		text = (encoding === 'utf16le' ? utf16le : utf16be).decode(body);
	} catch {
		return notText('bad-encoding', 'it has a UTF-16 mark, but is not UTF-16');
	}
	// UTF-32 begins with the same mark; every other character is then a NUL.
	if (text.includes('\0')) return notText('binary', 'NUL characters');
	return { ok: true, text, encoding, lossy: false };
}

function notText(reason: SkipReason, detail: string): Decoded {
	return { ok: false, reason, detail };
}

/** Share of C0 controls that no text has: not tab, line ends, form feed, backspace, escape. */
function controlShare(bytes: Uint8Array): number {
	const length = Math.min(bytes.length, CONTROL_SAMPLE);
	if (length === 0) return 0;
	let controls = 0;
	for (let i = 0; i < length; i++) {
		const b = bytes[i] ?? 0;
		if (b < 32 && b !== 9 && b !== 10 && b !== 13 && b !== 12 && b !== 8 && b !== 27) controls++;
	}
	return controls / length;
}

/** Overcounts a file that holds U+FFFD itself; such a file is damaged already. */
function countReplacements(text: string): number {
	let count = 0;
	for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) count++;
	return count;
}
