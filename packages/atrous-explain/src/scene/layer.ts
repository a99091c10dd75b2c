/** @file A layer on an input as the scenes need it: three axes, kernel, channels. */

import {
  type Arg,
  type AxisMap,
  type LayerSpec,
  type Shape,
  type Window,
  chain,
  layerWindows,
  networkReads,
  outputShape,
  plainSpec,
  printLayer,
  windowCount,
} from 'atrous/spec';
import { axisNames } from '../explain/tokens.js';
import { adaptiveAxis, mappedAxis, NO_AXIS, type SlideAxis, windowAxis } from './axis.js';

/** What a window does with the cells that it reads. */
export type Operation = 'sum' | 'max' | 'average' | 'norm' | 'copy' | 'blend';

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
  /** Of a layer of three axes; otherwise a single cell. */
  readonly depth: TransposedAxis;
}

export type SceneLayer = SlidingLayer | TransposedLayer;

/** PixelShuffle and PixelUnshuffle: `factor`² channels of small planes and one large plane hold the same cells. */
export interface ShuffleLayer extends Common {
  readonly kind: 'shuffle';
  readonly factor: number;
  /** From small planes to a large one. */
  readonly isUp: boolean;
  /** Height and width of the small planes. */
  readonly small: readonly number[];
}

/** Unfold and Fold: the positions of a block on an image, which is the input of one and the output of the other. */
export interface ColumnsLayer extends Common {
  readonly kind: 'columns';
  readonly isUnfold: boolean;
  readonly axes: readonly [SlideAxis, SlideAxis];
}

/** MaxUnpool: the windows of the pool that it undoes, on the output; `count` are the cells of its input. */
export interface UnpoolLayer extends Common {
  readonly kind: 'unpool';
  /** Height and width; a layer of one axis has a first one of a single cell. */
  readonly axes: readonly [SlideAxis, SlideAxis];
}

/** Every layer that there is a picture of. */
export type PicturedLayer = SceneLayer | ShuffleLayer | ColumnsLayer | UnpoolLayer;

const FAMILIES: Readonly<Record<string, Operation>> = {
  Conv: 'sum',
  ConvTranspose: 'sum',
  MaxPool: 'max',
  AvgPool: 'average',
  LPPool: 'norm',
  AdaptiveMaxPool: 'max',
  AdaptiveAvgPool: 'average',
  ZeroPad: 'copy',
  ConstantPad: 'copy',
  ReflectionPad: 'copy',
  ReplicationPad: 'copy',
  CircularPad: 'copy',
  Upsample: 'blend',
  UpsamplingNearest: 'copy',
  UpsamplingBilinear: 'blend',
};

/** What resizing does with the cells that it reads, by its mode. */
const MODES: Readonly<Record<string, Operation>> = { nearest: 'copy', 'nearest-exact': 'copy', area: 'average' };

function operationOf({ op, args }: LayerSpec): Operation {
  const family = FAMILIES[familyOf(op)]!;
  return family === 'blend' ? (MODES[String(args['mode'])] ?? family) : family;
}

const familyOf = (op: string): string => op.replace(/[123]d$/, '');

/** Whether there is a picture of such a layer's windows. */
function hasScene({ op }: LayerSpec): boolean {
  return Object.hasOwn(FAMILIES, familyOf(op).replace(/^Lazy/, ''));
}

/**
 * The layer on this input, with every size known.
 *
 * @returns undefined for a layer that has no windows
 * @throws what PyTorch throws where the layer refuses this input
 */
export function sceneLayer(given: LayerSpec, input: Shape): SceneLayer | undefined {
  if (!hasScene(given)) return undefined;
  const spec = plainSpec(given, input);
  const output = outputShape(spec, input);
  // The plain `Upsample` takes its rank from the input.
  const rank = Number(/([123])d$/.exec(spec.op)?.[1] ?? input.length - 2) as 1 | 2 | 3;
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
  const isAdaptive = spec.op.startsWith('Adaptive');
  const maps = windows || isAdaptive ? [] : mapsOf(spec, input);
  const axes = axisNames(rank).map((name, axis) => {
    const [size, count] = [input.at(axis - rank)!, output.at(axis - rank)!];
    const window = windows?.[axis];
    if (window) return windowAxis(name, size, count, window);
    return isAdaptive ? adaptiveAxis(name, size, count) : mappedAxis(name, size, count, maps[axis] ?? null);
  });
  const [depth, height, width] = [NO_AXIS, NO_AXIS, ...axes].slice(-3);
  return {
    ...common,
    kind: 'sliding',
    operation: operationOf(spec),
    axes: [depth!, height!, width!],
    ceilMode: spec.args['ceilMode'] === true,
  };
}

