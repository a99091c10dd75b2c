/** @file `F.bilinear`: a sum over all pairs of features of two inputs. */

import { DTypeError, ShapeError } from '../errors.js';
import { checkOptions } from '../geometry/options.js';
import { outputShape } from '../geometry/spec.js';
import { DTYPES } from '../tensor/dtype.js';
import { empty } from '../tensor/element.js';
import type { Tensor } from '../tensor/tensor.js';
import { floats } from './float-only.js';

export interface BilinearOptions {
  /** [outFeatures]; default none. */
  readonly bias?: Tensor | null | undefined;
}

/**
 * `y[r, o] = bias[o] + Σ_ij a[r, i]·weight[o, i, j]·b[r, j]`, summed in doubles and rounded once.
 *
 * @param a       [*, in1Features]
 * @param b       [*, in2Features], the same sizes but for the last
 * @param weight  [outFeatures, in1Features, in2Features]
 * @throws ShapeError, DTypeError with PyTorch's text
 */
export function bilinear(a: Tensor, b: Tensor, weight: Tensor, options: BilinearOptions = {}): Tensor {
  checkOptions('bilinear', options, ['bias']);
  const bias = options.bias ?? null;
  const [outFeatures, in1Features, in2Features] = weight.shape;
  if (outFeatures === undefined || in1Features === undefined || in2Features === undefined)
    throw new ShapeError(`bilinear(): expected a weight of 3 dimensions, got ${weight.dim()}`, {
      fields: { weight: weight.shape },
    });
  const args = { in1Features, in2Features, outFeatures, bias: bias !== null };
  const shape = outputShape({ op: 'Bilinear', args }, a.shape, { others: [b.shape] });
  for (const other of [b, weight, ...(bias ? [bias] : [])]) checkSameType(a, other);
  const [x, z, w] = [floats(a, 'bilinear'), floats(b, 'bilinear'), floats(weight, 'bilinear')];
  const offsets = bias && floats(bias, 'bilinear');
  const output = empty(shape, a.dtype);
  const y = floats(output, 'bilinear');
  for (let index = 0; index < y.length; index++) {
    const row = Math.floor(index / outFeatures);
    const o = index % outFeatures;
    let sum = offsets === null ? 0 : offsets[o]!;
    for (let i = 0; i < in1Features; i++) {
      const at = (o * in1Features + i) * in2Features;
      let inner = 0;
      for (let j = 0; j < in2Features; j++) inner += w[at + j]! * z[row * in2Features + j]!;
      sum += x[row * in1Features + i]! * inner;
    }
    y[index] = sum;
  }
  return output;
}

function checkSameType(a: Tensor, other: Tensor): void {
  if (other.dtype !== a.dtype)
    throw new DTypeError(`expected scalar type ${DTYPES[a.dtype].scalar} but found ${DTYPES[other.dtype].scalar}`, {
      hint: 'Inputs and parameters need the same dtype.',
      fields: { input: a.dtype, found: other.dtype },
    });
}
