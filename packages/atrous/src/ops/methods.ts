/**
 * @file The operations as methods of `Tensor`. Importing this file attaches them: the one import with a side effect,
 * which every entry of the package makes.
 *
 * Methods and functions are the same code; the documentation stands at the functions.
 */

import { asMethod } from '../geometry/ints.js';
import { snakeCase } from '../geometry/names.js';
import { checkOptions } from '../geometry/options.js';
import { checkDType, type DType } from '../tensor/dtype.js';
import { formatTensor } from '../tensor/print.js';
import {
  bernoulli,
  bernoulliInto,
  defaultGenerator,
  normalInto,
  uniformInto,
  type Generator,
} from '../tensor/random/index.js';
import { showAsText } from '../tensor/shown.js';
import { Tensor } from '../tensor/tensor.js';
import { item, tolist, type NestedList } from '../tensor/values.js';
import type { GradientHook } from '../autograd/index.js';
import { backward, type BackwardOptions, type HookHandle, registerHook, retainGrad } from './backward.js';
import { clone, to } from './cast.js';
import { allclose, equal, type CloseOptions } from './compare.js';
import * as elementwise from './elementwise/index.js';
import type { AlphaOptions, ClampOptions, DivOptions, Operand } from './elementwise/index.js';
import { forgetting } from './elementwise/in-place.js';
import { flatten, unflatten, type FlattenOptions } from './flatten.js';
import { bmm, matmul, mm } from './matmul.js';
import * as reduce from './reduce/index.js';
import type { Dims, KeepDimOptions, NormOptions, SumOptions, ValuesAndIndices, VarOptions } from './reduce/index.js';
import * as shape from './shape/index.js';

/** Options of the draws that fill a tensor. */
export interface DrawOptions {
  /** Default: the one that `manualSeed` seeds. */
  readonly generator?: Generator | null;
}

/** What `ops/` adds to a tensor. */
export interface TensorMethods {
  // Values
  item(): number;
  tolist(): NestedList;
  toString(): string;
  to(dtype: DType): Tensor;
  float(): Tensor;
  double(): Tensor;
  half(): Tensor;
  int(): Tensor;
  long(): Tensor;
  bool(): Tensor;
  clone(): Tensor;
  contiguous(): Tensor;

  // Gradients
  backward(gradient?: Tensor | null, options?: BackwardOptions): void;
  registerHook(hook: GradientHook): HookHandle;
  retainGrad(): void;

  // Arithmetic
  add(other: Operand, options?: AlphaOptions): Tensor;
  sub(other: Operand, options?: AlphaOptions): Tensor;
  mul(other: Operand): Tensor;
  div(other: Operand, options?: DivOptions): Tensor;
  pow(exponent: Operand): Tensor;
  maximum(other: Tensor): Tensor;
  minimum(other: Tensor): Tensor;
  clamp(options: ClampOptions): Tensor;
  neg(): Tensor;
  abs(): Tensor;
  sign(): Tensor;
  floor(): Tensor;
  ceil(): Tensor;
  trunc(): Tensor;
  round(): Tensor;
  square(): Tensor;
  exp(): Tensor;
  log(): Tensor;
  sqrt(): Tensor;
  rsqrt(): Tensor;
  reciprocal(): Tensor;
  sin(): Tensor;
  cos(): Tensor;

  // Comparison and logic
  eq(other: Operand): Tensor;
  ne(other: Operand): Tensor;
  lt(other: Operand): Tensor;
  le(other: Operand): Tensor;
  gt(other: Operand): Tensor;
  ge(other: Operand): Tensor;
  logicalAnd(other: Tensor): Tensor;
  logicalOr(other: Tensor): Tensor;
  logicalNot(): Tensor;
  isnan(): Tensor;
  isinf(): Tensor;
  isfinite(): Tensor;
  /** The tensor's elements where the condition holds, else those of `other`. */
  where(condition: Tensor, other: Operand): Tensor;
  allclose(other: Tensor, options?: CloseOptions): boolean;
  equal(other: Tensor): boolean;

  // In place
  add_(other: Operand, options?: AlphaOptions): this;
  sub_(other: Operand, options?: AlphaOptions): this;
  mul_(other: Operand): this;
  div_(other: Operand, options?: DivOptions): this;
  clamp_(options: ClampOptions): this;
  fill_(value: number | boolean): this;
  zero_(): this;
  copy_(source: Tensor): this;

  // Random draws
  uniform_(from?: number, to?: number, options?: DrawOptions): this;
  normal_(mean?: number, std?: number, options?: DrawOptions): this;
  bernoulli_(p?: number, options?: DrawOptions): this;
  bernoulli(options?: DrawOptions): Tensor;

