/** @file Reading `golden/`: manifests, and tensors that stand in them as base64. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DTYPES, type DType } from '../../src/tensor/dtype.js';
import { Tensor } from '../../src/tensor/tensor.js';

export interface Stored {
  readonly dtype: DType;
  readonly shape: number[];
  readonly base64: string;
}

/** A manifest's JSON, whose form the caller knows. */
export function manifest(family: string): unknown {
  const folder = fileURLToPath(new URL('../../../../golden/', import.meta.url));
  return JSON.parse(readFileSync(`${folder}${family}.json`, 'utf8')) as unknown;
}

/** The tensor of a base64 entry. */
export function stored({ dtype, shape, base64 }: Stored): Tensor {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const array = DTYPES[dtype].create(bytes.length / DTYPES[dtype].bytes);
  new Uint8Array(array.buffer).set(bytes);
  return new Tensor(array, shape, dtype);
}
