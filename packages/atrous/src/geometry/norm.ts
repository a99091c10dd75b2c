/**
 * @file Shape checks of batch, instance, group and layer normalisation, and how each cuts its input into the
 * sets of elements that share a mean and a variance.
 */

import { ArgumentError, ShapeError } from '../errors.js';
import { ARRAY, intArray } from './ints.js';
import { product } from './product.js';
import { float, sizeList, torchSize } from './python.js';
import type { Rank, Shape } from './types.js';

/**
 * The input seen as `[outer, sets, inner]`, row-major: set `s` holds the `outer · inner` elements `[:, s, :]`.
 *
 *     batch      [N, C, S]        instance   [1, N·C, S]
 *     group      [1, N·g, C/g·S]  layer      [1, rows, normalised]
 */
export interface NormGeometry {
  readonly outer: number;
  readonly sets: number;
  readonly inner: number;
  /** Channels and elements per channel, which weight and bias go by; for layer norm 1 and `inner`. */
  readonly channels: number;
  readonly spatial: number;
  readonly shape: readonly number[];
}

/** Shapes of the tensors of a normalisation; null or undefined where there is none. */
export interface NormShapes {
  readonly runningMean?: Shape | null;
  readonly runningVar?: Shape | null;
  readonly weight?: Shape | null;
  readonly bias?: Shape | null;
}

function checkChannels(callee: string, input: Shape): void {
  if (input.length >= 2) return;
  throw new ShapeError(`${callee} expects an input of shape (N, C, *), but got input of size: ${sizeList(input)}`, {
    fields: { input },
  });
}

function checkCount(name: string, shape: Shape | null | undefined, expected: number): void {
  if (shape === null || shape === undefined || product(shape) === expected) return;
  throw new ShapeError(`${name} should contain ${expected} elements not ${product(shape)}`, {
    fields: { name, expected, actual: product(shape) },
  });
}

/** Buffers and parameters in the order in which PyTorch asks for them. */
function checkFeatures(shapes: NormShapes, features: number, training: boolean): void {
  for (const [name, shape] of [
    ['running_mean', shapes.runningMean],
    ['running_var', shapes.runningVar],
  ] as const) {
    if ((shape ?? null) === null && !training)
      throw new ShapeError(`${name} must be defined in evaluation mode`, {
        hint: 'Set `training: true` to use the statistics of the batch itself.',
        fields: { name },
      });
    checkCount(name, shape, features);
  }
  checkCount('weight', shapes.weight, features);
  checkCount('bias', shapes.bias, features);
}

const moreThanOne = (kind: string, shown: string, input: Shape): ArgumentError =>
  new ArgumentError(`Expected more than 1 ${kind} when training, got input size ${shown}`, {
    hint: 'A single value has no variance.',
    fields: { input },
  });

/**
 * Batch normalisation of `[N, C, *]`: one mean and one variance per channel. An empty input passes unchecked, as in PyTorch.
 *
 * @throws ArgumentError for a single value per channel in training and for eps, ShapeError for buffers and parameters
 */
export function batchNormGeometry(input: Shape, shapes: NormShapes, training: boolean, eps: number): NormGeometry {
  checkChannels('batch_norm', input);
  const [N, C] = input as readonly [number, number];
  const spatial = product(input.slice(2));
  if (training && N * spatial === 1) throw moreThanOne('value per channel', torchSize(input), input);
  if (training && eps <= 0)
    throw new ArgumentError(`batch_norm eps must be positive during training, but got ${float(eps)}`, {
      fields: { eps },
    });
  if (eps < 0)
    throw new ArgumentError(`batch_norm eps must be non-negative, but got ${float(eps)}`, { fields: { eps } });
  if (product(input) > 0) checkFeatures(shapes, C, training);
  return { outer: N, sets: C, inner: spatial, channels: C, spatial, shape: [...input] };
}

/**
 * Instance normalisation of `[N, C, *]`: one mean and one variance per image and channel. PyTorch runs it as batch
 * normalisation of `[1, N·C, *]`, with buffers and parameters repeated N times; its texts count them so. Unlike batch
 * normalisation it takes any eps.
 *
 * @throws ArgumentError for a single spatial element, ShapeError for buffers and parameters
 */
