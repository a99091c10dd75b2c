/** @file Max pooling in plain loops: the definition. */

import type { NumberArray } from '../../tensor/element.js';
import { type Axes, countWindows, planeSize } from '../pool-windows.js';

/**
 * The maximum of every window.
 *
 * Windows are read row-major (D, H, W); the first of equal maxima wins, a NaN wins over everything, and of several NaNs
 * the last. A window that reads nothing (a dilated one can step over the whole input) gives `lowest` and an index one
 * past the plane, which nothing can be written to by mistake.
 *
 * @param x        [planes, D, H, W]
 * @param y        [planes, outD, outH, outW], written
 * @param indices  as `y`: positions in the plane, `d·H·W + h·W + w`; or null where nobody asks
 * @param lowest   what nothing is below: −∞, or the smallest integer of the type
 */
export function maxPoolReference(
  x: NumberArray,
  y: NumberArray,
  indices: Int32Array | null,
  planes: number,
  axes: Axes,
  lowest: number,
): void {
  const plane = planeSize(axes);
  const count = countWindows(axes);
  for (let p = 0; p < planes; p++) maxPoolPlane(x, y, indices, p * plane, p * count, axes, lowest);
}

/** One plane, which begins at `from` in `x` and at `to` in `y`. */
export function maxPoolPlane(
  x: NumberArray,
  y: NumberArray,
  indices: Int32Array | null,
  from: number,
  to: number,
  axes: Axes,
  lowest: number,
): void {
  const [D, H, W] = axes;
  const outside = planeSize(axes);
  let out = to;
  for (let od = 0; od < D.start.length; od++) {
    for (let oh = 0; oh < H.start.length; oh++) {
      for (let ow = 0; ow < W.start.length; ow++, out++) {
        const w0 = W.start[ow]!;
        const w1 = W.end[ow]!;
        let best = lowest;
        let at = -1;
        for (let d = D.start[od]!; d < D.end[od]!; d += D.step) {
          for (let h = H.start[oh]!; h < H.end[oh]!; h += H.step) {
            const row = (d * H.size + h) * W.size;
            for (let i = row + w0; i < row + w1; i += W.step) {
              const value = x[from + i]!;
              // The second test is for NaN, which is not greater than anything.
              if (value > best || value !== value || at < 0) {
                best = value;
                at = i;
              }
            }
          }
        }
        y[out] = best;
        if (indices !== null) indices[out] = at < 0 ? outside : at;
      }
    }
  }
}
