/** @file Files of weights: read as they were written, or refused with a typed error. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDER, type Family, type GoldenCase } from '../files.js';
import { load, TorchConstant } from 'atrous/io';
import { atrous, parseSafetensors } from '../library.js';
import { expectSame } from './meta.js';

interface FileCase<Value> extends GoldenCase {
  readonly file: string;
  readonly expect: 'load' | 'refuse' | 'either';
  readonly value?: Value;
}

interface SafetensorsValue {
  readonly metadata: Readonly<Record<string, string>> | null;
  readonly tensors: readonly (readonly [string, { dtype: string; shape: readonly number[]; bytes: string }])[];
}

const VIEWS: Readonly<Record<string, (buffer: ArrayBuffer) => Iterable<number | bigint>>> = {
  F64: (buffer) => new Float64Array(buffer),
  F32: (buffer) => new Float32Array(buffer),
  I64: (buffer) => new BigInt64Array(buffer),
  I32: (buffer) => new Int32Array(buffer),
  I16: (buffer) => new Int16Array(buffer),
  I8: (buffer) => new Int8Array(buffer),
  U8: (buffer) => new Uint8Array(buffer),
  BOOL: (buffer) => new Uint8Array(buffer),
  F16: (buffer) => new Uint16Array(buffer),
  BF16: (buffer) => new Uint16Array(buffer),
};

/** The values behind the bytes that the case gives in hex; types that this library widens keep their values. */
function valuesOf(dtype: string, hex: string): string[] {
  return [...VIEWS[dtype]!(Uint8Array.from(Buffer.from(hex, 'hex')).buffer)].map(String);
}

function checkSafetensors(test: FileCase<SafetensorsValue>): void {
  const { metadata, tensors } = parseSafetensors(readFileSync(join(FOLDER, test.file)));
  if (test.value === undefined) return;
  expectSame(metadata === null ? null : Object.fromEntries(metadata), test.value.metadata, 'metadata');
  expectSame([...tensors.keys()].sort(), test.value.tensors.map(([name]) => name).sort(), 'names');
  for (const [name, { dtype, shape, bytes }] of test.value.tensors) {
    const tensor = tensors.get(name)!;
    expectSame(tensor.shape, shape, name);
    expectSame([...tensor.data].map(String), valuesOf(dtype, bytes), name);
  }
}

/** Runs `check`, and holds its outcome against what the case allows. */
function expectOutcome(test: FileCase<unknown>, check: () => void): void {
  let error: unknown;
  try {
    check();
  } catch (thrown) {
    error = thrown;
  }
  const refused = error instanceof atrous.CheckpointError;
  if (error !== undefined && !refused) throw error;
  if (test.expect === 'load' && refused) throw error;
  if (test.expect === 'refuse' && !refused) throw new Error('loaded, but should be refused');
}

export function runSafetensors(_: Family, raw: GoldenCase): void {
  const test = raw as FileCase<SafetensorsValue>;
  expectOutcome(test, () => checkSafetensors(test));
}

/** A value of a checkpoint as the manifest writes it. */
type Described =
  | null
  | boolean
  | number
  | string
  | DescribedTensor
  | { readonly list: readonly Described[] }
  | { readonly tuple: readonly Described[] }
  | { readonly set: readonly Described[] }
  | { readonly dict: readonly (readonly [Described, Described])[] }
  | { readonly ordered_dict: readonly (readonly [Described, Described])[] }
  | { readonly float: string | number }
  | { readonly int: string }
  | { readonly bytes: string }
  | { readonly size: readonly number[] }
  | { readonly dtype: string }
  | { readonly device: string };

interface DescribedTensor {
  readonly tensor: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
  readonly storage_offset: number;
  readonly storage: number;
  readonly storage_size: number;
  readonly requires_grad: boolean;
  readonly parameter?: boolean;
}

const SPECIAL: Readonly<Record<string, number>> = { nan: Number.NaN, inf: Infinity, '-inf': -Infinity };

/** Types that this library widens. */
const WIDENED: Readonly<Record<string, string>> = { int8: 'int32', int16: 'int32' };

/** The tensors of one file: their values are in the family's file, their arrays are compared with each other. */
class TensorCheck {
  private readonly family: Family;
  /** The array of the tensors that cover a whole storage. */
  private readonly whole = new Map<number, unknown>();

  constructor(family: Family) {
    this.family = family;
  }

