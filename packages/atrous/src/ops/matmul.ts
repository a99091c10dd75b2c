/** @file Matrix products, accumulated in double precision. */

import { differentiable, noGrad } from '../autograd/index.js';
import { DTypeError, ShapeError } from '../errors.js';
import { sizeList } from '../geometry/python.js';
import { broadcastShapes } from '../tensor/broadcast.js';
import { DTYPES, type DType } from '../tensor/dtype.js';
import { numbers, type NumberArray } from '../tensor/element.js';
import { checkCall } from '../tensor/operand.js';
import { numel, type Tensor } from '../tensor/tensor.js';
import { mul } from './elementwise/arithmetic.js';
import { crossed } from './elementwise/gradient.js';
import { finish, workspace } from './elementwise/binary.js';
import { expand } from './shape/expand.js';
import { t, transpose } from './shape/permute.js';
import { reshape, squeeze, unsqueeze } from './shape/view.js';

/** Sizes of one product: [n, k] · [k, m] → [n, m]. */
interface Sizes {
  readonly n: number;
  readonly k: number;
  readonly m: number;
}

/** One product, from the given offsets on; `sums` has room for one row. */
function multiply(
  out: NumberArray,
  a: NumberArray,
  b: NumberArray,
  [atOut, atA, atB]: readonly [number, number, number],
  { n, k, m }: Sizes,
  sums: Float64Array,
): void {
  for (let i = 0; i < n; i++) {
    sums.fill(0);
    for (let c = 0; c < k; c++) {
      const factor = a[atA + i * k + c]!;
      const row = atB + c * m;
      for (let j = 0; j < m; j++) sums[j]! += factor * b[row + j]!;
    }
    out.set(sums, atOut + i * m);
  }
}

/** `count` products of matrices that lie one behind the other. */
function products(a: Tensor, b: Tensor, count: number, sizes: Sizes, shape: readonly number[]): Tensor {
  const { n, k, m } = sizes;
  const [x, y] = [numbers(a), numbers(b)];
  const out = workspace(a.dtype, count * n * m);
  const sums = new Float64Array(m);
  for (let i = 0; i < count; i++) multiply(out, x, y, [i * n * m, i * n * k, i * k * m], sizes, sums);
  return finish(out, shape, a.dtype);
}

/** Products do not promote. */
function checkTypes(a: Tensor, b: Tensor, message: (a: DType, b: DType) => string): void {
  if (a.dtype !== b.dtype)
    throw new DTypeError(message(a.dtype, b.dtype), {
      hint: `Convert one of them: x.to('${a.dtype}').`,
      fields: { a: a.dtype, b: b.dtype },
    });
}

/**
 * [n, k] · [k, m] → [n, m].
 *
 * @throws ShapeError if the inner sizes differ
 */
export function mm(input: Tensor, mat2: Tensor): Tensor {
  checkCall('mm', { input, mat2 });
  if (input.dim() !== 2) throw new ShapeError('self must be a matrix', { fields: { shape: [...input.shape] } });
  if (mat2.dim() !== 2) throw new ShapeError('mat2 must be a matrix', { fields: { shape: [...mat2.shape] } });
  const [n, k] = input.shape as [number, number];
  const [inner, m] = mat2.shape as [number, number];
  if (k !== inner)
    throw new ShapeError(`mat1 and mat2 shapes cannot be multiplied (${n}x${k} and ${inner}x${m})`, {
      hint: `The first has ${k} columns; the second needs as many rows.`,
      fields: { mat1: [n, k], mat2: [inner, m] },
    });
  checkTypes(
    input,
    mat2,
    (a, b) => `expected m1 and m2 to have the same dtype, but got: ${DTYPES[a].cpp} != ${DTYPES[b].cpp}`,
  );
  return differentiable(
    'Mm',
    [input, mat2],
    products(input, mat2, 1, { n, k, m }, [n, m]),
    (grad, [a, b], needs) => [needs[0] ? mm(grad, t(b!)) : null, needs[1] ? mm(t(a!), grad) : null],
    crossed(input, mat2),
  );
}

/**
 * [batch, n, k] · [batch, k, m] → [batch, n, m].
 *
 * @throws ShapeError if the batches or the inner sizes differ
 */
