/** What is used of gifenc, which brings no types. */
declare module 'gifenc' {
  export type Palette = readonly (readonly number[])[];

  export interface FrameOptions {
    readonly palette?: Palette;
    /** In milliseconds. */
    readonly delay: number;
    readonly transparent?: boolean;
    readonly transparentIndex?: number;
    /** 1: the frame stays, and the next one is drawn over it. */
    readonly dispose: number;
    /** 0: for ever. */
    readonly repeat?: number;
  }

  export interface Encoder {
    writeFrame(index: Uint8Array, width: number, height: number, options: FrameOptions): void;
    finish(): void;
    /** A copy of what is written. */
    bytes(): Uint8Array<ArrayBuffer>;
    /** What is written, not copied. */
    bytesView(): Uint8Array;
  }

  export interface Gifenc {
    GIFEncoder(): Encoder;
    quantize(rgba: Uint8Array, colours: number, options: { readonly format: 'rgb565' }): number[][];
  }

  const all: Gifenc;
  export default all;
}
