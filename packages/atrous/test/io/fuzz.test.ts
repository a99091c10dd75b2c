/** @file Damaged files are refused with a typed error or read; they never crash, hang or throw anything else. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CheckpointError, tensor } from '../../src/index.js';
import { formatNpy, formatNpz, load, loadAsync, parseNpy, parseNpz, parseNpzAsync } from '../../src/io/index.js';
import { zip } from './archive.js';

const golden = (name: string): Uint8Array =>
  readFileSync(new URL(`../../../../golden/state/${name}.pt`, import.meta.url));

/** Whole numbers below `limit`, the same ones in every run (xorshift). */
function draws(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

const ROUNDS = 400;

/** Copies with a few bytes or bits changed, a piece cut out or doubled, or the end cut off. */
function* damaged(good: Uint8Array, seed: number): Generator<Uint8Array> {
  const draw = draws(seed);
  for (let round = 0; round < ROUNDS; round++) {
    const bytes = Uint8Array.from(good);
    const kind = draw(4);
    if (kind === 0) yield bytes.subarray(0, draw(bytes.length));
    else if (kind === 1) {
      const [a, b] = [draw(bytes.length), draw(bytes.length)];
      yield Uint8Array.from(Buffer.concat([bytes.subarray(0, a), bytes.subarray(b)]));
    } else {
      for (let i = draw(4); i >= 0; i--) bytes[draw(bytes.length)]! ^= kind === 2 ? 1 << draw(8) : draw(256);
      yield bytes;
    }
  }
}

/** The pickle of a zip checkpoint without the checksum that would give every change away. */
function withoutChecksums(pickle: Uint8Array, storage: Uint8Array): Uint8Array {
  return zip([
    { name: 'a/data.pkl', data: pickle, crc: 0 },
    ...[0, 1, 2, 3].map((key) => ({ name: `a/data/${key}`, data: storage, crc: 0 })),
  ]);
}

/** `data.pkl` of a file of PyTorch's, where it begins at byte 64. */
function pickleOf(name: string): Uint8Array {
  const bytes = golden(name);
  return bytes.subarray(64, 64 + Buffer.from(bytes).indexOf('.PK', 64) - 63);
}

function readOrRefuse(read: (bytes: Uint8Array) => unknown, bytes: Uint8Array): void {
  try {
    read(bytes);
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
  }
}

describe('random damage', () => {
  test.each([
    ['a zip checkpoint', load, golden('views')],
    ['a zip checkpoint of many types', load, golden('dtypes')],
    ['a legacy checkpoint', load, golden('checkpoint_legacy')],
    ['a checkpoint of protocol 4', load, golden('protocol4')],
    ['a .npy file', parseNpy, formatNpy(tensor([[1, 2, 3]]))],
    ['a .npz archive', parseNpz, formatNpz({ a: tensor([1, 2]), b: tensor(3) })],
  ])('of %s', (_, read, good) => {
    expect(() => read(good)).not.toThrow();
    for (const bytes of damaged(good, 1)) readOrRefuse(read, bytes);
  });

  test.each(['checkpoint', 'views', 'tied', 'torch_types', 'js_names', 'counter'])(
    'of the pickle of %s.pt, which no checksum covers',
    (name) => {
      const pickle = pickleOf(name);
      for (const bytes of damaged(pickle, 7)) readOrRefuse(load, withoutChecksums(bytes, new Uint8Array(480)));
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    },
  );

  test('of compressed archives', async () => {
    const deflated = zip([{ name: 'a.npy', data: formatNpy(tensor([[1, 2, 3]])), deflate: true }]);
    for (const [read, good] of [
      [loadAsync, golden('damaged_deflated')],
      [parseNpzAsync, deflated],
    ] as const) {
      const outcomes = [...damaged(good, 3)].slice(0, 100).map((bytes) =>
        read(bytes).catch((error: unknown) => {
          if (!(error instanceof CheckpointError)) throw error;
        }),
      );
      await Promise.all(outcomes);
    }
  });
});
