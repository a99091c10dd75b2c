/** @file What Python calls the type of a value, for messages that name one. */

import { DTYPES } from './dtype.js';
import { Tensor } from './tensor.js';

const NAMES: Readonly<Record<string, string>> = {
  string: 'str',
  boolean: 'bool',
  bigint: 'int',
  undefined: 'NoneType',
  function: 'function',
  symbol: 'str',
};

/** `int`, `str`, `list`, `dict`, `torch.FloatTensor`, …: the name PyTorch prints for a value of the wrong type. */
export function pythonTypeName(value: unknown): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  if (typeof value !== 'object') return NAMES[typeof value]!;
  if (value instanceof Tensor) return DTYPES[value.dtype].tensorType;
  if (Array.isArray(value)) return 'list';
  const name = Object.getPrototypeOf(value)?.constructor?.name as string | undefined;
  return name === undefined || name === 'Object' || name === 'Map' ? 'dict' : name;
}
