/** @file What Python calls the type of a value, tensors included. */

import { typeName } from '../geometry/python.js';
import { DTYPES } from './dtype.js';
import { Tensor } from './tensor.js';

/** `int`, `str`, `list`, `dict`, `torch.FloatTensor`, …: the name PyTorch prints for a value of the wrong type. */
export function pythonTypeName(value: unknown): string {
  return value instanceof Tensor ? DTYPES[value.dtype].tensorType : typeName(value);
}
