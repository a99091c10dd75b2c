/** @file New tensors: from values, from typed arrays, and filled by a rule. */

import { ArgumentError, DTypeError, runtimeError, ShapeError } from '../errors.js';
import { checkInt } from '../geometry/ints.js';
import { checkOptions } from '../geometry/options.js';
import { streamed } from '../geometry/python.js';
import { cast } from './cast.js';
import { checkDType, DTYPES, dtypeOf, type DType, type TypedArray } from './dtype.js';
import { cells, empty, encode } from './element.js';
import { requireTensor } from './operand.js';
import { pythonTypeName } from './python-type.js';
import { checkSize } from './sizes.js';
import { Tensor } from './tensor.js';
import { checkHeld } from './overflow.js';

/** A number, a BigInt, a boolean, or arrays of them, nested as deeply as the tensor has dimensions. */
export type Nested = number | bigint | boolean | readonly Nested[];

export interface CreateOptions {
  readonly dtype?: DType;
  /** Whether operations on it are recorded, so that it gets a gradient; default false. */
  readonly requiresGrad?: boolean;
}

const CREATE_OPTIONS = ['dtype', 'requiresGrad'];

/** A new tensor, with what the options say of its gradient. */
function made(t: Tensor, { requiresGrad = false }: CreateOptions): Tensor {
  return t.requiresGrad_(requiresGrad);
}

/** The dtype of the options, where it is one. */
function dtypeOption(callee: string, options: CreateOptions, fallback: DType): DType {
  checkOptions(callee, options, CREATE_OPTIONS);
  return checkDType(callee, options.dtype ?? fallback);
}

/** The sizes that the first elements of nested arrays have. */
function shapeOf(data: Nested): number[] {
  const shape: number[] = [];
  for (let level = data; Array.isArray(level); level = (level as readonly Nested[])[0]!) {
    shape.push((level as readonly Nested[]).length);
    if ((level as readonly Nested[]).length === 0) break;
  }
  return shape;
}

const LEAVES = ['number', 'bigint', 'boolean'];

/** Calls `visit` with every leaf in row-major order, and refuses arrays that do not fit `shape`. */
function eachLeaf(data: Nested, shape: readonly number[], visit: (leaf: number | bigint | boolean) => void): void {
  const walk = (level: Nested, depth: number): void => {
    if (depth === shape.length) {
      if (!LEAVES.includes(typeof level)) refuseLeaf(level);
      visit(level as number | bigint | boolean);
      return;
    }
    const expected = shape[depth]!;
    if (!Array.isArray(level)) refuseScalar(level as number | bigint | boolean);
    const items = level as readonly Nested[];
    if (items.length !== expected)
      throw new ShapeError(`expected sequence of length ${expected} at dim ${depth} (got ${items.length})`, {
        pythonType: 'ValueError',
        fields: { expected, got: items.length, dim: depth },
      });
    for (const item of items) walk(item, depth + 1);
  };
  walk(data, 0);
}

const UNEVEN = ': nest all of them equally deep.';

function refuseScalar(leaf: number | bigint | boolean): never {
  throw new ShapeError('not a sequence', {
    pythonType: 'TypeError',
    hint: `${String(leaf)} stands where the elements before it are arrays${UNEVEN}`,
  });
}

function refuseLeaf(value: unknown): never {
  throw new DTypeError(`must be real number, not ${pythonTypeName(value)}`, {
    pythonType: 'TypeError',
    hint: Array.isArray(value)
      ? `An array stands where the elements before it are numbers${UNEVEN}`
      : 'Elements are numbers, BigInts or booleans.',
    fields: { value },
  });
}

/** What a leaf's type asks for: numbers are float32. */
function leafDType(leaf: number | bigint | boolean): DType {
  if (typeof leaf === 'boolean') return 'bool';
  return typeof leaf === 'bigint' ? 'int64' : 'float32';
}

/** A leaf as a raw element; a BigInt goes into int64 whole. */
function encodeLeaf(dtype: DType, leaf: number | bigint | boolean): number | bigint {
  return typeof leaf === 'bigint' && dtype === 'int64' ? leaf : encode(dtype, Number(leaf));
}

/**
 * A tensor of the given values, copied.
 *
 * Numbers become `float32`, booleans `bool`, BigInts `int64` (mixed ones `float32`), unless `dtype` says otherwise;
 * a typed array keeps its own type.
 *
 * @throws ShapeError if the arrays are not nested evenly
 * @throws DTypeError for a value that is no number, ArgumentError for one that an integer type cannot hold
 * @example tensor([[1, 2], [3, 4]]).size() // torch.Size([2, 2])
 */