export function bmm(input: Tensor, mat2: Tensor): Tensor {
  checkCall('bmm', { input, mat2 });
  if (input.dim() !== 3) throw new ShapeError('batch1 must be a 3D tensor', { fields: { shape: [...input.shape] } });
  if (mat2.dim() !== 3) throw new ShapeError('batch2 must be a 3D tensor', { fields: { shape: [...mat2.shape] } });
  const [batch, n, k] = input.shape as [number, number, number];
  const [batch2, inner, m] = mat2.shape as [number, number, number];
  if (batch !== batch2 || k !== inner)
    throw new ShapeError(
      `Expected size for first two dimensions of batch2 tensor to be: ${sizeList([batch, k])} but got: ${sizeList([batch2, inner])}.`,
      { fields: { batch1: [...input.shape], batch2: [...mat2.shape] } },
    );
  checkTypes(input, mat2, (a, b) => `expected scalar type ${DTYPES[a].scalar} but found ${DTYPES[b].scalar}`);
  return differentiable(
    'Bmm',
    [input, mat2],
    products(input, mat2, batch, { n, k, m }, [batch, n, m]),
    (grad, [a, b], needs) => [
      needs[0] ? bmm(grad, transpose(b!, 1, 2)) : null,
      needs[1] ? bmm(transpose(a!, 1, 2), grad) : null,
    ],
    crossed(input, mat2),
  );
}

/** [k] · [k] → []. */
function dot(a: Tensor, b: Tensor): Tensor {
  const [n, m] = [a.numel(), b.numel()];
  if (n !== m)
    throw new ShapeError(
      `inconsistent tensor size, expected tensor [${n}] and src [${m}] to have the same number of elements, but got ${n} and ${m} elements respectively`,
      { fields: { a: [n], b: [m] } },
    );
  checkTypes(
    a,
    b,
    (x, y) => `dot : expected both vectors to have same dtype, but found ${DTYPES[x].scalar} and ${DTYPES[y].scalar}`,
  );
  return differentiable(
    'Dot',
    [a, b],
    products(a, b, 1, { n: 1, k: n, m: 1 }, []),
    (grad, [x, y], needs) => [needs[0] ? mul(y!, grad) : null, needs[1] ? mul(x!, grad) : null],
    crossed(a, b),
  );
}

/** [n, k] · [k] → [n]. */
function mv(a: Tensor, b: Tensor): Tensor {
  const [n, k] = a.shape as [number, number];
  if (k !== b.numel())
    throw new ShapeError(`size mismatch, got input (${n}), mat (${n}x${k}), vec (${b.numel()})`, {
      fields: { mat: [n, k], vec: b.numel() },
    });
  return differentiable(
    'Mv',
    [a, b],
    noGrad(() => squeeze(mm(a, unsqueeze(b, 1)), 1)),
    (grad, [matrix, vector], needs) => [
      needs[0] ? mul(unsqueeze(grad, 1), vector!) : null,
      needs[1] ? mv(t(matrix!), grad) : null,
    ],
    crossed(a, b),
  );
}

/** Every matrix of a batch times one matrix or vector: one product of all their rows. */
function folded(a: Tensor, b: Tensor): Tensor {
  const rows = reshape(a, [numel(a.shape.slice(0, -1)), a.shape.at(-1)!]);
  const product = b.dim() === 1 ? mv(rows, b) : mm(rows, b);
  return reshape(product, [...a.shape.slice(0, -1), ...b.shape.slice(1)]);
}

/** Batches broadcast against each other: [.., n, k] · [.., k, m] → [.., n, m]. */
function batched(a: Tensor, b: Tensor): Tensor {
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const flat = (t: Tensor): Tensor => {
    const matrix = t.shape.slice(-2);
    return reshape(expand(t, [...batch, ...matrix]), [numel(batch), ...matrix]);
  };
  return reshape(bmm(flat(a), flat(b)), [...batch, a.shape.at(-2)!, b.shape.at(-1)!]);
}

/**
 * The matrix product by PyTorch's rules for ranks: vectors give a dot product or a matrix times a vector, matrices
 * [n, k] · [k, m] → [n, m], and with more dimensions the leading ones are batches that broadcast.
 *
 * @throws ShapeError if the sizes do not fit
 */
export function matmul(input: Tensor, other: Tensor): Tensor {
  checkCall('matmul', { input, other });
  const [ranks, inputRank, otherRank] = [`${input.dim()}D and ${other.dim()}D`, input.dim(), other.dim()];
  if (inputRank === 0 || otherRank === 0)
    throw new ShapeError(`both arguments to matmul need to be at least 1D, but they are ${ranks}`, {
      fields: { input: [...input.shape], other: [...other.shape] },
    });
  if (inputRank === 1 && otherRank === 1) return dot(input, other);
  if (inputRank === 2 && otherRank === 1) return mv(input, other);
  if (inputRank === 1 && otherRank === 2) return squeeze(mm(unsqueeze(input, 0), other), 0);
  if (inputRank === 2 && otherRank === 2) return mm(input, other);
  if (otherRank <= 2) return folded(input, other);
  return inputRank === 1 ? squeeze(batched(unsqueeze(input, 0), other), -2) : batched(input, other);
}
