export declare const EPOCH_SECONDS: number;
export declare function stagePackage(options: {
	readonly root: string;
	readonly stage: string;
	readonly target: string;
	readonly extra: Readonly<Record<string, string>>;
}): void;