export function tensor(data: Nested | TypedArray, options: CreateOptions = {}): Tensor {
  if (ArrayBuffer.isView(data)) return copied(data, options);
  const shape = shapeOf(data);
  const leaves: (number | bigint | boolean)[] = [];
  const types = new Set<DType>();
  eachLeaf(data, shape, (leaf) => {
    leaves.push(leaf);
    types.add(leafDType(leaf));
  });
  const [only] = types;
  const dtype = dtypeOption('tensor', options, types.size === 1 ? only! : 'float32');
  const t = empty(shape, dtype);
  const raw = cells(t);
  for (let i = 0; i < leaves.length; i++) {
    checkHeld(dtype, Number(leaves[i]), 'python');
    raw[i] = encodeLeaf(dtype, leaves[i]!);
  }
  return made(t, options);
}

/** A typed array's values as a tensor of one dimension. A `Uint16Array` needs a dtype, and holds that type's bits. */
function copied(array: TypedArray, options: CreateOptions): Tensor {
  if (array instanceof Uint16Array) return fromTypedArray(array.slice(), [array.length], options);
  const own = dtypeOf(array);
  const t = new Tensor(array.slice(), [array.length], own);
  return made(cast(t, dtypeOption('tensor', options, own)), options);
}

/** Whether an array's elements are those of a dtype; a subclass (Node's `Buffer`) counts as what it extends. */
function holds(array: TypedArray, dtype: DType): boolean {
  return array instanceof (DTYPES[dtype].create(0).constructor as new () => TypedArray);
}

/**
 * A tensor over an existing array, without copying: both see each other's writes (call `touch()` after writing to the
 * array). A `Uint16Array` holds `float16` or `bfloat16` bits and needs `dtype`; a `Uint8Array` may be `bool`, with 0s and 1s.
 *
 * @param shape default: one dimension
 * @throws ShapeError if the sizes do not multiply to the array's length
 * @throws DTypeError if the array cannot hold the dtype
 */
export function fromTypedArray(
  array: TypedArray | Uint8ClampedArray,
  shape?: readonly number[],
  options: CreateOptions = {},
): Tensor {
  if (!ArrayBuffer.isView(array) || array instanceof DataView)
    throw new ArgumentError(`fromTypedArray() takes a typed array, not ${pythonTypeName(array)}`, {
      pythonType: 'TypeError',
      hint: 'Plain arrays become tensors by `tensor([1, 2])`.',
      fields: { array },
    });
  const own = array instanceof Uint8ClampedArray ? new Uint8Array(array.buffer, array.byteOffset, array.length) : array;
  const dtype = options.dtype === undefined ? dtypeOf(own) : dtypeOption('fromTypedArray', options, 'float32');
  checkOptions('fromTypedArray', options, CREATE_OPTIONS);
  if (!holds(own, dtype))
    throw new DTypeError(`an array of ${own.constructor.name} does not hold ${dtype} elements`, {
      pythonType: 'TypeError',
      hint: `Wrap it in its own type, then convert: fromTypedArray(array, shape).to('${dtype}').`,
      fields: { array: own.constructor.name, dtype },
    });
  return made(new Tensor(own, checkSize('fromTypedArray', shape ?? [own.length], 2), dtype), options);
}

/** Zeros. */
export function zeros(size: readonly number[], options: CreateOptions = {}): Tensor {
  return made(empty(checkSize('zeros', size), dtypeOption('zeros', options, 'float32')), options);
}

/** Ones. */
export function ones(size: readonly number[], options: CreateOptions = {}): Tensor {
  return made(filled(checkSize('ones', size), 1, dtypeOption('ones', options, 'float32')), options);
}

/** One value everywhere; `float32` for a number, `bool` for a boolean, `int64` for a BigInt, unless `dtype` says otherwise. */
export function full(size: readonly number[], value: number | bigint | boolean, options: CreateOptions = {}): Tensor {
  return made(filled(checkSize('full', size), value, dtypeOption('full', options, leafDType(value))), options);
}

/** Zeros in the shape and dtype of `t`. */
export function zerosLike(t: Tensor, options: CreateOptions = {}): Tensor {
  requireTensor('zeros_like', 'input', 1, t);
  return made(empty(t.shape, dtypeOption('zeros_like', options, t.dtype)), options);
}

