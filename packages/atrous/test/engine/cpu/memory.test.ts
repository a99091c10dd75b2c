import * as fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { NotSupportedError } from '../../../src/errors.js';
import { theEngine } from '../../../src/engine/cpu/engine.js';
import { Heap } from '../../../src/engine/cpu/heap.js';
import * as cpu from '../../../src/engine/cpu/index.js';
import { F, ones } from '../../../src/index.js';
import { useEngine } from '../../../src/ops/engine.js';
import { convGeometry } from '../../../src/geometry/conv.js';
import { convTransposeGeometry } from '../../../src/geometry/conv-transpose.js';
import type { Rank } from '../../../src/geometry/types.js';
import { numel } from '../../../src/tensor/tensor.js';
import { type LayerCase, inputSize, layerCase, noise } from './layers.js';

const { configureEngine, conv, convTranspose, engineMemory, explain, linear } = cpu;

afterEach(() => configureEngine({ packedBytes: undefined, deterministic: false }));

test('a heap never gives the same bytes twice and joins what comes back', () => {
  const steps = fc.array(fc.record({ take: fc.boolean(), size: fc.integer({ min: 1, max: 500 }), which: fc.nat() }));
  fc.assert(
    fc.property(steps, (list) => {
      const heap = new Heap(10, 8192);
      let taken: { start: number; size: number }[] = [];
      for (const { take, size, which } of list) {
        const start = take ? heap.take(size) : -1;
        if (start >= 0) {
          expect(start % 64).toBe(0);
          expect(start >= 64 && start + size <= 8192).toBe(true);
          expect(taken.every((other) => start >= other.start + other.size || other.start >= start + size)).toBe(true);
          taken.push({ start, size });
        } else if (taken.length > 0) {
          const gone = taken[which % taken.length]!;
          heap.giveBack(gone.start, gone.size);
          taken = taken.filter((block) => block !== gone);
        }
      }
      for (const { start, size } of taken) heap.giveBack(start, size);
      expect(heap.take(8192 - 64)).toBe(64);
    }),
  );
});

const SENTINEL = 0x7fa5a5a5;

/** Runs `work` in a memory full of sentinels and says how many of those that nobody had taken are gone. */
function strayWrites(work: () => void): number {
  // The first time kernels and packed weights take memory, the second time their holes are filled.
  work();
  work();
  const { machine } = theEngine()!;
  const cells = new Int32Array(machine.floats.buffer).fill(SENTINEL);
  const mine = new Uint8Array(cells.length);
  const take = machine.take.bind(machine);
  // The last vector of a plane may reach twelve bytes past it.
  machine.take = (bytes) => {
    const address = take(bytes);
    mine.fill(1, address / 4, Math.ceil((address + bytes + 12) / 4));
    return address;
  };
  work();
  machine.take = take;
  expect(machine.floats.buffer).toBe(cells.buffer);
  return cells.reduce((count, cell, i) => count + (cell !== SENTINEL && mine[i] === 0 ? 1 : 0), 0);
}

function layer({ axes, batch, groups, inChannels, outChannels, seed }: LayerCase): () => void {
  const input = [batch, groups * inChannels, ...axes.map(inputSize)];
  const options = {
    stride: axes.map(({ stride }) => stride),
    padding: axes.map(({ padding }) => padding),
    dilation: axes.map(({ dilation }) => dilation),
    groups,
  };
  const kernel = axes.map((axis) => axis.kernel);
  const weight = [groups * outChannels, inChannels, ...kernel];
  const g = convGeometry(axes.length as Rank, input, weight, null, options);
  const x = noise(seed, numel(input));
  const w = noise(seed + 1, numel(weight));
  return () => conv(g, x, w, null);
}

test('a convolution writes nowhere but into memory that it has taken', () => {
  configureEngine({});
  fc.assert(
    fc.property(layerCase, (chosen) => {
      expect(strayWrites(layer(chosen))).toBe(0);
    }),
    { numRuns: 40 },
  );
});

test('a transposed convolution and a linear layer write nowhere but into memory that they have taken', () => {
  configureEngine({});
  const g = convTransposeGeometry(2, [2, 5, 7, 6], [5, 7, 4, 3], null, {
    stride: [3, 2],
    padding: 1,
    outputPadding: 1,
  });
  const x = noise(1, 2 * 5 * 7 * 6);
  const weight = noise(2, 5 * 7 * 4 * 3);
  expect(strayWrites(() => convTranspose(g, x, weight, null))).toBe(0);
  for (const rows of [1, 5]) {
    const sizes = { rows, inFeatures: 33, outFeatures: 45 };
    expect(strayWrites(() => linear(sizes, noise(3, rows * 33), noise(4, 33 * 45), null))).toBe(0);
  }
});

