/** @file What convolution and transposed convolution check alike, in PyTorch's order. */

import { ShapeError } from '../errors.js';
import { checkInt } from './ints.js';
import { sizeList } from './python.js';
import type { PerAxis, Rank, Shape } from './types.js';
import { AXIS_NAMES, perAxis } from './window.js';

/** The largest padding that PyTorch takes, 2^62 − 1, is no double: this is the first one it refuses. */
const PADDING_LIMIT = 2 ** 62;

/** What one call of a convolution was given, every option as one value per axis. */
export interface ConvCall {
  readonly rank: Rank;
  /** With the batch axis, whether or not it was given. */
  readonly input: Shape;
  readonly weight: Shape;
  readonly bias: Shape | null;
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
  readonly outputPadding: readonly number[];
  readonly groups: number;
}

/** An input brought to the rank that has a batch axis. */
export interface Batched {
  readonly batched: boolean;
  /** The input's sizes, batch axis included. */
  readonly input: Shape;
}

/**
 * Puts a batch axis of 1 before an unbatched input: [C, …] → [1, C, …].
 *
 * @throws ShapeError for any other rank
 */
export function withBatch(callee: string, rank: Rank, input: Shape): Batched {
  if (input.length === rank + 2) return { batched: true, input };
  if (input.length === rank + 1) return { batched: false, input: [1, ...input] };
  const axes = `C, ${AXIS_NAMES[rank].join(', ')}`;
  throw new ShapeError(
    `Expected ${rank + 1}D (unbatched) or ${rank + 2}D (batched) input to ${callee}, but got input of size: ${sizeList(input)}`,
    { hint: `Give it [N, ${axes}] or [${axes}].`, fields: { callee, input } },
  );
}

/** @throws ShapeError if the weight has no spatial axis or there is no group */
export function checkWeightAndGroups(callee: string, weight: Shape, groups: number): void {
  checkInt(callee, 'groups', 0, groups);
  if (weight.length < 3) throw new ShapeError('weight should have at least three dimensions', { fields: { weight } });
  if (groups <= 0)
    throw new ShapeError('non-positive groups is not supported', { hint: '`groups` starts at 1.', fields: { groups } });
}

/**
 * An option as one value for each of the weight's spatial axes. A number stands for one value per axis of the
 * *function* (as PyTorch's argument parser has it), so that a weight of another rank shows here.
 *
 * @throws ShapeError if the list has another length
 */
export function expandOption(name: string, value: PerAxis, rank: Rank, weight: Shape): number[] {
  const axes = weight.length - 2;
  const given = typeof value === 'number' ? perAxis(value, rank) : [...value];
  if (given.length !== 1 && given.length !== axes)
    throw new ShapeError(
      `expected ${name} to be a single integer value or a list of ${axes} values to match the convolution dimensions, but got ${name}=${sizeList(given)}`,
      { hint: expandHint(rank, weight), fields: { option: name, value: given, weight } },
    );
  return perAxis(given, axes);
}

/** Says so where it is the weight and not the option that has the wrong number of axes. */
function expandHint(rank: Rank, weight: Shape): string | undefined {
  if (weight.length === rank + 2) return undefined;
  return `The weight ${sizeList(weight)} has ${weight.length - 2} kernel axes; a ${rank}d convolution has ${rank}.`;
}

/** Signs, ranks and groups: the checks that follow once every option is a list. @throws ShapeError */
export function checkSignsAndGroups(call: ConvCall): void {
  const { input, weight, groups } = call;
  checkSigns(call);
  if (weight.length !== input.length)
    throw new ShapeError(
      `Expected ${weight.length}-dimensional input for ${weight.length}-dimensional weight ${sizeList(weight)}, but got ${input.length}-dimensional input of size ${sizeList(input)} instead`,
      { fields: { input, weight } },
    );
  if (weight[0]! < groups)
    throw new ShapeError(
      `Given groups=${groups}, expected weight to be at least ${groups} at dimension 0, but got weight of size ${sizeList(weight)} instead`,
      { fields: { groups, weight } },
    );
  if (weight[0]! % groups !== 0)
    throw new ShapeError(
      `Given groups=${groups}, expected weight to be divisible by ${groups} at dimension 0, but got weight of size [${sizeList(weight)}] instead`,
      {
        hint: `\`groups\` has to divide ${weight[0]}: ${divisors(weight[0]!).join(', ')}.`,
        fields: { groups, weight },
      },
    );
}

function checkSigns({ padding, outputPadding, stride, dilation }: ConvCall): void {
  if (padding.some((p) => p < 0))
    throw new ShapeError('negative padding is not supported', {
      hint: 'To cut cells off, use `F.pad` with negative values first.',
      fields: { padding },
    });
  if (outputPadding.some((p) => p < 0))
    throw new ShapeError('negative output_padding is not supported', { fields: { outputPadding } });
  if (stride.some((s) => s <= 0))
    throw new ShapeError('non-positive stride is not supported', { hint: '`stride` starts at 1.', fields: { stride } });
  if (dilation.some((d) => d < 0))
    throw new ShapeError('dilation should be greater than zero', {
      hint: '`dilation` starts at 1: the taps lie side by side.',
      fields: { dilation },
    });
}

/** Padding that would overflow PyTorch's integers. @throws ShapeError */
export function checkPaddingLimit(padding: readonly number[]): void {
  const axis = padding.findIndex((p) => p >= PADDING_LIMIT);
  if (axis >= 0)
    throw new ShapeError(
      `Given padding=${BigInt(padding[axis]!)} at dimension ${axis} , expected padding to be at most ${BigInt(PADDING_LIMIT) - 1n}`,
      { fields: { axis, padding: padding[axis] } },
    );
}

/** Where channels should be but are not: perhaps they are last. */
export function channelsHint(input: Shape, expected: number): string {
  if (input.at(-1) !== expected)
    return `Axis 1 holds the channels: give the input ${expected}, or build the layer for ${input[1]}.`;
  const spatial = input.slice(2).map((_, axis) => axis + 1);
  const order = [0, input.length - 1, ...spatial].join(', ');
  return `The last axis has ${expected}: channels come first here, so \`permute(${order})\` the batch.`;
}

/**
 * The sizes as PyTorch's kernels print them: one spatial axis is run as two, the first of size 1.
 * [N, C, L] → [N, C, 1, L]
 */
export function asTwoAxes(sizes: Shape): number[] {
  return sizes.length === 3 ? [sizes[0]!, sizes[1]!, 1, sizes[2]!] : [...sizes];
}

/** An empty spatial axis; an empty batch and (elsewhere) no channels are fine. @throws ShapeError */
export function checkSpatialNotEmpty(input: Shape): void {
  if (input.includes(0))
    throw new ShapeError(
      `Only zero batch or zero channel inputs are supported, but got input shape: ${sizeList(asTwoAxes(input))}`,
      { fields: { input } },
    );
}

/** `(9 x 9)`, as PyTorch prints the sizes of all spatial axes. */
export function crossed(sizes: readonly number[]): string {
  return `(${sizes.join(' x ')})`;
}

function divisors(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i + 1).filter((d) => n % d === 0);
}
