/** @file Sizes of a convolution. */

import { ShapeError } from '../errors.js';
import {
  type ConvCall,
  asTwoAxes,
  channelsHint,
  checkPaddingLimit,
  checkSignsAndGroups,
  checkSpatialNotEmpty,
  checkWeightAndGroups,
  crossed,
  expandOption,
  withBatch,
} from './conv-checks.js';
import { intList } from './ints.js';
import { sizeList } from './python.js';
import type { PerAxis, Rank, Shape, Window } from './types.js';
import { AXIS_NAMES, paddedSize, perAxis, span, windowCount } from './window.js';

export interface ConvOptions {
  /** Cells between neighbouring windows; default 1. */
  stride?: PerAxis;
  /** Zeros at both ends of each axis; default 0. `'same'` keeps the size (stride 1 only), `'valid'` is 0. */
  padding?: PerAxis | 'same' | 'valid';
  /** Cells between neighbouring taps; default 1. */
  dilation?: PerAxis;
  /** Into how many independent convolutions the channels are split; default 1. */
  groups?: number;
}

/** Every size that a convolution needs, worked out once. */
export interface ConvGeometry {
  /** Whether the input came with its batch axis. */
  readonly batched: boolean;
  readonly batch: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly groups: number;
  /** Spatial sizes of the input. */
  readonly input: number[];
  /** Spatial sizes of the output. */
  readonly output: number[];
  readonly windows: Window[];
  /** The whole output, without the batch axis where the input had none. */
  readonly shape: number[];
}

/** Padding at both ends of each axis. */
interface Padding {
  readonly before: number[];
  readonly after: number[];
}

/**
 * The sizes of `conv{rank}d`, per axis
 *
 *     output = ⌊(input + padBefore + padAfter − span) / stride⌋ + 1
 *
 * @param input   [N, C, …] or [C, …]
 * @param weight  [outChannels, C / groups, …kernel]
 * @param bias    [outChannels]
 * @throws ShapeError with PyTorch's text; dtype checks are the operation's
 */
export function convGeometry(
  rank: Rank,
  input: Shape,
  weight: Shape,
  bias: Shape | null,
  options: ConvOptions,
): ConvGeometry {
  const callee = `conv${rank}d`;
  const { stride = 1, padding: given = 0, dilation = 1, groups = 1 } = options;
  const padding = given === 'valid' ? 0 : given;
  intList(callee, 'stride', 0, stride);
  if (typeof padding !== 'string') intList(callee, 'padding', 0, padding);
  intList(callee, 'dilation', 0, dilation);
  const whole = withBatch(callee, rank, input);
  const same =
    typeof padding === 'string' ? namedPadding(padding, rank, whole.input, weight, { stride, dilation, groups }) : null;
  checkWeightAndGroups(callee, weight, groups);
  const call: ConvCall = {
    rank,
    // PyTorch adds the odd zero of 'same' to the input beforehand, so its messages count it as input.
    input: same === null ? whole.input : withOddZeros(whole.input, same),
    weight,
    bias,
    stride: expandOption('stride', stride, rank, weight),
    padding: same?.before ?? expandOption('padding', padding as PerAxis, rank, weight),
    dilation: expandOption('dilation', dilation, rank, weight),
    outputPadding: [],
    groups,
  };
  checkSignsAndGroups(call);
  checkChannelsAndBias(call);
  checkPaddingLimit(call.padding);
  const windows = windowsOf(call, same?.after ?? call.padding);
  checkKernelFits(rank, whole.input.slice(2), windows);
  checkRunnable(call);
  return geometryOf(call, whole.batched, whole.input, windows);
}

function geometryOf(call: ConvCall, batched: boolean, input: Shape, windows: Window[]): ConvGeometry {
  const [batch, inChannels, ...spatial] = input as [number, number, ...number[]];
  const output = windows.map((window, axis) => windowCount(spatial[axis]!, window));
  // PyTorch's answer for an input without channels has none either, whatever the weight says.
  const outChannels = inChannels === 0 ? 0 : call.weight[0]!;
  return {
    batched,
    batch,
    inChannels,
    outChannels,
    groups: call.groups,
    input: spatial,
    output,
    windows,
    shape: batched ? [batch, outChannels, ...output] : [outChannels, ...output],
  };
}

function windowsOf({ weight, stride, padding, dilation }: ConvCall, padAfter: readonly number[]): Window[] {
  return weight.slice(2).map((kernel, axis) => ({
    kernel,
    stride: stride[axis]!,
    padBefore: padding[axis]!,
    padAfter: padAfter[axis]!,
    dilation: dilation[axis]!,
  }));
}

/**
 * Padding that keeps the size at stride 1: `dilation·(kernel − 1)` zeros, the odd one at the end.
 *
 * @see PyTorch `pooling_same_mode_padding_lr`
 */
export function samePadding(kernel: number, dilation: number): { before: number; after: number } {
  const total = dilation * (kernel - 1);
  const before = Math.trunc(total / 2);
  return { before, after: total - before };
}

type NamedOptions = { readonly stride: PerAxis; readonly dilation: PerAxis; readonly groups: number };

