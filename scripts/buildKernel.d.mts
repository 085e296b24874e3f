export function generateKernel(this: void): Promise<string>;
