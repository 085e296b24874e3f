export interface Shipped {
	readonly folder: string;
	readonly pkg: { readonly name: string; readonly version: string; readonly license?: unknown };
}
export declare function shippedPackages(): (Shipped & { readonly why: string })[];
export declare function grammarPackages(): (Shipped & { readonly languages: string[] })[];