/** What `'same'` means for this weight. @throws ShapeError for any other name */
function namedPadding(name: string, rank: Rank, input: Shape, weight: Shape, options: NamedOptions): Padding {
  if (name !== 'same')
    throw new ShapeError(`Invalid padding string: '${name}'`, {
      hint: "`padding` is a number, one number per axis, 'same' or 'valid'.",
      fields: { padding: name },
    });
  checkWeightAndGroups(`conv${rank}d`, weight, options.groups);
  if (weight.length !== input.length)
    throw new ShapeError(
      `Expected ${weight.length}-dimensional input for ${weight.length}-dimensional weight${sizeList(weight)}, but got ${input.length}-dimensional input of size ${sizeList(input)} instead`,
      { fields: { input, weight } },
    );
  const stride = broadcast('stride', options.stride, rank);
  const dilation = broadcast('dilation', options.dilation, rank);
  if (stride.some((s) => s !== 1)) refuseStridedSame(weight, stride, dilation);
  const pads = dilation.map((d, axis) => samePadding(weight[axis + 2]!, d));
  return { before: pads.map((p) => p.before), after: pads.map((p) => p.after) };
}

function broadcast(name: string, value: PerAxis, rank: Rank): number[] {
  const values = perAxis(value, rank);
  if (values.length !== rank)
    throw new ShapeError(`${name} cannot broadcast to ${rank} dimensions`, { fields: { option: name, value: values } });
  return values;
}

function refuseStridedSame(weight: Shape, stride: readonly number[], dilation: readonly number[]): never {
  const half = dilation.map((d, axis) => Math.floor((d * (weight[axis + 2]! - 1)) / 2));
  throw new ShapeError("padding='same' is not supported for strided convolutions", {
    hint: `Give it in numbers, for example \`padding: ${half.length === 1 ? half[0] : sizeList(half)}\`.`,
    fields: { stride },
  });
}

/** Where 'same' pads unevenly: the input as PyTorch enlarges it before it convolves with even padding. */
function withOddZeros(input: Shape, pad: Padding): number[] {
  return input.map((size, axis) =>
    axis < 2 ? size : size + Math.max(0, pad.after[axis - 2]! - pad.before[axis - 2]!),
  );
}

function checkChannelsAndBias({ input, weight, bias, groups }: ConvCall): void {
  const expected = weight[1]! * groups;
  if (input[1] !== expected)
    throw new ShapeError(
      `Given groups=${groups}, weight of size ${sizeList(weight)}, expected input${sizeList(input)} to have ${expected} channels, but got ${input[1]} channels instead`,
      { hint: channelsHint(input, expected), fields: { groups, weight, input, expected, channels: input[1] } },
    );
  if (bias !== null && (bias.length !== 1 || bias[0] !== weight[0]))
    throw new ShapeError(
      `Given weight of size ${sizeList(weight)}, expected bias to be 1-dimensional with ${weight[0]} elements, but got bias of size ${sizeList(bias)} instead`,
      { fields: { weight, bias } },
    );
}

function checkKernelFits(rank: Rank, spatial: readonly number[], windows: readonly Window[]): void {
  const padded = windows.map((window, axis) => paddedSize(spatial[axis]!, window));
  const spans = windows.map((window) => span(window.kernel, window.dilation));
  const axis = padded.findIndex((size, a) => size < spans[a]!);
  if (axis < 0) return;
  const smallest = windows.map((window, a) => Math.max(1, spans[a]! - window.padBefore - window.padAfter));
  const names = AXIS_NAMES[rank];
  throw new ShapeError(
    `Calculated padded input size per channel: ${crossed(padded)}. Kernel size: ${crossed(spans)}. Kernel size can't be greater than actual input size`,
    {
      hint: `Along ${names[axis]} the kernel spans ${spans[axis]} and the padded input has ${padded[axis]}. The smallest input that works: ${names.map((name, a) => `${name} = ${smallest[a]}`).join(', ')}.`,
      fields: { axis, axisName: names[axis], padded, spans, smallest },
    },
  );
}

/** What PyTorch's kernels refuse. An empty batch, or no channels, never reaches them. */
function checkRunnable({ rank, input, weight, dilation }: ConvCall): void {
  if (input[0] === 0 || input[1] === 0) return;
  checkSpatialNotEmpty(input);
  const kernel = weight.slice(2);
  const dilated = dilation.some((d) => d !== 1);
  if (kernel.includes(0))
    throw new ShapeError(`kernel size should be greater than zero, but got${emptyKernel(rank, kernel, dilated)}`, {
      fields: { kernel },
    });
  if (dilation.includes(0))
    throw new ShapeError(
      `dilation should be greater than zero, but got ${sizeList(rank === 1 ? [1, ...dilation] : dilation)}`,
      {
        hint: '`dilation` starts at 1: the taps lie side by side.',
        fields: { dilation },
      },
    );
}

/** The kernel sizes in the words of whichever kernel PyTorch would have run. */
function emptyKernel(rank: Rank, kernel: readonly number[], dilated: boolean): string {
  const sizes = rank === 1 ? asTwoAxes([0, 0, ...kernel]).slice(2) : kernel;
  if (dilated) return ` ${sizeList(sizes)}`;
  if (rank === 3) return `: ${sizes.join(' x ')} (TxHxW)`;
  return ` kernel_height: ${sizes[0]} kernel_width: ${sizes[1]}`;
}
