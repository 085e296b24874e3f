export declare function readmeWithTables(text?: string): Promise<string>;
