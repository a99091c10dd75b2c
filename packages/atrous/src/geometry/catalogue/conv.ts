/** @file The classes of convolution and transposed convolution. */

import { ArgumentError } from '../../errors.js';
import { samePadding } from '../conv.js';
import type { PadMode } from '../pad.js';
import { tuple } from '../python.js';
import type { Rank } from '../types.js';
import { arg, type ClassRule, layer, type ParameterShape, PLACE, ranks, repeated } from './rule.js';

export type ConvArgs = {
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

interface Padded {
  readonly kernelSize: readonly number[];
  readonly padding: readonly number[] | 'same' | 'valid';
  readonly dilation: readonly number[];
}

/** Cells added on both sides of every axis; `'same'` puts the odd one at the end. */
export function paddingAmounts({ padding, kernelSize, dilation }: Padded): [before: number, after: number][] {
  return kernelSize.map((kernel, axis) => {
    if (padding === 'valid') return [0, 0];
    if (padding !== 'same') return [padding[axis]!, padding[axis]!];
    const { before, after } = samePadding(kernel, dilation[axis]!);
    return [before, after];
  });
}

export const convWeight = (a: ConvArgs): number[] => [
  a.outChannels,
  Math.floor(a.inChannels / a.groups),
  ...a.kernelSize,
];

export const convTransposeWeight = (a: ConvArgs): number[] => [
  a.inChannels,
  Math.floor(a.outChannels / a.groups),
  ...a.kernelSize,
];

const tensors = (weight: number[], a: ConvArgs): ParameterShape[] => [
  ['weight', weight],
  ...(a.bias ? ([['bias', [a.outChannels]]] as const) : []),
];

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

const conv = (rank: Rank): ClassRule =>
  layer<ConvArgs>([...HEAD, arg('perAxisOrString', 'padding', 0), DILATION, GROUPS, BIAS, MODE, ...PLACE], '', {
    check(a) {
      checkConv(a);
      return stored(a, rank);
    },
    print,
    parameters: (a) => tensors(convWeight(a), a),
  });

const convTranspose = (rank: Rank): ClassRule =>
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
      parameters: (a) => tensors(convTransposeWeight(a), a),
    },
  );

export const CONV: Readonly<Record<string, ClassRule>> = {
  ...ranks('Conv', conv),
  ...ranks('ConvTranspose', convTranspose),
};
