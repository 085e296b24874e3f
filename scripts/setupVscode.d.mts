export declare const CHROMIUM: string;
export declare function cacheDir(): string;
export declare function codeServerEntry(): string;
export declare function codeServerNode(): string;
export declare function setupVscode(): void;
