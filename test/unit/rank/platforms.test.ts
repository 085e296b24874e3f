import { describe, expect, it } from 'vitest';
import { isElsewhere, platformsIn } from '../../../src/engine/rank/platforms';

describe('platforms', () => {
	it('are named by whole words of a path', () => {
		expect(platformsIn('src/win/udp.c')).toEqual(['windows']);
		expect(platformsIn('os/proc_linux.go')).toEqual(['linux']);
		expect(platformsIn('src/bsd-ifaddrs.c')).toEqual(['bsd']);
		expect(platformsIn('src/Win32/Pipe.cs')).toEqual(['windows']);
		expect(platformsIn('src/window.ts')).toEqual([]);
		expect(platformsIn('src/winner.ts')).toEqual([]);
		expect(platformsIn('crypto/mac.go')).toEqual([]);
	});

	it('are elsewhere when neither the machine has them nor the question names them', () => {
		expect(isElsewhere(['windows'], [], 'linux')).toBe(true);
		expect(isElsewhere(['windows'], [], 'win32')).toBe(false);
		expect(isElsewhere(['windows'], ['windows'], 'linux')).toBe(false);
		expect(isElsewhere(['linux', 'darwin'], [], 'darwin')).toBe(false);
		expect(isElsewhere([], [], 'linux')).toBe(false);
		expect(isElsewhere(['linux'], ['windows'], 'win32')).toBe(true);
	});
});
