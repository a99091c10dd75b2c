/** @file Sizes of a transposed convolution. */

import { ArgumentError, ShapeError } from '../errors.js';
import type { ConvGeometry } from './conv.js';
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
import { ARRAY, intArray, intList } from './ints.js';
import { sizeList, torchSize } from './python.js';
import type { PerAxis, Rank, Shape, Window } from './types.js';
import { AXIS_NAMES, perAxis, span, symmetricWindows } from './window.js';

export interface ConvTransposeOptions {
  /** Output cells between the marks of neighbouring inputs; default 1. */
  stride?: PerAxis;
  /** Cells cut off both ends of the output; default 0. */
  padding?: PerAxis;
  /** Cells more at the end of the output, computed like all others; below stride or dilation. Default 0. */
  outputPadding?: PerAxis;
  /** Into how many independent transposed convolutions the channels are split; default 1. */
  groups?: number;
  /** Output cells between neighbouring taps; default 1. */
  dilation?: PerAxis;
}

/** `windows` are those of the convolution that this one transposes: they slide over the *output*. */
export interface ConvTransposeGeometry extends ConvGeometry {
  readonly outputPadding: number[];
}

/**
 * Size of one axis: `(size − 1)·stride − padBefore − padAfter + span + outputPadding`.
 * Zero or negative where the padding cuts everything off.
 */
export function transposedSize(size: number, window: Window, outputPadding: number): number {
  const { kernel, stride, padBefore, padAfter, dilation } = window;
  return (size - 1) * stride - padBefore - padAfter + span(kernel, dilation) + outputPadding;
}

/**
 * The sizes of `conv_transpose{rank}d`.
 *
 * @param input   [N, C, …] or [C, …]
 * @param weight  [C, outChannels / groups, …kernel]
 * @param bias    [outChannels]
 * @throws ShapeError with PyTorch's text; dtype checks are the operation's
 */
export function convTransposeGeometry(
  rank: Rank,
  input: Shape,
  weight: Shape,
  bias: Shape | null,
  options: ConvTransposeOptions,
): ConvTransposeGeometry {
  const callee = `conv_transpose${rank}d`;
  const { stride = 1, padding = 0, outputPadding = 0, groups = 1, dilation = 1 } = options;
  intList(callee, 'stride', 0, stride);
  intList(callee, 'padding', 0, padding);
  intList(callee, 'output_padding', 0, outputPadding);
  intList(callee, 'dilation', 0, dilation);
  const whole = withBatch(callee, rank, input);
  checkWeightAndGroups(callee, weight, groups);
  const call: ConvCall = {
    rank,
    input: whole.input,
    weight,
    bias,
    stride: expandOption('stride', stride, rank, weight),
    padding: expandOption('padding', padding, rank, weight),
    dilation: expandOption('dilation', dilation, rank, weight),
    outputPadding: expandOption('output_padding', outputPadding, rank, weight),
    groups,
  };
  checkSignsAndGroups(call);
  checkPaddingLimit(call.padding);
  checkChannelsAndBias(call);
  const geometry = geometryOf(call, whole.batched);
  checkRunnable(call, geometry);
  return geometry;
}

function geometryOf(call: ConvCall, batched: boolean): ConvTransposeGeometry {
  const { input, weight, stride, padding, dilation, groups } = call;
  const [batch, inChannels, ...spatial] = input as [number, number, ...number[]];
  const outputPadding = [...call.outputPadding];
  const windows = symmetricWindows(weight.slice(2), stride, padding, dilation);
  const output = windows.map((window, axis) => transposedSize(spatial[axis]!, window, outputPadding[axis]!));
  const outChannels = weight[1]! * groups;
  const shape = batched ? [batch, outChannels, ...output] : [outChannels, ...output];
  return { batched, batch, inChannels, outChannels, groups, input: spatial, output, windows, shape, outputPadding };
}

function checkChannelsAndBias({ input, weight, bias, groups }: ConvCall): void {
  if (input[1] !== weight[0])
    throw new ShapeError(
      `Given transposed=1, weight of size ${sizeList(weight)}, expected input${sizeList(input)} to have ${weight[0]} channels, but got ${input[1]} channels instead`,
      { hint: channelsHint(input, weight[0]!), fields: { weight, input, expected: weight[0], channels: input[1] } },
    );
  const outChannels = weight[1]! * groups;
  if (bias !== null && (bias.length !== 1 || bias[0] !== outChannels))
    throw new ShapeError(
      `Given transposed=1, weight of size ${sizeList(weight)}, expected bias to be 1-dimensional with ${outChannels} elements, but got bias of size ${sizeList(bias)} instead`,
      { fields: { weight, bias } },
    );
}

/** What PyTorch's kernels refuse, in their order; an empty batch does not reach them. */
function checkRunnable(call: ConvCall, geometry: ConvTransposeGeometry): void {
  if (call.input[0] !== 0) {
    checkSpatialNotEmpty(call.input);
    if (call.rank < 3) checkKernel(call);
    checkDilation(call);
    checkOutputPadding(call);
    checkWeightNotEmpty(call);
  }
  checkOutput(call, geometry);
}

function checkKernel({ weight }: ConvCall): void {
  const [height, width] = asTwoAxes(weight).slice(2);
  if (height === 0 || width === 0)
    throw new ShapeError(
      `kernel size should be greater than zero, but got kernel_height: ${height} kernel_width: ${width}`,
      { fields: { kernel: weight.slice(2) } },
    );
}

