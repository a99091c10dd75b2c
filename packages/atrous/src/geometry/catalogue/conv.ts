/** @file Convolution and transposed convolution. */

import { ArgumentError } from '../../errors.js';
import { convGeometry, samePadding } from '../conv.js';
import { convTransposeGeometry, outputPaddingFor } from '../conv-transpose.js';
import { type PadMode, padGeometry } from '../pad.js';
import { tuple } from '../python.js';
import { outputsOfTap } from '../taps.js';
import type { Rank, Shape, Window } from '../types.js';
import { transposedAxis, windowAxis } from './axes.js';
import { arg, layer, type LayerRule, type Macs, type ParameterShape, PLACE, product, ranks, repeated } from './rule.js';

type ConvArgs = {
  inChannels: number;
  outChannels: number;
  kernelSize: number[];
  stride: number[];
  padding: number[] | 'same' | 'valid';
  outputPadding?: number[];
  dilation: number[];
  groups: number;
  bias: boolean;
  paddingMode: 'zeros' | Exclude<PadMode, 'constant'>;
};

const refuse = (message: string, fields: object, hint?: string): ArgumentError =>
  new ArgumentError(message, { hint, fields: { ...fields } });

/** What both constructors ask, in PyTorch's order. */
function checkConv(a: ConvArgs): void {
  const { inChannels, outChannels, groups, padding, stride, paddingMode } = a;
  if (groups <= 0) throw refuse('groups must be a positive integer', { groups });
  for (const [name, channels] of [
    ['in_channels', inChannels],
    ['out_channels', outChannels],
  ] as const)
    if (channels % groups !== 0)
      throw refuse(
        `${name} must be divisible by groups`,
        { [name]: channels, groups },
        `${channels} channels do not fall into ${groups} equal groups.`,
      );
  if (typeof padding === 'string') {
    if (padding !== 'same' && padding !== 'valid')
      throw refuse(`Invalid padding string '${String(padding)}', should be one of {'same', 'valid'}`, { padding });
    if (padding === 'same' && [stride].flat().some((s) => s !== 1))
      throw refuse(
        `padding='same' is not supported for strided convolutions`,
        { padding, stride },
        'With a stride, give the padding as a number: (kernelSize − 1) / 2 for an odd kernel.',
      );
  }
  if (!['zeros', 'reflect', 'replicate', 'circular'].includes(paddingMode))
    throw refuse(
      `padding_mode must be one of {'replicate', 'reflect', 'zeros', 'circular'}, but got padding_mode='${paddingMode}'`,
      { paddingMode },
    );
}

/** Per-axis values as the module stores them: tuples. */
function stored(a: ConvArgs, rank: Rank): Partial<ConvArgs> {
  const { kernelSize, stride, padding, outputPadding, dilation } = a;
  return {
    kernelSize: repeated(kernelSize, rank),
    stride: repeated(stride, rank),
    padding: typeof padding === 'string' ? padding : repeated(padding, rank),
    ...(outputPadding === undefined ? {} : { outputPadding: repeated(outputPadding, rank) }),
    dilation: repeated(dilation, rank),
  };
}

/** Always kernel and stride, the rest only where it is not the default. */
function print(a: ConvArgs): string {
  const { padding, outputPadding = [0], paddingMode } = a;
  let text = `${a.inChannels}, ${a.outChannels}, kernel_size=${tuple(a.kernelSize)}, stride=${tuple(a.stride)}`;
  if (typeof padding === 'string') text += `, padding=${padding}`;
  else if (padding.some((p) => p !== 0)) text += `, padding=${tuple(padding)}`;
  if (a.dilation.some((d) => d !== 1)) text += `, dilation=${tuple(a.dilation)}`;
  if (outputPadding.some((p) => p !== 0)) text += `, output_padding=${tuple(outputPadding)}`;
  if (a.groups !== 1) text += `, groups=${a.groups}`;
  if (!a.bias) text += ', bias=False';
  return paddingMode === 'zeros' ? text : `${text}, padding_mode=${paddingMode}`;
}

