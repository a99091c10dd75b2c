/** @file What a picture is here: plain 8-bit sRGB pixels, rows from the top. */

export interface Picture {
  /** In pixels. */
  readonly height: number;
  /** In pixels. */
  readonly width: number;
  /** [height, width, 3], sRGB, row-major. */
  readonly rgb: Uint8Array;
}

/** A picture that can say what it shows. */
export interface Figure extends Picture {
  /** What the picture shows and how to read it, for the line under it. */
  readonly caption: string;
  /** The same for somebody who cannot see it. */
  readonly alt: string;
}

/** sRGB, 0…255. */
export type Colour = readonly [red: number, green: number, blue: number];
