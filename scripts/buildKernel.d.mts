export function generateKernels(this: void): Promise<{ path: string; text: string }[]>;
