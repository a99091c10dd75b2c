/** @file Files of weights: read as they were written, or refused with a typed error. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDER, type Family, type GoldenCase } from '../files.js';
import { atrous, parseSafetensors } from '../library.js';
import { expectSame } from './meta.js';

interface FileCase extends GoldenCase {
  readonly file: string;
  readonly expect: 'load' | 'refuse' | 'either';
  readonly value?: {
    readonly metadata: Readonly<Record<string, string>> | null;
    readonly tensors: readonly (readonly [string, { dtype: string; shape: readonly number[]; bytes: string }])[];
  };
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

function check(test: FileCase): void {
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

export function runSafetensors(_: Family, raw: GoldenCase): void {
  const test = raw as FileCase;
  let error: unknown;
  try {
    check(test);
  } catch (thrown) {
    error = thrown;
  }
  const refused = error instanceof atrous.CheckpointError;
  if (error !== undefined && !refused) throw error;
  if (test.expect === 'load' && refused) throw error;
  if (test.expect === 'refuse' && !refused) throw new Error('loaded, but should be refused');
}
