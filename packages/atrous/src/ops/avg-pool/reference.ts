/** @file Average pooling in plain loops: the definition. */

import type { NumberArray } from '../../tensor/element.js';
import { type Axes, countWindows, planeSize } from '../pool-windows.js';

/** Cells that each output of one axis is divided by; the product over the axes is the divisor. */
export type Divisors = readonly [Int32Array, Int32Array, Int32Array];

/**
 * The sum over every window, divided.
 *
 * @param x         [planes, D, H, W]
 * @param y         [planes, outD, outH, outW], written
 * @param divisors  per axis, or one number for all windows
 */
export function avgPoolReference(
  x: NumberArray,
  y: NumberArray,
  planes: number,
  axes: Axes,
  divisors: Divisors | number,
): void {
  const plane = planeSize(axes);
  const count = countWindows(axes);
  for (let p = 0; p < planes; p++) avgPoolPlane(x, y, p * plane, p * count, axes, divisors);
}

/** One plane, which begins at `from` in `x` and at `to` in `y`. */
function avgPoolPlane(
  x: NumberArray,
  y: NumberArray,
  from: number,
  to: number,
  [D, H, W]: Axes,
  divisors: Divisors | number,
): void {
  let out = to;
  for (let od = 0; od < D.start.length; od++) {
    for (let oh = 0; oh < H.start.length; oh++) {
      for (let ow = 0; ow < W.start.length; ow++, out++) {
        const w0 = W.start[ow]!;
        const w1 = W.end[ow]!;
        let sum = 0;
        for (let d = D.start[od]!; d < D.end[od]!; d++) {
          for (let h = H.start[oh]!; h < H.end[oh]!; h++) {
            const row = from + (d * H.size + h) * W.size;
            for (let i = row + w0; i < row + w1; i++) sum += x[i]!;
          }
        }
        y[out] =
          sum / (typeof divisors === 'number' ? divisors : divisors[0][od]! * divisors[1][oh]! * divisors[2][ow]!);
      }
    }
  }
}

/**
 * The adjoint: every value, divided, is added to each element that its window reads.
 *
 * @param y  [planes, outD, outH, outW]
 * @param x  [planes, D, H, W], written
 */
export function avgPoolAdjointReference(
  y: NumberArray,
  x: NumberArray,
  planes: number,
  axes: Axes,
  divisors: Divisors | number,
): void {
  const plane = planeSize(axes);
  const count = countWindows(axes);
  const sums = new Float64Array(plane);
  for (let p = 0; p < planes; p++) {
    sums.fill(0);
    addPlane(y, sums, p * count, axes, divisors);
    x.set(sums, p * plane);
  }
}

/** One plane, which begins at `from` in `y`. */
function addPlane(
  y: NumberArray,
  sums: Float64Array,
  from: number,
  [D, H, W]: Axes,
  divisors: Divisors | number,
): void {
  let out = from;
  for (let od = 0; od < D.start.length; od++) {
    for (let oh = 0; oh < H.start.length; oh++) {
      for (let ow = 0; ow < W.start.length; ow++, out++) {
        const w0 = W.start[ow]!;
        const w1 = W.end[ow]!;
        const share =
          y[out]! / (typeof divisors === 'number' ? divisors : divisors[0][od]! * divisors[1][oh]! * divisors[2][ow]!);
        for (let d = D.start[od]!; d < D.end[od]!; d++) {
          for (let h = H.start[oh]!; h < H.end[oh]!; h++) {
            const row = (d * H.size + h) * W.size;
            for (let i = row + w0; i < row + w1; i++) sums[i]! += share;
          }
        }
      }
    }
  }
}