export function instanceNormGeometry(input: Shape, shapes: NormShapes, useInputStats: boolean): NormGeometry {
  const spatial = product(input.slice(2));
  if (useInputStats && spatial === 1) throw moreThanOne('spatial element', torchSize(input), input);
  if (!useInputStats && ((shapes.runningMean ?? null) === null || (shapes.runningVar ?? null) === null))
    throw new ShapeError('Expected running_mean and running_var to be defined when use_input_stats is false', {
      hint: 'Leave `useInputStats` true, or give `runningMean` and `runningVar`.',
    });
  checkChannels('instance_norm', input);
  const [N, C] = input as readonly [number, number];
  const repeated = (shape: Shape | null | undefined): Shape | null => (shape ? [N * product(shape)] : null);
  if (product(input) > 0)
    checkFeatures(
      {
        runningMean: repeated(shapes.runningMean),
        runningVar: repeated(shapes.runningVar),
        weight: repeated(shapes.weight),
        bias: repeated(shapes.bias),
      },
      N * C,
      useInputStats,
    );
  return { outer: 1, sets: N * C, inner: spatial, channels: C, spatial, shape: [...input] };
}

function checkVector(name: 'weight' | 'bias', shape: Shape | null | undefined, input: Shape): void {
  if (shape === null || shape === undefined || (shape.length === 1 && shape[0] === input[1])) return;
  throw new ShapeError(
    `Expected ${name} to be a vector of size equal to the number of channels in input, ` +
      `but got ${name} of shape ${sizeList(shape)} and input of shape ${sizeList(input)}`,
    { fields: { [name]: shape, input } },
  );
}

/**
 * Group normalisation of `[N, C, *]`: one mean and one variance per image and group of `C / numGroups` channels.
 *
 * @throws ShapeError where the groups do not divide the channels or a parameter is no vector of C,
 *   ArgumentError for `numGroups = 0` (Python's ZeroDivisionError) and for a single value per group
 */
export function groupNormGeometry(input: Shape, numGroups: number, shapes: NormShapes): NormGeometry {
  if (input.length < 2)
    throw new ShapeError(`Expected at least 2 dimensions for input tensor but received ${input.length}`, {
      fields: { input },
    });
  if (numGroups === 0)
    throw new ArgumentError('integer division or modulo by zero', {
      pythonType: 'ZeroDivisionError',
      hint: '`numGroups` must be positive.',
      fields: { numGroups },
    });
  const [N, C] = input as readonly [number, number];
  const space = input.slice(2);
  const perGroup = Math.floor((N * C) / numGroups);
  if (perGroup * product(space) === 1)
    throw moreThanOne('value per channel', sizeList([perGroup, numGroups, ...space]), input);
  if (numGroups < 0)
    throw new ShapeError(`Expected num groups to be greater than 0, got ${numGroups}`, { fields: { numGroups } });
  if (C % numGroups !== 0)
    throw new ShapeError(
      'Expected number of channels in input to be divisible by num_groups, but got input of shape ' +
        `${sizeList(input)} and num_groups=${numGroups}`,
      { fields: { input, numGroups } },
    );
  checkVector('weight', shapes.weight, input);
  checkVector('bias', shapes.bias, input);
  const spatial = product(space);
  const inner = (C / numGroups) * spatial;
  return { outer: 1, sets: N * numGroups, inner, channels: C, spatial, shape: [...input] };
}

function checkAffine(name: 'weight' | 'bias', shape: Shape | null | undefined, normalized: Shape): void {
  if (shape === null || shape === undefined || sizeList(shape) === sizeList(normalized)) return;
  throw new ShapeError(
    `Expected ${name} to be of same shape as normalized_shape, ` +
      `but got ${name} of shape ${sizeList(shape)} and normalized_shape = ${sizeList(normalized)}`,
    { fields: { [name]: shape, normalizedShape: normalized } },
  );
}

/**
 * Layer normalisation over the last axes, whose sizes are `normalizedShape`: one mean and one variance for each of the rest.
 *
 * @throws ShapeError where the input does not end in `normalizedShape` or a parameter has another shape
 */
export function layerNormGeometry(input: Shape, normalizedShape: Shape, shapes: NormShapes): NormGeometry {
  checkNormalizedShape('layer_norm', normalizedShape);
  checkAffine('weight', shapes.weight, normalizedShape);
  checkAffine('bias', shapes.bias, normalizedShape);
  return lastAxes(input, normalizedShape, `[*, ${normalizedShape.join(', ')}]`);
}

