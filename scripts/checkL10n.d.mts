export declare function usedTexts(): Set<string>;
export declare function checkBundle(language: string, used?: Set<string>): string[];
