/** @file F.fractionalMaxPool2d, 3d: the maximum under windows that a random number spreads over the input. */

import { isRecorded } from '../../autograd/index.js';
import { DTypeError, ShapeError } from '../../errors.js';
import {
  type FractionalPoolGeometry,
  fractionalPoolGeometry,
  type FractionalPoolOptions,
} from '../../geometry/fractional-pool.js';
import type { PerAxis } from '../../geometry/types.js';
import { isFloatingPoint } from '../../tensor/dtype.js';
import { allocate, fromNumbers, type NumberArray, roundingOf } from '../../tensor/element.js';
import { checkCall } from '../../tensor/operand.js';
import { rand } from '../../tensor/random/create.js';
import { numel, Tensor } from '../../tensor/tensor.js';
import { floats } from '../float-only.js';
import { fromPlaces } from '../max-pool/places.js';
import { notImplemented } from '../not-implemented.js';
import { fractionalMaxPoolReference } from './reference.js';

export interface FractionalMaxPoolOptions extends Omit<FractionalPoolOptions, 'kernelSize'> {
  /** Also returns where each maximum stands in its plane (int32). */
  readonly returnIndices?: boolean | undefined;
  /**
   * [N, C, axes] numbers in [0, 1) of the input's type that decide where the windows lie, in 2-D width and then height, in 3-D
   * depth, height, width; drawn from the default generator where absent.
   */
  readonly randomSamples?: Tensor | null | undefined;
}

/** `[output, indices]` with `returnIndices`, else the output alone. */
export interface FractionalMaxPool {
  (
    input: Tensor,
    kernelSize: PerAxis,
    options: FractionalMaxPoolOptions & { readonly returnIndices: true },
  ): [output: Tensor, indices: Tensor];
  (
    input: Tensor,
    kernelSize: PerAxis,
    options?: FractionalMaxPoolOptions & { readonly returnIndices?: false | undefined },
  ): Tensor;
  (input: Tensor, kernelSize: PerAxis, options?: FractionalMaxPoolOptions): Tensor | [output: Tensor, indices: Tensor];
}

const OPTIONS = ['outputSize', 'outputRatio', 'returnIndices', 'randomSamples'];

function checkSamples(rank: number, samples: Tensor, input: Tensor, { batch, channels }: FractionalPoolGeometry): void {
  if (samples.dtype !== input.dtype)
    throw new DTypeError('Expect _random_samples to have the same dtype as input', {
      fields: { samples: samples.dtype, input: input.dtype },
    });
  const refuse = (text: string): ShapeError =>
    new ShapeError(`Expect _random_samples${text}`, {
      hint: `\`randomSamples\` is [${batch}, ${channels}, ${rank}].`,
      fields: { samples: samples.shape },
    });
  if (samples.dim() !== 3) throw refuse(` to have 3 dimensions, got ${samples.dim()}`);
  const [N, C, D] = samples.shape as readonly [number, number, number];
  if (N < batch) throw refuse('.size(0) no less then input batch size.');
  if (C !== channels) throw refuse('.size(1) equals to input channel size.');
  if (D !== rank) throw refuse(`.size(2) equals to ${rank}; got ${D}.`);
}

function pool(
  rank: 2 | 3,
  input: Tensor,
  kernelSize: PerAxis,
  options: FractionalMaxPoolOptions,
): Tensor | [Tensor, Tensor] {
  const callee = `fractional_max_pool${rank}d`;
  checkCall(callee, { input }, options, OPTIONS);
  const { outputSize, outputRatio, returnIndices = false } = options;
  const given = options.randomSamples ?? null;
  const geometry = fractionalPoolGeometry(rank, input.shape, { kernelSize, outputSize, outputRatio });
  if (given === null && !isFloatingPoint(input.dtype)) throw notImplemented('check_uniform_bounds', input.dtype);
  const { batch, channels, planes, output, shape } = geometry;
  if (given !== null) checkSamples(rank, given, input, geometry);
  const x = floats(input, `${callee}_out_frame`);
  const samples = given ?? rand([batch, channels, rank], { dtype: input.dtype });
  const y = allocate(input.dtype, numel(shape)) as NumberArray;
  const recorded = isRecorded([input]);
  const indices = returnIndices || recorded ? new Int32Array(y.length) : null;
  const axes = geometry.input.map((size, axis) => ({
    size,
    kernel: geometry.kernel[axis]!,
    count: output[axis]!,
    // The first sample of an image is for its width.
    sample: rank === 2 ? 1 - axis : axis,
  }));
  fractionalMaxPoolReference(x, samples.storage.array as NumberArray, y, indices, planes, axes, roundingOf(x));
  const result = fromNumbers(y, shape, input.dtype);
  if (indices === null) return result;
  const places = new Tensor(indices, shape, 'int32');
  if (recorded) fromPlaces(`FractionalMaxPool${rank}D`, input, result, places, planes);
  return returnIndices ? [result, places] : result;
}

const ofRank = (rank: 2 | 3): FractionalMaxPool =>
  ((input: Tensor, kernelSize: PerAxis, options?: FractionalMaxPoolOptions) =>
    pool(rank, input, kernelSize, options ?? {})) as FractionalMaxPool;

/**
 * Maximum over windows of (N, C, H, W) or (C, H, W), as many as `outputSize` says or `outputRatio` leaves. Windows overlap.
 *
 * @throws ArgumentError, ShapeError, DTypeError with PyTorch's text
 */
export const fractionalMaxPool2d: FractionalMaxPool = /* @__PURE__ */ ofRank(2);
/**
 * Maximum over windows of (N, C, D, H, W) or (C, D, H, W), as many as `outputSize` says or `outputRatio` leaves. Windows
 * overlap.
 *
 * @throws ArgumentError, ShapeError, DTypeError with PyTorch's text
 */
export const fractionalMaxPool3d: FractionalMaxPool = /* @__PURE__ */ ofRank(3);