/**
 * Root mean square normalisation: over the same axes, with no mean taken off and no bias.
 *
 * @throws ArgumentError for an input of fewer axes, ShapeError where it does not end in `normalizedShape` or the weight has
 *   another shape
 */
export function rmsNormGeometry(input: Shape, normalizedShape: Shape, weight: Shape | null): NormGeometry {
  checkNormalizedShape('rms_norm', normalizedShape);
  checkAffine('weight', weight, normalizedShape);
  const least = normalizedShape.length;
  if (input.length < least)
    throw new ArgumentError(`Input tensor must have at least ${least} dimensions, but got ${input.length}`, {
      fields: { input, normalizedShape },
    });
  return lastAxes(input, normalizedShape, `[*${normalizedShape.join(', ')}]`);
}

function checkNormalizedShape(callee: string, normalizedShape: Shape): void {
  if (intArray(callee, 'normalized_shape', 2, normalizedShape, ARRAY).length > 0) return;
  throw new ShapeError(
    'Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, ' +
      'but got normalized_shape = []',
  );
}

/** The input cut into its last axes, which have to be `normalizedShape`; `pattern`: how PyTorch writes what it expects. */
function lastAxes(input: Shape, normalizedShape: Shape, pattern: string): NormGeometry {
  const lead = input.length - normalizedShape.length;
  if (lead < 0 || !normalizedShape.every((size, i) => input[lead + i] === size))
    throw new ShapeError(
      `Given normalized_shape=${sizeList(normalizedShape)}, expected input with shape ` +
        `${pattern}, but got input of size${sizeList(input)}`,
      { fields: { input, normalizedShape } },
    );
  const inner = product(normalizedShape);
  return { outer: 1, sets: product(input.slice(0, lead)), inner, channels: 1, spatial: inner, shape: [...input] };
}

/**
 * What `BatchNorm1d`, `2d` and `3d` ask first.
 *
 * @throws ArgumentError unless the input is `[N, C, …]` with `rank` spatial axes (1d: also without any)
 */
export function checkBatchNormRank(rank: Rank, input: Shape): void {
  if (input.length === rank + 2 || (rank === 1 && input.length === 2)) return;
  const expected = rank === 1 ? '2D or 3D' : `${rank + 2}D`;
  throw new ArgumentError(`expected ${expected} input (got ${input.length}D input)`, { fields: { rank, input } });
}

/**
 * What `InstanceNorm1d`, `2d` and `3d` ask first: the rank (with or without a batch), then the channels where there are weights.
 *
 * @throws ArgumentError
 */
export function checkInstanceNormInput(rank: Rank, input: Shape, numFeatures: number, affine: boolean): void {
  if (input.length !== rank + 1 && input.length !== rank + 2)
    throw new ArgumentError(`expected ${rank + 1}D or ${rank + 2}D input (got ${input.length}D input)`, {
      fields: { rank, input },
    });
  const dim = input.length - rank - 1;
  if (!affine || input[dim] === numFeatures) return;
  throw new ArgumentError(
    `expected input's size at dim=${dim} to match num_features (${numFeatures}), but got: ${input[dim]}.`,
    { fields: { dim, numFeatures, actual: input[dim] } },
  );
}

/**
 * Local response normalisation keeps the shape of `[N, C, …]` with at least one spatial axis; an empty input passes unchecked.
 *
 * @throws ArgumentError below rank 3, ShapeError for `size ≤ 0`
 */
export function localResponseNormShape(input: Shape, size: number): number[] {
  const rank = input.length;
  if (rank < 3)
    throw new ArgumentError(
      // PyTorch's source breaks this line inside the string.
      `Expected 3D or higher dimensionality                          input (got ${rank} dimensions)`,
      { fields: { input } },
    );
  if (product(input) > 0 && !(Number.isInteger(size) && size > 0)) {
    // It averages over channels with a pooling window, 2-d for three dimensions and 3-d for more.
    const kernel = rank === 3 ? `kH: ${size} kW: 1` : `kT: ${size} kH: 1 kW: 1`;
    throw new ShapeError(`kernel size should be greater than zero, but got ${kernel}`, {
      hint: '`size` counts channels and must be a positive integer.',
      fields: { size },
    });
  }
  return [...input];
}
