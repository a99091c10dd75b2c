/** @file The definition of transposed convolution, which every faster version is tested against. */

import type { ConvGeometry } from '../../geometry/conv.js';
import { numel } from '../../tensor/tensor.js';
import { type NumberArray, type Planes, sumPlanes } from '../conv/planes.js';
import { regions } from '../conv/regions.js';

/**
 * The transpose of convolution with the same options: every input adds its kernel, scaled, to the output.
 *
 *     y[n, G·(out/g) + c, i·stride − padBefore + dilation·t] += x[n, j, i] · weight[j, c, t],   then + bias
 *
 * where `G = ⌊j / (C/g)⌋` is the group of input channel `j`; what falls outside the output is dropped.
 *
 * @param out     [N, outChannels, …output], written
 * @param x       [N, C, …input]
 * @param weight  [C, outChannels/g, …kernel]
 * @param geometry  whose windows slide over the output
 */
export function convTransposeReference(
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
    weightGroupStep: inChannels * outChannels * taps,
    weightOutStep: taps,
    regions: regions(output, input, windows, 'sized', {
      count: inChannels,
      plane: numel(input),
      weightStep: outChannels * taps,
    }),
  };
  sumPlanes(out, x, weight, bias, planes);
}