/** What the outputs read along each spatial axis; null where each reads the cell of its own place. */
function mapsOf(spec: LayerSpec, input: Shape): (AxisMap | null)[] {
  return networkReads(chain([spec]), input).axes.map(([steps]) => {
    const { reads } = steps![0]!;
    return reads === 'whole' ? null : reads;
  });
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
  const [depth, height, width] = [NO_TRANSPOSED, NO_TRANSPOSED, ...axes].slice(-3);
  return { ...common, kind: 'transposed', axes: [height!, width!], depth: depth! };
}

function valueAt(value: Arg | undefined, axis: number): number {
  return Array.isArray(value) ? Number(value[axis] ?? value[0]) : Number(value);
}

/** A layer that puts the cells of its input in other places. @throws what PyTorch throws where the layer refuses this input */
function rearranging(spec: LayerSpec, input: Shape): ShuffleLayer | ColumnsLayer | undefined {
  const kind = { PixelShuffle: 'shuffle', PixelUnshuffle: 'shuffle', Unfold: 'columns', Fold: 'columns' }[spec.op];
  if (kind === undefined) return undefined;
  const output = outputShape(spec, input);
  const common = { spec, input, output, title: printLayer(spec), rank: 2 as const, channels: undefined };
  const isFirst = spec.op === 'PixelShuffle' || spec.op === 'Unfold';
  const { upscaleFactor, downscaleFactor } = spec.args;
  if (kind === 'shuffle') {
    const small = (isFirst ? input : output).slice(-2);
    return { ...common, kind, factor: Number(upscaleFactor ?? downscaleFactor), isUp: isFirst, small };
  }
  const image = (isFirst ? input : output).slice(-2);
  const axes = layerWindows(spec, input)!.map((window, i) =>
    windowAxis(axisNames(2)[i]!, image[i]!, windowCount(image[i]!, window), window),
  );
  return { ...common, kind: 'columns', isUnfold: isFirst, axes: [axes[0]!, axes[1]!] };
}

/** Of three axes there is no picture. @throws what PyTorch throws where the layer refuses this input */
function unpooling(spec: LayerSpec, input: Shape): UnpoolLayer | undefined {
  const rank = Number(/^MaxUnpool([12])d$/.exec(spec.op)?.[1] ?? 0);
  if (rank !== 1 && rank !== 2) return undefined;
  // Indices come in the sizes of the values.
  const output = outputShape(spec, input, { others: [input] });
  const axes = axisNames(rank).map((name, axis) => {
    const [kernel, stride, padding] = ['kernelSize', 'stride', 'padding'].map((key) => valueAt(spec.args[key], axis));
    const window = { kernel: kernel!, stride: stride!, padBefore: padding!, padAfter: padding!, dilation: 1 };
    return windowAxis(name, output.at(axis - rank)!, input.at(axis - rank)!, window);
  });
  const [height, width] = [NO_AXIS, ...axes].slice(-2);
  const common = { spec, input, output, title: printLayer(spec), rank, channels: undefined } as const;
  return { ...common, kind: 'unpool', axes: [height!, width!] };
}

/** The layer on this input as it is drawn; undefined where there is no picture of it. */
export const picturedLayer = (spec: LayerSpec, input: Shape): PicturedLayer | undefined =>
  sceneLayer(spec, input) ?? rearranging(spec, input) ?? unpooling(spec, input);

/** Every axis along which cells lie, outermost first. */
export function spatialAxes(layer: SceneLayer): readonly (SlideAxis | TransposedAxis)[] {
  return layer.kind === 'transposed' && layer.rank === 3 ? [layer.depth, ...layer.axes] : layer.axes;
}

/** Sizes of the kernel: depth, height, width. */
export const kernelOf = (layer: SceneLayer): number[] =>
  spatialAxes(layer).map((axis) => ('window' in axis ? axis.window.kernel : axis.kernel));
