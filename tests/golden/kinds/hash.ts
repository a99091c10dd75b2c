/** @file The hash formula's own test vectors. */

import { hashed, hashWords, type Family, type GoldenCase, type HashFormula } from '../files.js';
import { expectSame } from './meta.js';

interface HashCase extends GoldenCase {
  readonly hash: HashFormula;
  readonly uint32: readonly number[];
  readonly float32: readonly number[];
  readonly seed: number;
  readonly count: number;
  readonly xor: number;
}

export function runHash(_: Family, raw: GoldenCase): void {
  const { hash, uint32, float32 } = raw as HashCase;
  expectSame([...hashWords(hash.seed, uint32.length)], uint32, 'words');
  expectSame([...hashed(hash).values].map(Number), float32.map(Math.fround), 'values');
}

export function runHashXor(_: Family, raw: GoldenCase): void {
  const { seed, count, xor } = raw as HashCase;
  expectSame(
    hashWords(seed, count).reduce((a, b) => (a ^ b) >>> 0, 0),
    xor,
    'exclusive or',
  );
}