const FIELDS = ['depth', 'height', 'width'] as const;

/** `stride_height: 1 stride_width: 2`: every axis under its name; `missing` is the height of a 1-d layer. */
function named(name: string, values: readonly number[], missing: number, separator = ' '): string {
  const all = values.length === 1 ? [missing, ...values] : values;
  const fields = FIELDS.slice(-all.length);
  return all.map((value, axis) => `${name}_${fields[axis]}: ${value}`).join(separator);
}

function checkDilation({ dilation }: ConvCall): void {
  if (dilation.includes(0))
    throw new ShapeError(`dilation should be greater than zero, but got ${named('dilation', dilation, 1, ', ')}`, {
      hint: '`dilation` starts at 1: the taps lie side by side.',
      fields: { dilation },
    });
}

function checkOutputPadding({ rank, outputPadding, stride, dilation }: ConvCall): void {
  const limits = stride.map((s, axis) => Math.max(s, dilation[axis]!) - 1);
  const axis = outputPadding.findIndex((p, a) => p > limits[a]!);
  if (axis < 0) return;
  const name = AXIS_NAMES[rank][axis];
  const given = `${named('output_padding', outputPadding, 0)} ${named('stride', stride, 1)} ${named('dilation', dilation, 1)}`;
  throw new ShapeError(`output padding must be smaller than either stride or dilation, but got ${given}`, {
    hint: `Along ${name} \`outputPadding\` is at most ${limits[axis]}.`,
    fields: { axis, axisName: name, outputPadding, stride, dilation, limit: limits[axis] },
  });
}

function checkWeightNotEmpty({ rank, weight, groups }: ConvCall): void {
  if (!weight.includes(0)) return;
  // Each group runs alone, with its share of the weight.
  const [first, ...rest] = asTwoAxes(weight) as [number, ...number[]];
  const share = sizeList([first / groups, ...rest]);
  throw new ShapeError(
    rank === 3
      ? `non-empty 5D (n_output_plane x n_input_plane x kernel_depth x kernel_height x kernel_width) tensor expected for weight, but got: ${share}`
      : `non-empty 2D or 4D weight tensor expected, but got: ${share}`,
    { fields: { weight } },
  );
}

function checkOutput({ rank, stride }: ConvCall, geometry: ConvTransposeGeometry): void {
  const { input, output, batch } = geometry;
  const least = batch === 0 ? 0 : 1;
  if (output.every((size) => size >= least)) return;
  const shown = (sizes: readonly number[]): string => crossed(rank === 1 ? [1, ...sizes] : sizes);
  const smallest = output.map((size, axis) => Math.max(1, input[axis]! + Math.ceil((1 - size) / stride[axis]!)));
  throw new ShapeError(
    `Given input size per channel: ${shown(input)}. Calculated output size per channel: ${shown(output)}. Output size is too small`,
    {
      hint: `The smallest input that works: ${AXIS_NAMES[rank].map((name, axis) => `${name} = ${smallest[axis]}`).join(', ')}; or less padding.`,
      fields: { input, output, smallest },
    },
  );
}

/** The options of a transposed layer that decide which sizes it can reach. */
export interface OutputSizeOptions {
  readonly kernelSize: PerAxis;
  readonly stride: PerAxis;
  readonly padding: PerAxis;
  readonly dilation: PerAxis;
}

/**
 * The output padding with which a transposed layer gives `outputSize`, one value per spatial axis or one per axis of
 * the input (batch and channels are not looked at). Each axis reaches `stride` sizes:
 * `min = (i − 1)·stride − 2·padding + span` to `min + stride − 1`, even where a larger dilation would allow more.
 *
 * @throws ArgumentError (Python's ValueError) if the list has another length or a size is out of reach
 */
export function outputPaddingFor(
  rank: Rank,
  input: Shape,
  outputSize: readonly number[],
  { kernelSize, stride, padding, dilation }: OutputSizeOptions,
): number[] {
  const { batched } = withBatch(`conv_transpose${rank}d`, rank, input);
  intArray(`ConvTranspose${rank}d.forward`, 'output_size', 2, outputSize, ARRAY);
  const leading = batched ? 2 : 1;
  const wanted = outputSize.length === rank + leading ? outputSize.slice(leading) : outputSize;
  if (wanted.length !== rank)
    throw new ArgumentError(
      `ConvTranspose${rank}D: for ${input.length}D input, output_size must have ${rank} or ${rank + leading} elements (got ${outputSize.length})`,
      { fields: { input, outputSize } },
    );
  const steps = perAxis(stride, rank);
  const windows = symmetricWindows(perAxis(kernelSize, rank), steps, perAxis(padding, rank), perAxis(dilation, rank));
  const smallest = windows.map((window, axis) => transposedSize(input[axis + leading]!, window, 0));
  const largest = smallest.map((size, axis) => size + steps[axis]! - 1);
  if (wanted.some((size, axis) => size < smallest[axis]! || size > largest[axis]!))
    throw new ArgumentError(
      // PyTorch leaves out two axes here even where the input has no batch.
      `requested an output size of ${sizeList(wanted)}, but valid sizes range from ${sizeList(smallest)} to ${sizeList(largest)} (for an input of ${torchSize(input.slice(2))})`,
      { fields: { input, wanted, smallest, largest } },
    );
  return wanted.map((size, axis) => size - smallest[axis]!);
}
