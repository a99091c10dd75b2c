/** @file The definition of convolution, which every faster version is tested against. */

import type { ConvGeometry } from '../../geometry/conv.js';
import { numel } from '../../tensor/tensor.js';
import { type NumberArray, type Planes, sumPlanes } from './planes.js';
import { regions } from './regions.js';

/**
 * Cross-correlation, the kernel not flipped, padding as exact zeros:
 *
 *     y[n, c, o] = bias[c] + Σ_j Σ_t weight[c, j, t] · x[n, G·(C/g) + j, o·stride − padBefore + dilation·t]
 *
 * where `G = ⌊c / (outChannels/g)⌋` is the group of output channel `c`.
 *
 * @param out     [N, outChannels, …output], written
 * @param x       [N, C, …input]
 * @param weight  [outChannels, C/g, …kernel]
 */
export function convReference(
  out: NumberArray,
  x: NumberArray,
  weight: NumberArray,
  bias: NumberArray | null,
  geometry: ConvGeometry,
): void {
  const { batch, groups, input, output, windows } = geometry;
  const taps = numel(windows.map((window) => window.kernel));
  const inChannels = geometry.inChannels / groups;
  const outChannels = geometry.outChannels / groups;
  const planes: Planes = {
    batch,
    groups,
    inChannels,
    outChannels,
    inPlane: numel(input),
    outPlane: numel(output),
    weightGroupStep: outChannels * inChannels * taps,
    weightOutStep: inChannels * taps,
    regions: regions(input, output, windows, 'counted', { count: inChannels, plane: numel(input), weightStep: taps }),
  };
  sumPlanes(out, x, weight, bias, planes);
}