  // Reduction
  sum(dim?: Dims, options?: SumOptions): Tensor;
  mean(dim?: Dims, options?: SumOptions): Tensor;
  prod(dim?: number | null, options?: SumOptions): Tensor;
  var(dim?: Dims, options?: VarOptions): Tensor;
  std(dim?: Dims, options?: VarOptions): Tensor;
  norm(p?: number | 'fro', options?: NormOptions): Tensor;
  max(): Tensor;
  max(dim: number, options?: KeepDimOptions): ValuesAndIndices;
  min(): Tensor;
  min(dim: number, options?: KeepDimOptions): ValuesAndIndices;
  amax(dim?: Dims, options?: KeepDimOptions): Tensor;
  amin(dim?: Dims, options?: KeepDimOptions): Tensor;
  argmax(dim?: number | null, options?: KeepDimOptions): Tensor;
  argmin(dim?: number | null, options?: KeepDimOptions): Tensor;
  all(dim?: Dims, options?: KeepDimOptions): Tensor;
  any(dim?: Dims, options?: KeepDimOptions): Tensor;

  // Shape
  reshape(shape: readonly number[]): Tensor;
  view(shape: readonly number[]): Tensor;
  squeeze(dim?: number | readonly number[]): Tensor;
  unsqueeze(dim: number): Tensor;
  flatten(options?: FlattenOptions): Tensor;
  unflatten(dim: number, sizes: readonly number[]): Tensor;
  transpose(dim0: number, dim1: number): Tensor;
  permute(dims: readonly number[]): Tensor;
  t(): Tensor;
  expand(size: readonly number[]): Tensor;
  repeat(repeats: readonly number[]): Tensor;
  select(dim: number, index: number): Tensor;
  narrow(dim: number, start: number, length: number): Tensor;
  slice(dim?: number, start?: number | null, end?: number | null, step?: number): Tensor;
  chunk(chunks: number, dim?: number): Tensor[];
  split(splitSize: number | readonly number[], dim?: number): Tensor[];
  flip(dims: number | readonly number[]): Tensor;
  indexSelect(dim: number, index: Tensor): Tensor;
  gather(dim: number, index: Tensor): Tensor;

  // Matrix products
  matmul(other: Tensor): Tensor;
  mm(mat2: Tensor): Tensor;
  bmm(mat2: Tensor): Tensor;
}

declare module '../tensor/tensor.js' {
  interface Tensor extends TensorMethods {}
}

/** The function behind every method: the tensor first, then the method's arguments. */
type Functions = {
  readonly [Name in keyof TensorMethods]: (
    input: Tensor,
    ...args: Parameters<TensorMethods[Name]>
  ) => ReturnType<TensorMethods[Name]>;
};

/** The generator of a draw that fills a tensor. */
function generatorOf(callee: string, options: DrawOptions = {}): Generator {
  checkOptions(callee, options, ['generator']);
  return options.generator ?? defaultGenerator();
}

const values: Pick<
  Functions,
  'item' | 'tolist' | 'toString' | 'to' | 'float' | 'double' | 'half' | 'int' | 'long' | 'bool' | 'clone' | 'contiguous'
> = {
  item,
  tolist,
  toString: formatTensor,
  to: (input, dtype) => to(input, checkDType('to', dtype)),
  float: (input) => to(input, 'float32'),
  double: (input) => to(input, 'float64'),
  half: (input) => to(input, 'float16'),
  int: (input) => to(input, 'int32'),
  long: (input) => to(input, 'int64'),
  bool: (input) => to(input, 'bool'),
  clone,
  contiguous: (input) => input,
};

const draws: Pick<Functions, 'uniform_' | 'normal_' | 'bernoulli_' | 'bernoulli'> = {
  uniform_: (input, from, to, options) =>
    forgetting('Uniform', input, () => uniformInto(input, from, to, generatorOf('uniform_', options))),
  normal_: (input, mean, std, options) =>
    forgetting('Normal', input, () => normalInto(input, mean, std, generatorOf('normal_', options))),
  bernoulli_: (input, p, options) =>
    forgetting('Bernoulli', input, () => bernoulliInto(input, p, generatorOf('bernoulli_', options))),
  bernoulli,
};

/** Functions whose names and arguments are the method's. */
const { where, ...pointwise } = elementwise;
const { cat: _cat, stack: _stack, ...shaping } = shape;

const functions: Functions = {
  ...values,
  backward,
  registerHook,
  retainGrad,
  ...draws,
  ...pointwise,
  where: (input, condition, other) => where(condition, input, other),
  ...reduce,
  ...shaping,
  flatten,
  unflatten,
  allclose,
  equal,
  matmul,
  mm,
  bmm,
};

function attach(name: string, method: (this: Tensor, ...args: never[]) => unknown): void {
  Object.defineProperty(Tensor.prototype, name, { value: method, writable: true, configurable: true });
}

for (const [name, run] of Object.entries(functions) as [string, (input: Tensor, ...args: unknown[]) => unknown][]) {
  const callee = snakeCase(name);
  attach(name, function method(...args: unknown[]) {
    return asMethod(callee, () => run(this, ...args));
  });
}

// Node prints a tensor as PyTorch does: console.log(tensor).
showAsText(Tensor.prototype);
