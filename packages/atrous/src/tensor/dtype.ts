/** @file Element types: their typed arrays and the names PyTorch prints for them. */

import { DTypeError, typeError } from '../errors.js';

/** Element types and their arrays: `float16` and `bfloat16` are kept as their 16 bits, `bool` as 0 and 1. */
export interface DTypeArrays {
  readonly float32: Float32Array;
  readonly float64: Float64Array;
  readonly int32: Int32Array;
  readonly int64: BigInt64Array;
  readonly uint8: Uint8Array;
  readonly bool: Uint8Array;
  readonly float16: Uint16Array;
  readonly bfloat16: Uint16Array;
}

export type DType = keyof DTypeArrays;

export type TypedArray = DTypeArrays[DType];

/** The arrays that arithmetic runs on. */
export type FloatArray = Float32Array | Float64Array;

interface DTypeInfo {
  readonly bytes: number;
  readonly create: (length: number) => TypedArray;
  /** `Float` in "expected scalar type Float". */
  readonly scalar: string;
  /** `float` in "Input type (float)". */
  readonly cpp: string;
  /** `torch.FloatTensor`. */
  readonly tensorType: string;
}

const info = (bytes: number, create: DTypeInfo['create'], scalar: string, cpp: string): DTypeInfo => ({
  bytes,
  create,
  scalar,
  cpp,
  tensorType: `torch.${scalar}Tensor`,
});

export const DTYPES: Readonly<Record<DType, DTypeInfo>> = {
  float32: info(4, (n) => new Float32Array(n), 'Float', 'float'),
  float64: info(8, (n) => new Float64Array(n), 'Double', 'double'),
  int32: info(4, (n) => new Int32Array(n), 'Int', 'int'),
  int64: info(8, (n) => new BigInt64Array(n), 'Long', 'long int'),
  uint8: info(1, (n) => new Uint8Array(n), 'Byte', 'unsigned char'),
  bool: info(1, (n) => new Uint8Array(n), 'Bool', 'bool'),
  float16: info(2, (n) => new Uint16Array(n), 'Half', 'c10::Half'),
  bfloat16: info(2, (n) => new Uint16Array(n), 'BFloat16', 'c10::BFloat16'),
};

/** The error for a tensor of another type than the one that has to be. */
export const unexpectedType = (expected: DType, found: DType, hint: string): DTypeError =>
  new DTypeError(`expected scalar type ${DTYPES[expected].scalar} but found ${DTYPES[found].scalar}`, {
    hint,
    fields: { expected, found },
  });

/** The error for a result that a tensor written in place cannot hold. */
export const cannotCast = (result: DType, own: DType, spelling: 'scalar' | 'cpp' = 'scalar'): DTypeError =>
  new DTypeError(
    `result type ${DTYPES[result].scalar} can't be cast to the desired output type ${DTYPES[own][spelling]}`,
    { hint: `Convert it first: \`x.to('${result}')\`.`, fields: { result, own } },
  );

/** The types that every operation computes in. */
export function isFloat(dtype: DType): dtype is 'float32' | 'float64' {
  return dtype === 'float32' || dtype === 'float64';
}

/** The types that have a fraction, storage-only ones included. */
export function isFloatingPoint(dtype: DType): boolean {
  return isFloat(dtype) || dtype === 'float16' || dtype === 'bfloat16';
}

/** The dtype of a typed array that says it by itself; `Uint16Array` says nothing. */
export function dtypeOf(array: TypedArray): DType {
  if (array instanceof Float32Array) return 'float32';
  if (array instanceof Float64Array) return 'float64';
  if (array instanceof Int32Array) return 'int32';
  if (array instanceof BigInt64Array) return 'int64';
  if (array instanceof Uint8Array) return 'uint8';
  throw new DTypeError('a Uint16Array holds float16 or bfloat16: say which with `dtype`', { pythonType: 'TypeError' });
}

/**
 * A dtype, where it is one.
 *
 * @throws ArgumentError (Python's TypeError)
 */
export function checkDType(callee: string, dtype: DType): DType {
  if (Object.hasOwn(DTYPES, dtype)) return dtype;
  throw typeError(`${callee}(): argument 'dtype' must be torch.dtype, not str`, {
    hint: `dtype is one of ${Object.keys(DTYPES).join(', ')}, but got ${dtype as string}.`,
    fields: { dtype },
  });
}