/** Cells added on both sides of every axis; `'same'` puts the odd one at the end. */
function amounts({ padding, kernelSize, dilation }: ConvArgs): [before: number, after: number][] {
  return kernelSize.map((kernel, axis) => {
    if (padding === 'valid') return [0, 0];
    if (padding !== 'same') return [padding[axis]!, padding[axis]!];
    const { before, after } = samePadding(kernel, dilation[axis]!);
    return [before, after];
  });
}

function windows(a: ConvArgs): Window[] {
  return amounts(a).map(([padBefore, padAfter], axis) => ({
    kernel: a.kernelSize[axis]!,
    stride: a.stride[axis]!,
    padBefore,
    padAfter,
    dilation: a.dilation[axis]!,
  }));
}

/** `first` and `second / groups` channels under the kernel, then the bias. */
const parameters = (first: number, second: number, a: ConvArgs): ParameterShape[] => [
  ['weight', [first, Math.floor(second / a.groups), ...a.kernelSize]],
  ...(a.bias ? ([['bias', [a.outChannels]]] as const) : []),
];

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

const HEAD = [
  arg('int', 'inChannels'),
  arg('int', 'outChannels'),
  arg('perAxis', 'kernelSize'),
  arg('perAxis', 'stride', 1),
];
const DILATION = arg('perAxis', 'dilation', 1);
const GROUPS = arg('int', 'groups', 1);
const BIAS = arg('bool', 'bias', true);
const MODE = arg('string', 'paddingMode', 'zeros');

const conv = (rank: Rank): LayerRule =>
  layer<ConvArgs>([...HEAD, arg('perAxisOrString', 'padding', 0), DILATION, GROUPS, BIAS, MODE, ...PLACE], '', {
    check(a) {
      checkConv(a);
      return stored(a, rank);
    },
    print,
    parameters: (a) => parameters(a.outChannels, a.inChannels, a),
    output(a, input) {
      const { stride, padding, dilation, groups, paddingMode: mode } = a;
      const weight = parameters(a.outChannels, a.inChannels, a)[0]![1];
      const zeros = mode === 'zeros';
      const padded = zeros ? input : padGeometry(input, amounts(a).reverse().flat(), mode).shape;
      const options = { stride, padding: zeros ? padding : 0, dilation, groups };
      return convGeometry(rank, padded, weight, biasShape(a), options).shape;
    },
    windows,
    macs: (a, input, output) => macs(a, output, input, a.inChannels, output),
    reads: (a, input) =>
      windows(a).map((window, axis) => {
        const mode = a.paddingMode === 'zeros' ? 'constant' : a.paddingMode;
        return windowAxis(input[input.length - rank + axis]!, window, mode);
      }),
  });

const convTranspose = (rank: Rank): LayerRule =>
  layer<ConvArgs>(
    [...HEAD, arg('perAxis', 'padding', 0), arg('perAxis', 'outputPadding', 0), GROUPS, BIAS, DILATION, MODE, ...PLACE],
    '',
    {
      check(a) {
        if (a.paddingMode !== 'zeros')
          throw refuse(`Only "zeros" padding mode is supported for ConvTranspose${rank}d`, {
            paddingMode: a.paddingMode,
          });
        checkConv(a);
        return stored(a, rank);
      },
      print,
      parameters: (a) => parameters(a.inChannels, a.outChannels, a),
      output(a, input, call) {
        const { kernelSize, stride, dilation, groups } = a;
        const padding = a.padding as number[];
        const outputPadding = call?.outputSize
          ? outputPaddingFor(rank, input, call.outputSize, { kernelSize, stride, padding, dilation })
          : a.outputPadding!;
        const weight = parameters(a.inChannels, a.outChannels, a)[0]![1];
        const options = { stride, padding, outputPadding, groups, dilation };
        return convTransposeGeometry(rank, input, weight, biasShape(a), options).shape;
      },
      windows,
      macs: (a, input, output) => macs(a, input, output, a.outChannels, output),
      reads: (a, input) => windows(a).map((window, axis) => transposedAxis(input[input.length - rank + axis]!, window)),
    },
  );

export const CONV: Readonly<Record<string, LayerRule>> = {
  ...ranks('Conv', conv),
  ...ranks('ConvTranspose', convTranspose),
};
