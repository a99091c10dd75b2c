import { expect, test } from 'vitest';
import { copyNumbers, resultArray } from '../../../src/engine/cpu/copies.js';
import { noise } from './layers.js';

test('numbers are copied to and from memory of every kind, and nothing beside them is', () => {
  const kinds = [(bytes: number) => new ArrayBuffer(bytes), (bytes: number) => new SharedArrayBuffer(bytes)];
  for (const count of [1, 17, 4096, 4097, 4098, 30_000])
    for (const from of kinds)
      for (const to of kinds) {
        const source = new Float32Array(from(4 * count + 8), 4, count);
        source.set(noise(count, count));
        const whole = new Float32Array(to(4 * count + 8)).fill(7);
        copyNumbers(whole.subarray(1, 1 + count), source);
        expect(whole.subarray(1, 1 + count)).toEqual(source);
        expect([whole[0], whole[count + 1]]).toEqual([7, 7]);
      }
});

test('a result is an array of its own', () => {
  for (const count of [0, 1, 20_000]) {
    const result = resultArray(count);
    expect([result.length, result.byteOffset, result.buffer.byteLength]).toEqual([count, 0, 4 * count]);
    expect(result.buffer).toBeInstanceOf(ArrayBuffer);
  }
});
