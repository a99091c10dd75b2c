export * from './errors.js';
export { Tensor, Size } from './tensor/tensor.js';
export type { DType, TypedArray } from './tensor/dtype.js';
