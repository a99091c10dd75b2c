/** @file `F.bilinear`: a sum over all pairs of features of two inputs. */

import { differentiable } from '../autograd/index.js';
import { DTypeError } from '../errors.js';
import { bilinearShape } from '../geometry/bilinear.js';
import { DTYPES } from '../tensor/dtype.js';
import { fromNumbers, type NumberArray, numbers } from '../tensor/element.js';
import { checkCall } from '../tensor/operand.js';
import { numel, type Tensor } from '../tensor/tensor.js';
import { notImplemented } from './not-implemented.js';
import { sum } from './reduce/sums.js';
import { permute } from './shape/permute.js';

export interface BilinearOptions {
  /** [outFeatures]; default none. */
  readonly bias?: Tensor | null | undefined;
}

/** All of one type, which PyTorch asks before anything about sizes. */
function checkTypes(tensors: Readonly<Record<string, Tensor | null>>): void {
  const given = Object.entries(tensors).filter((entry): entry is [string, Tensor] => entry[1] !== null);
  if (given.every(([, t]) => t.dtype === given[0]![1].dtype)) return;
  const types = given.map(([name, { dtype }]) => `${name}: ${DTYPES[dtype].cpp}`).join(', ');
  throw new DTypeError(`All tensors must have the same dtype, got ${types}`, {
    hint: 'Convert the module or the inputs.',
    fields: { dtypes: given.map(([, t]) => t.dtype) },
  });
}

/**
 * `y[r, o] = bias[o] + Σ_ij a[r, i]·weight[o, i, j]·b[r, j]`
 *
 * @param x       [rows, in1Features]
 * @param z       [rows, in2Features]
 * @param w       [outFeatures, in1Features, in2Features]
 * @param y       [rows, outFeatures], written
 */
function bilinearReference(
  x: NumberArray,
  z: NumberArray,
  w: NumberArray,
  bias: NumberArray | null,
  y: Float64Array,
  [outFeatures, in1Features, in2Features]: readonly [number, number, number],
): void {
  for (let index = 0; index < y.length; index++) {
    const row = Math.floor(index / outFeatures);
    const o = index % outFeatures;
    let sum = bias === null ? 0 : bias[o]!;
    for (let i = 0; i < in1Features; i++) {
      const at = (o * in1Features + i) * in2Features;
      let inner = 0;
      for (let j = 0; j < in2Features; j++) inner += w[at + j]! * z[row * in2Features + j]!;
      sum += x[row * in1Features + i]! * inner;
    }
    y[index] = sum;
  }
}

/**
 * Adds `Σ_r y[r, o]·x[r, i]·z[r, j]` to `sums[o, i, j]`.
 *
 * @param x     [rows, in1Features]
 * @param z     [rows, in2Features]
 * @param y     [rows, outFeatures]
 * @param sums  [outFeatures, in1Features, in2Features]
 */
function weightGradientReference(
  x: NumberArray,
  z: NumberArray,
  y: NumberArray,
  sums: Float64Array,
  [outFeatures, in1Features, in2Features]: readonly [number, number, number],
): void {
  for (let index = 0; index < y.length; index++) {
    const row = Math.floor(index / outFeatures);
    const o = index % outFeatures;
    for (let i = 0; i < in1Features; i++) {
      const at = (o * in1Features + i) * in2Features;
      const factor = y[index]! * x[row * in1Features + i]!;
      for (let j = 0; j < in2Features; j++) sums[at + j]! += factor * z[row * in2Features + j]!;
    }
  }
}

/**
 * `y[r, o] = bias[o] + Σ_ij a[r, i]·weight[o, i, j]·b[r, j]`, summed in doubles and rounded once.
 *
 * @param input1  [*, in1Features]
 * @param input2  [*, in2Features], the same sizes but for the last
 * @param weight  [outFeatures, in1Features, in2Features]
 * @throws ShapeError, DTypeError with PyTorch's text
 */
export function bilinear(input1: Tensor, input2: Tensor, weight: Tensor, options: BilinearOptions = {}): Tensor {
  checkCall('bilinear', { input1, input2, weight }, options, ['bias']);
  const bias = options.bias ?? null;
  checkTypes({ input1, input2, weight, bias });
  const shape = bilinearShape(input1.shape, input2.shape, weight.shape, bias?.shape ?? null);
  const { dtype } = input1;
  if (dtype === 'bool') throw notImplemented('bmm', dtype);
  return trilinear(input1, input2, weight, bias, shape);
}

/**
 * The sum itself. Its gradients by `a` and `b` are such sums again, with the weight's axes exchanged; saves all three.
 *
 * @param shape  of the result, [*, outFeatures]
 */
function trilinear(a: Tensor, b: Tensor, weight: Tensor, bias: Tensor | null, shape: readonly number[]): Tensor {
  const y = new Float64Array(numel(shape));
  const sizes = weight.shape as readonly [number, number, number];
  bilinearReference(numbers(a), numbers(b), numbers(weight), bias && numbers(bias), y, sizes);
  const rows = shape.slice(0, -1).map((_, axis) => axis);
  return differentiable(
    'Trilinear',
    [a, b, weight, bias],
    fromNumbers(y, shape, a.dtype),
    (grad, [a, b, w], needs) => [
      // weight [o, i, j] → [i, o, j] and [j, o, i]
      needs[0] ? trilinear(grad, b!, permute(w!, [1, 0, 2]), null, a!.shape) : null,
      needs[1] ? trilinear(grad, a!, permute(w!, [2, 0, 1]), null, b!.shape) : null,
      needs[2] ? weightGradient(a!, b!, grad) : null,
      needs[3] ? biasGradient(grad, rows) : null,
    ],
    [a, b, weight],
  );
}

/** The sum over all rows; a single row is its own. */
function biasGradient(grad: Tensor, rows: readonly number[]): Tensor {
  return rows.length === 0 ? grad : sum(grad, rows);
}

/** `gradWeight[o, i, j] = Σ_r y[r, o]·a[r, i]·b[r, j]`; saves all three. */
function weightGradient(a: Tensor, b: Tensor, y: Tensor): Tensor {
  const shape = [y.shape.at(-1)!, a.shape.at(-1)!, b.shape.at(-1)!] as const;
  const sums = new Float64Array(numel(shape));
  weightGradientReference(numbers(a), numbers(b), numbers(y), sums, shape);
  return differentiable(
    'TrilinearBackward',
    [a, b, y],
    fromNumbers(sums, shape, a.dtype),
    (grad, [a, b, y], needs) => [
      needs[0] ? trilinear(y!, b!, permute(grad, [1, 0, 2]), null, a!.shape) : null,
      needs[1] ? trilinear(y!, a!, permute(grad, [2, 0, 1]), null, b!.shape) : null,
      needs[2] ? trilinear(a!, b!, grad, null, y!.shape) : null,
    ],
    [a, b, y],
  );
}
