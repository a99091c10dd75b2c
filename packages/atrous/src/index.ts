/** @file The library: tensors, `nn`, `F`, the random generator, and typed errors. */

// Bundlers keep modules in the order of imports, and gzip looks back 32 KB: with like beside like, the download is 2 % smaller.
import './tensor/half.js';
import './geometry/pool.js';
import './geometry/sizes.js';
import './ops/softmax/reference.js';
import './autograd/index.js';
import './geometry/size-text.js';
import './ops/shape/select.js';
import './ops/reduce/rows.js';
import './ops/cast.js';
import './tensor/random/index.js';
import './tensor/promote.js';
import './ops/shape/expand.js';
import './ops/conv/dtypes.js';
import './ops/reduce/logic.js';
import './tensor/print.js';
import './ops/dropout/index.js';
import './ops/loss/multi-class.js';
import './ops/loss/index.js';
import './nn/functional.js';
import './nn/reset.js';
import './geometry/catalogue/rule.js';
import './nn/uninitialized.js';
import './nn/state-dict.js';
import './nn/hooks.js';
import './nn/pool.js';
import './nn/index.js';

export {
  ArgumentError,
  AtrousError,
  CheckpointError,
  DataError,
  DTypeError,
  type ErrorDetails,
  IndexError,
  NameError,
  NotSupportedError,
  type PythonType,
  ShapeError,
  StateDictError,
} from './errors.js';
export { Size, Tensor } from './tensor/tensor.js';
export type { DType, DTypeArrays, TypedArray } from './tensor/dtype.js';
export {
  arange,
  type CreateOptions,
  eye,
  fromTypedArray,
  full,
  fullLike,
  linspace,
  type Nested,
  ones,
  onesLike,
  tensor,
  zeros,
  zerosLike,
} from './tensor/create.js';
export {
  bernoulli,
  Generator,
  manualSeed,
  rand,
  randint,
  randLike,
  randn,
  randnLike,
  randperm,
  type RandomOptions,
} from './tensor/random/index.js';
export { allclose, equal } from './ops/compare.js';
export {
  abs,
  add,
  ceil,
  clamp,
  cos,
  div,
  eq,
  exp,
  floor,
  ge,
  gt,
  isfinite,
  isinf,
  isnan,
  le,
  log,
  logicalAnd,
  logicalNot,
  logicalOr,
  lt,
  maximum,
  minimum,
  mul,
  ne,
  neg,
  pow,
  reciprocal,
  round,
  rsqrt,
  sign,
  sin,
  sqrt,
  square,
  sub,
  trunc,
  where,
} from './ops/elementwise/index.js';
export { flatten, unflatten } from './ops/flatten.js';
export { bmm, matmul, mm } from './ops/matmul.js';
export * from './ops/reduce/index.js';
export * from './ops/shape/index.js';
export { softmax, logSoftmax } from './ops/softmax/index.js';
export { relu, sigmoid, tanh } from './ops/activation/index.js';
export { enableGrad, isGradEnabled, noGrad, setGradEnabled } from './autograd/index.js';
export * as autograd from './ops/autograd.js';
export * as nn from './nn/index.js';
export * as F from './nn/functional.js';
export * as optim from './optim/index.js';
