/** @file A layer on an input as the scenes need it: three axes, kernel, channels. */

import {
  type Arg,
  type LayerSpec,
  type Shape,
  type Window,
  layerWindows,
  outputShape,
  plainSpec,
  printLayer,
} from 'atrous/spec';
import { axisNames } from '../explain/tokens.js';
import { adaptiveAxis, NO_AXIS, type SlideAxis, windowAxis } from './axis.js';

/** What a window does with the cells that it reads. */
export type Operation = 'sum' | 'max' | 'average' | 'norm';

export interface Channels {
  readonly input: number;
  readonly output: number;
  readonly groups: number;
}

interface Common {
  readonly spec: LayerSpec;
  readonly input: Shape;
  readonly output: Shape;
  /** The layer as PyTorch prints it. */
  readonly title: string;
  readonly rank: 1 | 2 | 3;
  /** Undefined for pools, which treat each channel alone. */
  readonly channels: Channels | undefined;
}

/** A layer whose windows slide over its input: convolution or pooling. */
export interface SlidingLayer extends Common {
  readonly kind: 'sliding';
  readonly operation: Operation;
  /** Depth, height, width; axes that the layer does not have come first. */
  readonly axes: readonly [SlideAxis, SlideAxis, SlideAxis];
  readonly ceilMode: boolean;
}

/** One axis of a transposed convolution; the window is that of the convolution over the *output*. */
export interface TransposedAxis {
  readonly name: string;
  readonly size: number;
  readonly count: number;
  readonly window: Window;
  readonly outputPadding: number;
}

export interface TransposedLayer extends Common {
  readonly kind: 'transposed';
  /** Height and width; a layer of one axis has a first one of a single cell. */
  readonly axes: readonly [TransposedAxis, TransposedAxis];
}

export type SceneLayer = SlidingLayer | TransposedLayer;

const FAMILIES: Readonly<Record<string, Operation>> = {
  Conv: 'sum',
  ConvTranspose: 'sum',
  MaxPool: 'max',
  AvgPool: 'average',
  LPPool: 'norm',
  AdaptiveMaxPool: 'max',
  AdaptiveAvgPool: 'average',
};

const familyOf = (op: string): string => op.replace(/[123]d$/, '');

/** Whether there is a picture of such a layer's windows. */
function hasScene({ op }: LayerSpec): boolean {
  return Object.hasOwn(FAMILIES, familyOf(op).replace(/^Lazy/, '')) && !/^ConvTranspose3d$/.test(op);
}

/**
 * The layer on this input, with every size known.
 *
 * @returns undefined for a layer that has no windows, and for a transposed one of three axes
 * @throws what PyTorch throws where the layer refuses this input
 */
export function sceneLayer(given: LayerSpec, input: Shape): SceneLayer | undefined {
  if (!hasScene(given)) return undefined;
  const spec = plainSpec(given, input);
  const output = outputShape(spec, input);
  const rank = Number(spec.op.at(-2)) as 1 | 2 | 3;
  const common: Common = { spec, input, output, title: printLayer(spec), rank, channels: channelsOf(spec.args) };
  return familyOf(spec.op) === 'ConvTranspose' ? transposed(common) : sliding(common);
}

function channelsOf({ inChannels, outChannels, groups }: LayerSpec['args']): Channels | undefined {
  if (inChannels === undefined) return undefined;
  return { input: Number(inChannels), output: Number(outChannels), groups: Number(groups) };
}

function sliding(common: Common): SlidingLayer {
  const { spec, input, output, rank } = common;
  const windows = layerWindows(spec, input);
  const axes = axisNames(rank).map((name, axis) => {
    const [size, count] = [input.at(axis - rank)!, output.at(axis - rank)!];
    const window = windows?.[axis];
    return window ? windowAxis(name, size, count, window) : adaptiveAxis(name, size, count);
  });
  const [depth, height, width] = [NO_AXIS, NO_AXIS, ...axes].slice(-3);
  return {
    ...common,
    kind: 'sliding',
    operation: FAMILIES[familyOf(spec.op)]!,
    axes: [depth!, height!, width!],
    ceilMode: spec.args['ceilMode'] === true,
  };
}

const NO_TRANSPOSED: TransposedAxis = {
  name: '',
  size: 1,
  count: 1,
  window: { kernel: 1, stride: 1, padBefore: 0, padAfter: 0, dilation: 1 },
  outputPadding: 0,
};

function transposed(common: Common): TransposedLayer {
  const { spec, input, output, rank } = common;
  const windows = layerWindows(spec, input)!;
  const axes = axisNames(rank).map((name, axis) => ({
    name,
    size: input.at(axis - rank)!,
    count: output.at(axis - rank)!,
    window: windows[axis]!,
    outputPadding: valueAt(spec.args['outputPadding'], axis),
  }));
  const [height, width] = [NO_TRANSPOSED, ...axes].slice(-2);
  return { ...common, kind: 'transposed', axes: [height!, width!] };
}

function valueAt(value: Arg | undefined, axis: number): number {
  return Array.isArray(value) ? Number(value[axis] ?? value[0]) : Number(value);
}

/** Sizes of the kernel: depth, height, width. */
export const kernelOf = ({ axes }: SceneLayer): number[] =>
  axes.map((axis) => ('window' in axis ? axis.window.kernel : axis.kernel));
