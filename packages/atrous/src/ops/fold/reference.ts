/** @file Unfold and fold in plain loops: the definitions. Both visit the same (tap, block) pairs. */

import type { FoldGeometry } from '../../geometry/fold.js';
import { inputOfTap, outputsOfTap } from '../../geometry/taps.js';
import type { Cells, NumberArray } from '../../tensor/element.js';

/** What a row of columns has in common with the image: `count` elements, `step` apart there and 1 apart here. */
type Visit = (image: number, column: number, count: number, step: number) => void;

/**
 * Visits every run of elements that plane and columns share, padding left out. Row `kh·kW + kw` of the columns holds
 * tap (kh, kw) of all blocks, row-major.
 */
function eachRun({ image, blocks, windows }: FoldGeometry, visit: Visit): void {
  const [H, W] = image as [number, number];
  const [outH, outW] = blocks as [number, number];
  const [rows, cols] = windows as [FoldGeometry['windows'][0], FoldGeometry['windows'][0]];
  for (let kh = 0; kh < rows.kernel; kh++) {
    const high = outputsOfTap(kh, H, rows, outH);
    for (let kw = 0; kw < cols.kernel; kw++) {
      const wide = outputsOfTap(kw, W, cols, outW);
      const row = (kh * cols.kernel + kw) * outH * outW;
      for (let oh = high.start; oh < high.end; oh++) {
        const from = inputOfTap(oh, kh, rows) * W + inputOfTap(wide.start, kw, cols);
        visit(from, row + oh * outW + wide.start, wide.end - wide.start, cols.stride);
      }
    }
  }
}

/** Elements of one channel: of its image, and of its rows in the columns. */
function channelSizes({ image, blocks, windows }: FoldGeometry): { plane: number; columns: number } {
  return {
    plane: image[0]! * image[1]!,
    columns: windows[0]!.kernel * windows[1]!.kernel * blocks[0]! * blocks[1]!,
  };
}

/**
 * Copies blocks into columns; places that read padding keep their zero.
 *
 * @param x  [batch, C, H, W]
 * @param y  [batch, C·kH·kW, blocks], zeros at first
 */
export function unfoldReference(x: Cells, y: Cells, geometry: FoldGeometry): void {
  const { plane, columns } = channelSizes(geometry);
  let from = 0;
  let to = 0;
  const copy: Visit = (image, column, count, step) => {
    for (let n = 0; n < count; n++) y[to + column + n] = x[from + image + n * step]!;
  };
  for (let c = 0; c < geometry.batch * geometry.channels; c++, from += plane, to += columns) eachRun(geometry, copy);
}

/**
 * Adds columns up into images; what lies in the padding is dropped.
 *
 * @param x  [batch, C·kH·kW, blocks]
 * @param y  [batch, C, H, W], written
 */
export function foldReference(x: NumberArray, y: NumberArray, geometry: FoldGeometry): void {
  const { plane, columns } = channelSizes(geometry);
  const sums = new Float64Array(plane);
  let from = 0;
  const add: Visit = (image, column, count, step) => {
    for (let n = 0; n < count; n++) sums[image + n * step]! += x[from + column + n]!;
  };
  for (let c = 0; c < geometry.batch * geometry.channels; c++, from += columns) {
    sums.fill(0);
    eachRun(geometry, add);
    y.set(sums, c * plane);
  }
}
