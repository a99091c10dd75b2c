/** @file Fractional max pooling in plain loops: the definition. */

import { fractionalStart } from '../../geometry/fractional-pool.js';
import type { NumberArray } from '../../tensor/element.js';
import { maxPoolPlane } from '../max-pool/reference.js';
import { asVolume, type AxisWindows, countWindows, planeSize } from '../pool-windows.js';

/** One spatial axis, and which of a plane's samples moves its windows. */
export interface FractionalAxis {
  readonly size: number;
  readonly kernel: number;
  readonly count: number;
  readonly sample: number;
}

/**
 * The maximum of every window, whose starts follow from one sample per plane and axis (`fractionalStart`).
 *
 * Ties, NaN and indices are those of `maxPoolReference`.
 *
 * @param x        [planes, …sizes]
 * @param samples  [planes, axes], in [0, 1)
 * @param y        [planes, …counts], written
 * @param indices  as `y`: positions in the plane; or null where nobody asks
 * @param round    to the element type of `x`
 */
export function fractionalMaxPoolReference(
  x: NumberArray,
  samples: NumberArray,
  y: NumberArray,
  indices: Int32Array | null,
  planes: number,
  axes: readonly FractionalAxis[],
  round: (value: number) => number,
): void {
  const windows = axes.map(emptyWindows);
  const volume = asVolume(windows);
  const [plane, count] = [planeSize(volume), countWindows(volume)];
  for (let p = 0; p < planes; p++) {
    for (let i = 0; i < axes.length; i++)
      placeWindows(windows[i]!, axes[i]!, samples[p * axes.length + axes[i]!.sample]!, round);
    maxPoolPlane(x, y, indices, p * plane, p * count, volume, -Infinity);
  }
}

const emptyWindows = ({ size, count }: FractionalAxis): AxisWindows => ({
  size,
  start: new Int32Array(count),
  end: new Int32Array(count),
  step: 1,
});

function placeWindows(
  { start, end }: AxisWindows,
  { size, kernel, count }: FractionalAxis,
  sample: number,
  round: (value: number) => number,
): void {
  for (let j = 0; j < count; j++) {
    start[j] = fractionalStart(j, sample, size, kernel, count, round);
    end[j] = start[j]! + kernel;
  }
}