  expect(actual: unknown, expected: DescribedTensor, path: string): void {
    if (!(actual instanceof atrous.Tensor)) throw new Error(`${path}: no tensor`);
    expectSame(actual.dtype, WIDENED[expected.dtype] ?? expected.dtype, `${path}, dtype`);
    expectSame(actual.shape, expected.shape, `${path}, shape`);
    expectSame(actual.requiresGrad, expected.requires_grad, `${path}, requires_grad`);
    expectSame(actual instanceof atrous.nn.Parameter, expected.parameter ?? false, `${path}, parameter`);
    const { dtype, values } = this.family.tensors.get(expected.tensor)!;
    const raw = Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex');
    const found = Buffer.from(actual.data.buffer, actual.data.byteOffset, actual.data.byteLength).toString('hex');
    // Bits, so that NaN and -0 count; widened types by their values.
    if (WIDENED[expected.dtype] === undefined) expectSame(found, raw, path);
    else expectSame([...actual.data].map(String), valuesOf(dtype, raw), path);
    this.expectShared(actual.data, expected, path);
  }

  private expectShared(
    array: unknown,
    { storage, storage_size: size, shape, stride }: DescribedTensor,
    path: string,
  ): void {
    const rowMajor = shape.every((_, i) => stride[i] === shape.slice(i + 1).reduce((a, b) => a * b, 1));
    if (!rowMajor || shape.reduce((a, b) => a * b, 1) !== size) return;
    for (const [other, seen] of this.whole)
      if ((other === storage) !== (seen === array)) throw new Error(`${path}: wrong sharing with storage ${other}`);
    this.whole.set(storage, array);
  }
}

function expectEntries(
  actual: unknown,
  entries: readonly (readonly [Described, Described])[],
  tensors: TensorCheck,
  path: string,
): void {
  if (!(actual instanceof Map)) throw new Error(`${path}: no map`);
  const found = [...(actual as Map<unknown, unknown>)];
  expectSame(found.length, entries.length, `${path}, entries`);
  entries.forEach(([key, value], i) => {
    const where = `${path}[${JSON.stringify(key)}]`;
    expectValue(found[i]![0], key, tensors, `${where}, key`);
    expectValue(found[i]![1], value, tensors, where);
  });
}

function expectItems(actual: unknown, items: readonly Described[], tensors: TensorCheck, path: string): void {
  if (!Array.isArray(actual)) throw new Error(`${path}: no array`);
  expectSame(actual.length, items.length, `${path}, length`);
  items.forEach((item, i) => expectValue(actual[i], item, tensors, `${path}[${i}]`));
}

function expectNumber(actual: unknown, expected: number, path: string): void {
  if (!Object.is(actual, expected)) throw new Error(`${path}: ${String(actual)}, expected ${expected}`);
}

function expectConstant(actual: unknown, kind: string, name: string, path: string): void {
  if (!(actual instanceof TorchConstant)) throw new Error(`${path}: no torch.${kind}`);
  expectSame([actual.kind, actual.name], [kind, name], path);
}

function expectValue(actual: unknown, expected: Described, tensors: TensorCheck, path: string): void {
  if (expected === null || typeof expected !== 'object') {
    if (actual !== expected) throw new Error(`${path}: ${String(actual)}, expected ${String(expected)}`);
  } else if ('tensor' in expected) tensors.expect(actual, expected, path);
  else if ('dict' in expected) {
    expectSame(actual instanceof atrous.nn.StateDict, false, `${path}, ordered`);
    expectEntries(actual, expected.dict, tensors, path);
  } else if ('ordered_dict' in expected) {
    expectSame(actual instanceof atrous.nn.StateDict, true, `${path}, ordered`);
    expectEntries(actual, expected.ordered_dict, tensors, path);
  } else if ('list' in expected) {
    expectSame(Object.isFrozen(actual), false, `${path}, frozen`);
    expectItems(actual, expected.list, tensors, path);
  } else if ('tuple' in expected) {
    expectSame(Object.isFrozen(actual), true, `${path}, frozen`);
    expectItems(actual, expected.tuple, tensors, path);
  } else if ('set' in expected) expectItems([...(actual as Set<unknown>)], expected.set, tensors, path);
  else if ('size' in expected) {
    if (!(actual instanceof atrous.Size)) throw new Error(`${path}: no torch.Size`);
    expectItems(actual, expected.size, tensors, path);
  } else if ('float' in expected) expectNumber(actual, SPECIAL[expected.float] ?? Number(expected.float), path);
  else if ('int' in expected) {
    if (actual !== BigInt(expected.int)) throw new Error(`${path}: ${String(actual)}, expected ${expected.int}`);
  } else if ('bytes' in expected) {
    if (!(actual instanceof Uint8Array)) throw new Error(`${path}: no bytes`);
    expectSame(Buffer.from(actual).toString('hex'), expected.bytes, path);
  } else if ('device' in expected) expectConstant(actual, 'device', expected.device, path);
  else expectConstant(actual, 'dtype', expected.dtype, path);
}

export function runCheckpoint(family: Family, raw: GoldenCase): void {
  const test = raw as FileCase<Described>;
  const bytes = readFileSync(join(FOLDER, test.file));
  expectOutcome(test, () => {
    const value = load<unknown>(bytes);
    if ('value' in test) expectValue(value, test.value!, new TensorCheck(family), 'value');
  });
}
