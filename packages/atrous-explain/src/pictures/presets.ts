/** @file Classic 3 × 3 filters by name, as weights of a 2-d convolution. */

interface Filter {
  readonly rows: readonly (readonly [number, number, number])[];
  readonly divisor: number;
}

const filter = (rows: Filter['rows'], divisor = 1): Filter => ({ rows, divisor });

/** A name may stand for several filters, taken in turn. */
export const PRESETS: Readonly<Record<string, readonly Filter[]>> = {
  sobel: [
    filter([
      [-1, 0, 1],
      [-2, 0, 2],
      [-1, 0, 1],
    ]),
    filter([
      [-1, -2, -1],
      [0, 0, 0],
      [1, 2, 1],
    ]),
  ],
  laplace: [
    filter([
      [0, 1, 0],
      [1, -4, 1],
      [0, 1, 0],
    ]),
  ],
  sharpen: [
    filter([
      [0, -1, 0],
      [-1, 5, -1],
      [0, -1, 0],
    ]),
  ],
  emboss: [
    filter([
      [-2, -1, 0],
      [-1, 1, 1],
      [0, 1, 2],
    ]),
  ],
  box: [
    filter(
      [
        [1, 1, 1],
        [1, 1, 1],
        [1, 1, 1],
      ],
      9,
    ),
  ],
  gauss: [
    filter(
      [
        [1, 2, 1],
        [2, 4, 2],
        [1, 2, 1],
      ],
      16,
    ),
  ],
  outline: [
    filter([
      [-1, -1, -1],
      [-1, 8, -1],
      [-1, -1, -1],
    ]),
  ],
  identity: [
    filter([
      [0, 0, 0],
      [0, 1, 0],
      [0, 0, 0],
    ]),
  ],
};

/** Whether kernels of a weight [O, I, kH, kW] have room for the filters. */
export const hasRoom = ([, , kh = 0, kw = 0]: readonly number[]): boolean => kh >= 3 && kw >= 3;

/**
 * Weights [O, I, kH, kW] whose filters are the named ones in turn, each acting on the mean of its input channels.
 * Larger kernels hold the 3 × 3 filter in their middle.
 *
 * @param names  keys of `PRESETS`
 * @param shape  with kernels of at least 3 × 3, see `hasRoom`
 */
export function presetWeights(names: readonly string[], shape: readonly number[]): Float32Array {
  const [out, into, kh, kw] = shape as [number, number, number, number];
  const filters = names.flatMap((name) => PRESETS[name]!);
  const weights = new Float32Array(out * into * kh * kw);
  const [top, left] = [Math.floor((kh - 3) / 2), Math.floor((kw - 3) / 2)];
  for (let o = 0; o < out; o++) {
    const { rows, divisor } = filters[o % filters.length]!;
    for (let i = 0; i < into; i++)
      for (let y = 0; y < 3; y++)
        for (let x = 0; x < 3; x++)
          weights[((o * into + i) * kh + top + y) * kw + left + x] = rows[y]![x]! / (into * divisor);
  }
  return weights;
}