const SQUARE = convGeometry(2, [1, 8, 6, 6], [16, 8, 3, 3], null, {});

test('packed weights are kept with their key and packed again when its version rises', () => {
  configureEngine({});
  const x = noise(1, 8 * 36);
  const weight = noise(2, 16 * 72);
  const key = { version: 0 };
  const first = conv(SQUARE, x, weight, null, key);
  const packed = engineMemory().packed;
  expect(packed).toBe(4 * weight.length);
  weight.fill(0);
  expect(conv(SQUARE, x, weight, null, key)).toEqual(first);
  key.version++;
  expect(conv(SQUARE, x, weight, null, key)).toEqual(new Float32Array(first!.length));
  expect(engineMemory().packed).toBe(packed);
});

test('the least recently used packed weights go when there are too many', () => {
  configureEngine({ packedBytes: 10_000 });
  const x = noise(1, 8 * 36);
  const weight = noise(2, 16 * 72);
  const keys = [{ version: 0 }, { version: 0 }, { version: 0 }, { version: 0 }];
  const want = conv(SQUARE, x, weight, null);
  for (const key of [...keys, ...keys]) expect(conv(SQUARE, x, weight, null, key)).toEqual(want);
  expect(engineMemory().packed).toBe(2 * 4 * weight.length);
});

test('memory is used again: a thousand calls take no more than one', () => {
  configureEngine({});
  const x = noise(1, 8 * 36);
  const weight = noise(2, 16 * 72);
  conv(SQUARE, x, weight, null);
  const before = engineMemory().total;
  for (let i = 0; i < 1000; i++) conv(SQUARE, x, weight, null);
  expect(engineMemory().total).toBe(before);
});

test('work that wasm memory cannot hold is refused in words', () => {
  configureEngine({});
  const { machine } = theEngine()!;
  const refused = (): number => machine.take(5 * 2 ** 30);
  expect(refused).toThrow(NotSupportedError);
  expect(refused).toThrow(
    "the CPU engine needs 5368709120 bytes at once, more than wasm's 4 GiB leave free\nUse smaller batches or images.",
  );
});

test.each([
  ['a convolution', () => F.conv2d(ones([1, 1, 1, 1]), ones([1, 1, 3, 3]), { padding: 100_000 })],
  ['a transposed convolution', () => F.convTranspose2d(ones([1, 1, 300, 300]), ones([1, 1, 1, 1]), { stride: 1000 })],
  ['a linear layer', () => F.linear(ones([70_000, 1]), ones([70_000, 1]))],
])('%s of an absurd size is refused before anything is prepared for it', (_, run) => {
  configureEngine({});
  useEngine(cpu);
  try {
    expect(run).toThrow(/^the CPU engine needs \d+ bytes at once, more than wasm's 4 GiB leave free/);
    expect(engineMemory().total).toBeLessThan(1 << 22);
  } finally {
    useEngine(null);
  }
});

test('memory comes back when a call fails', () => {
  configureEngine({});
  const { machine } = theEngine()!;
  const address = machine.take(64);
  machine.giveBack(address, 64);
  expect(() =>
    machine.borrow((take) => {
      take(1000);
      throw new Error('stop');
    }),
  ).toThrow('stop');
  expect(machine.take(64)).toBe(address);
});

test('the packed weights that were used last are never dropped: a call may be reading them', () => {
  configureEngine({ packedBytes: 1 });
  const x = noise(1, 8 * 36);
  const weight = noise(2, 16 * 72);
  const [first, second] = [{ version: 0 }, { version: 0 }];
  const want = conv(SQUARE, x, weight, null, first);
  expect(conv(SQUARE, x, weight, null, second)).toEqual(want);
  expect(engineMemory().packed).toBe(4 * weight.length);
  expect(theEngine()!.machine.evict()).toBe(false);
});

test('without WebAssembly there is no engine, and explain says so', () => {
  const validate = WebAssembly.validate;
  try {
    WebAssembly.validate = () => false;
    configureEngine({});
    expect(conv(SQUARE, noise(1, 8 * 36), noise(2, 16 * 72), null)).toBeUndefined();
    expect(explain('conv', SQUARE)).toEqual({
      kernel: 'reference',
      why: 'WebAssembly with SIMD is missing here, or forbidden',
    });
  } finally {
    WebAssembly.validate = validate;
  }
});

test('tuning is refused where it is not loaded, with what to import', () => {
  const refusal =
    "configureEngine: tune and v8Flags are not loaded\nWrite `import 'atrous/engine/calibrate';` beside `import 'atrous/engine';`.";
  expect(() => configureEngine({ tune: true })).toThrow(refusal);
  expect(() => configureEngine({ v8Flags: ['revectorize'] })).toThrow(refusal);
  expect(() => configureEngine({ tune: false, v8Flags: [] })).not.toThrow();
});
