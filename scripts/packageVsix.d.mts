export declare function buildBundles(): void;
export declare function packageVsix(target?: string, out?: string, build?: boolean): string;
