/** @file Golden cases for single operations: PyTorch's arguments in, this library's call out, and its errors. */

import { expect } from 'vitest';
import { AtrousError } from '../../src/errors.js';
import { DTYPES, type DType } from '../../src/tensor/dtype.js';
import { encode } from '../../src/tensor/element.js';
import { numel, Tensor } from '../../src/tensor/tensor.js';
import { expectMatches } from '../../../../tests/golden/compare.js';
import {
  type Args,
  type Family,
  type GoldenCase,
  readFamily,
  resolve,
  type TensorRef,
} from '../../../../tests/golden/files.js';
import { toleranceOf } from '../../../../tests/golden/tolerance.js';

export { readFamily, type Args, type Family, type GoldenCase };

const camel = (name: string): string => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

const SPECIAL: Readonly<Record<string, number>> = { nan: Number.NaN, inf: Infinity, '-inf': -Infinity };

/** Golden arguments under this library's names, without those in `except`. */
export function options(args: Args, except: readonly string[] = []): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(args)
      .filter(([name]) => !except.includes(name))
      .map(([name, value]) => [camel(name), typeof value === 'string' ? (SPECIAL[value] ?? value) : value]),
  );
}

/** The tensor that a case names. */
export function tensorOf(family: Family, ref: TensorRef): Tensor {
  const { values, shape, dtype } = resolve(family, ref);
  return new Tensor(values.slice(), shape, dtype as DType);
}

/** All tensors of a case's inputs or state, under this library's names. */
export function tensorsOf(
  family: Family,
  refs: Readonly<Record<string, TensorRef>> = {},
): Record<string, Tensor | undefined> {
  return Object.fromEntries(Object.entries(refs).map(([name, ref]) => [camel(name), tensorOf(family, ref)]));
}

export function expectOutput(family: Family, test: GoldenCase, name: string, actual: Tensor): void {
  const tolerance = toleranceOf(test, `outputs.${name}`);
  expectMatches(family, actual, test.outputs[name]!, tolerance, `${test.id} ${test.op} ${name}`);
}

interface Described {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly values?: readonly number[];
}

export interface ErrorCase {
  readonly id: string;
  readonly op: string;
  readonly kind: string;
  readonly args: Args;
  readonly inputs: Readonly<Record<string, Described | null>>;
  readonly exception: string;
  readonly message: string;
}

/** Rows of golden/errors.json for these operations. */
export function errorCases(
  kind: 'functional' | 'forward',
  ops: readonly string[] | ((op: string) => boolean),
): ErrorCase[] {
  const wanted = typeof ops === 'function' ? ops : (op: string) => ops.includes(op);
  const all = readFamily('errors').cases as unknown as ErrorCase[];
  return all.filter((test) => test.kind === kind && wanted(test.op));
}

/** An input of an error case: zeros, or the values given; null for None. */
export function described(input: Described | null): Tensor | null {
  if (input === null) return null;
  const array = DTYPES[input.dtype].create(numel(input.shape));
  input.values?.forEach((value, i) => {
    array[i] = encode(input.dtype, value) as never;
  });
  return new Tensor(array, input.shape, input.dtype);
}

export function describedInputs(test: ErrorCase): Record<string, Tensor | null> {
  return Object.fromEntries(Object.entries(test.inputs).map(([name, input]) => [camel(name), described(input)]));
}

/** The call fails with PyTorch's exception and whole text; a hint may follow it. */
export function expectError(test: ErrorCase, call: () => unknown): void {
  let thrown: unknown;
  try {
    call();
  } catch (error) {
    thrown = error;
  }
  expect(thrown, `${test.id} ${test.op}`).toBeInstanceOf(AtrousError);
  const { torchMessage, pythonType, hint, message } = thrown as AtrousError;
  expect({ pythonType, torchMessage }, test.id).toEqual({ pythonType: test.exception, torchMessage: test.message });
  expect(message).toBe(hint === undefined ? torchMessage : `${torchMessage}\n${hint}`);
}

/** 1 … n in row-major order. */
export function counted(shape: readonly number[], dtype: 'float32' | 'float64' = 'float32'): Tensor {
  const values = Float64Array.from({ length: numel(shape) }, (_, i) => i + 1);
  return new Tensor(dtype === 'float64' ? values : Float32Array.from(values), shape, dtype);
}

export const row = (...values: number[]): Tensor =>
  new Tensor(Float64Array.from(values), [1, 1, values.length], 'float64');

export const list = (t: Tensor): number[] => Array.from(t.data as Float32Array, Number);
