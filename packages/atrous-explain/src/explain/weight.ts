/** @file What each axis of a layer's parameters means, and how channels fall into groups. */

import { type LayerSpec, type Shape, parameterShapes } from 'atrous/spec';
import { axisNames } from './tokens.js';
import { type Phrase, phrase } from './words/phrase.js';
import type { WordId } from './words/ids.js';

/** One axis of a parameter. */
export interface ParameterAxis {
  readonly name: Phrase;
  readonly size: number;
}

export interface ParameterLayout {
  /** PyTorch's name: `weight`, `bias`. */
  readonly parameter: string;
  readonly axes: readonly ParameterAxis[];
}

export interface WeightLayout {
  readonly parameters: readonly ParameterLayout[];
  /** How groups join channels; undefined for a layer that has none. */
  readonly grouping: Phrase | undefined;
}

const KERNEL_AXES: Readonly<Record<string, WordId>> = {
  D: 'axisKernelD',
  H: 'axisKernelH',
  W: 'axisKernelW',
  L: 'axisKernelL',
};

const isConv = (op: string): boolean => /^Conv(Transpose)?[123]d$/.test(op);

/**
 * The names of all axes of all parameters. A convolution's weight is (output channels, input channels per group, kernel…), a
 * transposed one's (input channels, output channels per group, kernel…): the first axis is never divided by the groups.
 */
export function explainWeight(spec: LayerSpec): WeightLayout {
  const parameters = parameterShapes(spec).map(([parameter, shape]) => ({
    parameter,
    axes: axesOf(spec, parameter, shape).map((id, i) => ({ name: phrase(id), size: shape[i]! })),
  }));
  return { parameters, grouping: isConv(spec.op) ? groupingOf(spec) : undefined };
}

function axesOf({ op, args }: LayerSpec, parameter: string, shape: Shape): WordId[] {
  if (isConv(op)) {
    if (parameter === 'bias') return ['axisOut'];
    const kernel = axisNames(shape.length - 2).map((axis) => KERNEL_AXES[axis]!);
    const plain = args['groups'] === 1;
    return op.startsWith('ConvTranspose')
      ? ['axisIn', plain ? 'axisOut' : 'axisOutPerGroup', ...kernel]
      : ['axisOut', plain ? 'axisIn' : 'axisInPerGroup', ...kernel];
  }
  if (op === 'Linear') return parameter === 'bias' ? ['axisOutFeatures'] : ['axisOutFeatures', 'axisInFeatures'];
  if (/^(Batch|Instance|Group)Norm/.test(op)) return ['axisChannels'];
  return shape.map(() => 'axisOther');
}

function groupingOf({ args }: LayerSpec): Phrase {
  const { inChannels, outChannels, groups } = args as { inChannels: number; outChannels: number; groups: number };
  if (groups === 1) return phrase('groupsOne');
  if (groups === inChannels)
    return outChannels === inChannels
      ? phrase('groupsDepthwise')
      : phrase('groupsMultiplier', { multiplier: outChannels / inChannels });
  return phrase('groupsSome', { groups, ins: inChannels / groups, outs: outChannels / groups });
}
