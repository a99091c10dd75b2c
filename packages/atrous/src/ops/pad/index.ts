/** @file `F.pad`: constant, reflecting, replicating and circular padding, and cropping. */

import { differentiable } from '../../autograd/index.js';
import { type PadGeometry, padGeometry, type PadMode } from '../../geometry/pad.js';
import { isFloat, isFloatingPoint, type TypedArray } from '../../tensor/dtype.js';
import { empty, encode } from '../../tensor/element.js';
import { checkCall } from '../../tensor/operand.js';
import type { Tensor } from '../../tensor/tensor.js';
import { to } from '../cast.js';
import { accelerated } from '../engine.js';
import { inDoubles, linearMap } from '../linear-map.js';
import { notImplemented } from '../not-implemented.js';
import { padReference, padTranspose } from './reference.js';

export interface PadOptions {
  /** Default `'constant'`. */
  readonly mode?: PadMode;
  /** What constant mode shows outside; default 0. Cut to the dtype: 1.5 is 1 in an integer tensor. */
  readonly value?: number | null;
}

const NAMES: Readonly<Record<string, string>> = {
  reflect: 'ReflectionPad',
  replicate: 'ReplicationPad',
  circular: 'CircularPad',
};

const KERNELS: Readonly<Record<string, string>> = { reflect: 'reflection_pad', replicate: 'replication_pad' };

/**
 * Pads or (with negative amounts) crops.
 *
 * @param pad   pairs from the LAST axis backwards: `[left, right, top, bottom, front, back]`. Constant mode takes any number
 *   of axes; the others pad the last 1, 2 or 3 axes of an input with or without a batch.
 * @throws ShapeError, NotSupportedError or ArgumentError with PyTorch's text
 */
export function pad(input: Tensor, pad: readonly number[], options: PadOptions = {}): Tensor {
  checkCall('pad', { input }, options, ['mode 3', 'value 4']);
  const geometry = padGeometry(input.shape, pad, options.mode, options.value);
  const kernel = KERNELS[geometry.mode];
  if (input.dtype === 'bool' && kernel !== undefined) throw notImplemented(`${kernel}${pad.length / 2}d`, input.dtype);
  // 16-bit floats are moved as float32, which holds them all, so that their gradients can be added up.
  if (geometry.mode !== 'constant' && isFloatingPoint(input.dtype))
    return to(mirrored(isFloat(input.dtype) ? input : to(input, 'float32'), geometry), input.dtype);
  const value = options.value ?? 0;
  const output =
    (value === 0
      ? accelerated(geometry.shape, [input], (engine, x) => engine.mirror(geometry, x, false))
      : undefined) ?? surrounded(input, geometry, value);
  // What was padded is cropped, and what was cropped had no part in the output.
  return differentiable('ConstantPadNd', [input], output, (grad) => [negated(grad, pad)]);
}

/** The input, or what is left of it, among cells of one value. */
function surrounded(input: Tensor, geometry: PadGeometry, value: number): Tensor {
  const output = empty(geometry.shape, input.dtype);
  if (value !== 0) fill(output.storage.array, encode(input.dtype, value));
  padReference(input.storage.array, geometry, output.storage.array);
  return output;
}

const negated = (grad: Tensor, amounts: readonly number[]): Tensor =>
  pad(
    grad,
    amounts.map((amount) => -amount),
  );

/** The modes that show cells of the input outside it: every gradient goes back to the cell that was shown. */
function mirrored(input: Tensor, geometry: PadGeometry): Tensor {
  return linearMap(
    input,
    {
      name: NAMES[geometry.mode]!,
      shape: geometry.shape,
      run: (x, y) => padReference(x, geometry, y),
    },
    {
      name: `${NAMES[geometry.mode]}Backward`,
      shape: input.shape,
      run: (y, x) => inDoubles(x, (sums) => padTranspose(y, geometry, sums)),
    },
    (engine, x, back) => engine.mirror(geometry, x, back),
  );
}

function fill(array: TypedArray, value: number | bigint): void {
  (array as unknown as { fill(value: number | bigint): void }).fill(value);
}
