export interface ZipEntry {
	readonly name: string;
	/** DOS time and date. */
	readonly time: number;
	readonly crc: number;
	readonly packed: number;
	readonly size: number;
	readonly mode: number;
}
export interface SizeReport {
	readonly total: number;
	readonly parts: readonly {
		readonly part: string;
		readonly packed: number;
		readonly size: number;
		readonly files: number;
	}[];
}
export declare const BUDGETS: Readonly<Record<string, number>>;
export declare function zipEntries(file: string): ZipEntry[];
export declare function sizeReport(file: string): SizeReport;
export declare function sizeTable(report: SizeReport): string;
