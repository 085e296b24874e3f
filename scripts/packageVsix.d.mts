export declare function packageVsix(target?: string, out?: string): string;