/** Ones in the shape and dtype of `t`. */
export function onesLike(t: Tensor, options: CreateOptions = {}): Tensor {
  requireTensor('ones_like', 'input', 1, t);
  return made(filled(t.shape, 1, dtypeOption('ones_like', options, t.dtype)), options);
}

/** One value in the shape and dtype of `t`. */
export function fullLike(t: Tensor, value: number | bigint | boolean, options: CreateOptions = {}): Tensor {
  requireTensor('full_like', 'input', 1, t);
  return made(filled(t.shape, value, dtypeOption('full_like', options, t.dtype)), options);
}

function filled(size: readonly number[], value: number | bigint | boolean, dtype: DType): Tensor {
  checkHeld(dtype, Number(value), 'cpp');
  const t = empty(size, dtype);
  const raw = encodeLeaf(dtype, value);
  (t.storage.array as { fill(value: number | bigint): unknown }).fill(raw);
  return t;
}

/** Element i of a new tensor of `count` is `rule(i)`. */
function ruled(count: number, dtype: DType, rule: (i: number) => number): Tensor {
  const t = empty([count], dtype);
  const raw = cells(t);
  for (let i = 0; i < count; i++) raw[i] = encode(dtype, rule(i));
  return t;
}

/** The arguments of `arange`, told apart by their number. */
type ArangeArgs =
  | [end: number, options?: CreateOptions]
  | [start: number, end: number, options?: CreateOptions]
  | [start: number, end: number, step: number, options?: CreateOptions];

/**
 * The values start, start + step, … before `end`: ⌈(end − start) / step⌉ of them. `float32` unless `dtype` says
 * otherwise (PyTorch, which can tell 5 from 5.0, makes int64 of integers).
 *
 * @throws ArgumentError for a step of zero or away from `end`
 */
export function arange(end: number, options?: CreateOptions): Tensor;
export function arange(start: number, end: number, options?: CreateOptions): Tensor;
export function arange(start: number, end: number, step: number, options?: CreateOptions): Tensor;
export function arange(...args: ArangeArgs): Tensor {
  const given = args.filter((arg) => typeof arg === 'number');
  const options = args.find((arg) => typeof arg === 'object') ?? {};
  const [start, end, step = 1] = given.length === 1 ? [0, given[0]!] : (given as [number, number, number?]);
  const dtype = dtypeOption('arange', options, 'float32');
  const refuse = (message: string): never => {
    throw runtimeError(message, { fields: { start, end, step } });
  };
  if (!Number.isFinite(start) || !Number.isFinite(end))
    refuse(`unsupported range: ${streamed(start)} -> ${streamed(end)}`);
  if (step === 0 || Number.isNaN(step)) refuse('step must be nonzero');
  if (step > 0 ? end < start : end > start) refuse('upper bound and lower bound inconsistent with step sign');
  return made(
    ruled(Math.ceil((end - start) / step), dtype, (i) => start + i * step),
    options,
  );
}

/**
 * `steps` values from `start` to `end`, both included, equally spaced; counted from the nearer end, so that both are hit.
 *
 * @throws ArgumentError for a negative number of steps
 */
export function linspace(start: number, end: number, steps: number, options: CreateOptions = {}): Tensor {
  const dtype = dtypeOption('linspace', options, 'float32');
  if (!(Number.isInteger(steps) && steps >= 0))
    throw runtimeError('number of steps must be non-negative', { fields: { steps } });
  const step = steps > 1 ? (end - start) / (steps - 1) : 0;
  const half = steps / 2;
  const value = (i: number): number => (i < half ? start + step * i : end - step * (steps - 1 - i));
  return made(ruled(steps, dtype, value), options);
}

function checkCount(name: string, position: number, count: number): void {
  checkInt('eye', name, position, count);
  if (count < 0)
    throw runtimeError(`${name} must be greater or equal to 0, got ${count}`, { fields: { [name]: count } });
}

/** The identity matrix of n rows and m columns (default n). */
export function eye(n: number, options?: CreateOptions): Tensor;
export function eye(n: number, m: number, options?: CreateOptions): Tensor;
export function eye(n: number, m: number | CreateOptions = n, options: CreateOptions = {}): Tensor {
  checkCount('n', 1, n);
  if (typeof m === 'object') return eye(n, n, m);
  checkCount('m', 2, m);
  const t = zeros([n, m], options);
  const raw = cells(t);
  const one = encode(t.dtype, 1);
  for (let i = 0; i < Math.min(n, m); i++) raw[i * m + i] = one;
  return t;
}
