/** @file Classic 3 × 3 filters by name, as weights of a network's first convolution. */

import { EXIT, Failure } from '../failure.js';

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

/**
 * Weights [O, I, kH, kW] whose filters are the named ones in turn, each acting on the mean of its input channels.
 * Larger kernels hold the 3 × 3 filter in their middle.
 *
 * @throws Failure where the kernel is smaller than 3 × 3
 */
export function presetWeights(names: readonly string[], [out, into, kh, kw]: readonly number[]): Float32Array {
  const filters = names.flatMap((name) => PRESETS[name]!);
  if (out === undefined || into === undefined || kh === undefined || kw === undefined || kh < 3 || kw < 3)
    throw new Failure(
      EXIT.data,
      `--kernels ${names.join(',')} needs a first Conv2d of at least 3 × 3, but it is ${kh ?? 1} × ${kw ?? 1}`,
    );
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
