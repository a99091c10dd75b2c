/** @file Calls of convolution and transposed convolution. */

import { convGeometry } from '../../conv.js';
import { convTransposeGeometry, outputPaddingFor } from '../../conv-transpose.js';
import { padGeometry } from '../../pad.js';
import { outputsOfTap } from '../../taps.js';
import type { Rank, Shape, Window } from '../../types.js';
import { transposedAxis, windowAxis } from '../axes.js';
import { type ConvArgs, convTransposeWeight, convWeight, paddingAmounts } from '../conv.js';
import { product } from '../../product.js';
import { call, type CallRule, type Macs, ranks } from '../rule.js';

function windows(a: ConvArgs): Window[] {
  return paddingAmounts(a).map(([padBefore, padAfter], axis) => ({
    kernel: a.kernelSize[axis]!,
    stride: a.stride[axis]!,
    padBefore,
    padAfter,
    dilation: a.dilation[axis]!,
  }));
}

const biasShape = (a: ConvArgs): number[] | null => (a.bias ? [a.outChannels] : null);

/** Pairs of a position and a tap that meet an element, product over the axes. */
function meetings(sizes: Shape, counts: Shape, wins: readonly Window[]): number {
  return product(
    wins.map((window, axis) => {
      let sum = 0;
      for (let t = 0; t < window.kernel; t++) {
        const { start, end } = outputsOfTap(t, sizes[axis]!, window, counts[axis]!);
        sum += Math.max(0, end - start);
      }
      return sum;
    }),
  );
}

/**
 * `positions` slide (outputs of a convolution, inputs of a transposed one) over `others`;
 * each does one product per channel of the other side in its group and per tap.
 */
function macs(a: ConvArgs, positions: Shape, others: Shape, otherChannels: number, output: Shape): Macs {
  const rank = a.kernelSize.length;
  const rows = product(positions.slice(0, -rank)) * (otherChannels / a.groups);
  const nominal = rows * product(positions.slice(-rank)) * product(a.kernelSize);
  // Copies of real cells fill the padding of the other modes.
  const real = a.paddingMode === 'zeros';
  return {
    nominal,
    withBias: nominal + (a.bias ? product(output) : 0),
    effective: real ? rows * meetings(others.slice(-rank), positions.slice(-rank), windows(a)) : nominal,
  };
}

const conv = (rank: Rank): CallRule =>
  call<ConvArgs>({
    output(a, input) {
      const { stride, padding, dilation, groups, paddingMode: mode } = a;
      const zeros = mode === 'zeros';
      const padded = zeros ? input : padGeometry(input, paddingAmounts(a).reverse().flat(), mode).shape;
      const options = { stride, padding: zeros ? padding : 0, dilation, groups };
      return convGeometry(rank, padded, convWeight(a), biasShape(a), options).shape;
    },
    windows,
    macs: (a, input, output) => macs(a, output, input, a.inChannels, output),
    reads: (a, input) =>
      windows(a).map((window, axis) => {
        const mode = a.paddingMode === 'zeros' ? 'constant' : a.paddingMode;
        return windowAxis(input[input.length - rank + axis]!, window, mode);
      }),
  });

const convTranspose = (rank: Rank): CallRule =>
  call<ConvArgs>({
    output(a, input, given) {
      const { kernelSize, stride, dilation, groups } = a;
      const padding = a.padding as number[];
      const outputPadding = given?.outputSize
        ? outputPaddingFor(rank, input, given.outputSize, { kernelSize, stride, padding, dilation })
        : a.outputPadding!;
      const options = { stride, padding, outputPadding, groups, dilation };
      return convTransposeGeometry(rank, input, convTransposeWeight(a), biasShape(a), options).shape;
    },
    windows,
    macs: (a, input, output) => macs(a, input, output, a.outChannels, output),
    reads: (a, input) => windows(a).map((window, axis) => transposedAxis(input[input.length - rank + axis]!, window)),
  });

export const CONV_CALLS: Readonly<Record<string, CallRule>> = {
  ...ranks('Conv', conv),
  ...ranks('ConvTranspose', convTranspose),
};
