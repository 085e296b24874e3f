export declare const TARGETS: Readonly<Record<string, { readonly onnx?: string }>>;
export declare function hostTarget(): string;
export declare function modulesOf(target: string, modules: string, hnsw?: boolean): string[];
