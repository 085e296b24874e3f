declare module 'upng-js' {
	interface Image {
		readonly width: number;
		readonly height: number;
	}
	const UPNG: {
		decode(bytes: ArrayBuffer): Image;
		/** One RGBA buffer a frame. */
		toRGBA8(image: Image): ArrayBuffer[];
		/** @param colours 0 keeps all. @param delays milliseconds a frame. */
		encode(
			frames: readonly ArrayBuffer[],
			width: number,
			height: number,
			colours: number,
			delays?: readonly number[],
		): ArrayBuffer;
	};
	export default UPNG;
}
