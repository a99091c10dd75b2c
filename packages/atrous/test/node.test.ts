/** @file What Node imports as `atrous` has the engine in use; the library itself has none until it is told one. */

import { expect, test } from 'vitest';
import * as library from '../src/index.js';

const values = (): Float32Array => {
  library.manualSeed(0);
  const conv = new library.nn.Conv2d(64, 8, 3);
  return conv.forward(library.rand([1, 64, 12, 12])).dataAs('float32');
};

// The loops sum 576 products in double precision, the engine in single: some of 800 results differ in their last digits.
test('importing the entry for Node puts the engine in use', async () => {
  const before = values();
  const entry = await import('../src/node/index.js');
  expect(entry.nn).toBe(library.nn);
  const after = values();
  expect(after).not.toEqual(before);
  after.forEach((value, i) => expect(Math.abs(value - before[i]!)).toBeLessThan(1e-5));
});

test.each(['index', 'nn', 'functional'])('the entry %s gives the same names as without the engine', async (name) => {
  const [entry, plain] = (await Promise.all([
    import(`../src/node/${name}.ts`),
    import(name === 'index' ? '../src/index.js' : `../src/nn/${name === 'nn' ? 'index' : name}.ts`),
  ])) as object[];
  expect(Object.keys(entry!)).toEqual(Object.keys(plain!));
});
