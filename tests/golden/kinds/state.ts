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

function check(test: FileCase): void {
  const { metadata, tensors } = parseSafetensors(readFileSync(join(FOLDER, test.file)));
  if (test.value === undefined) return;
  expectSame(metadata.size === 0 ? null : Object.fromEntries(metadata), test.value.metadata, 'metadata');
  expectSame([...tensors.keys()].sort(), test.value.tensors.map(([name]) => name).sort(), 'names');
  for (const [name, { shape, bytes }] of test.value.tensors) {
    const tensor = tensors.get(name)!;
    expectSame(tensor.shape, shape, name);
    const { buffer, byteOffset, byteLength } = tensor.data;
    expectSame(Buffer.from(buffer, byteOffset, byteLength).toString('hex'), bytes, `${name}, bytes`);
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
