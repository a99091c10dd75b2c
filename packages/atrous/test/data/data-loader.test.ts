import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as data from '../../src/data/index.js';
import * as atrous from '../../src/index.js';
import { thrown } from '../failure.js';

const { Generator, manualSeed, rand, tensor } = atrous;
const { DataLoader } = data;

const ten = new data.TensorDataset(
  tensor(Int32Array.from({ length: 10 }, (_, i) => i)),
  tensor(Int32Array.from({ length: 10 }, (_, i) => 2 * i)),
);
const values = (t: atrous.Tensor): number[] => Array.from(t.data as Int32Array, Number);
const firsts = (loader: Iterable<readonly atrous.Tensor[]>): number[][] => Array.from(loader, ([x]) => values(x!));

describe('a loader that shuffles', () => {
  test('has PyTorch’s order for the seed, a new one at every pass, and leaves its generator where PyTorch does', () => {
    manualSeed(0);
    const loader = new DataLoader(ten, { batchSize: 4, shuffle: true });
    expect(firsts(loader)).toEqual([
      [6, 7, 1, 4],
      [2, 0, 9, 8],
      [3, 5],
    ]);
    expect(firsts(loader)).toEqual([
      [2, 4, 7, 0],
      [8, 9, 5, 3],
      [6, 1],
    ]);
    const [a, b] = rand([2]).data as Float32Array;
    expect([a!.toFixed(4), b!.toFixed(4)]).toEqual(['0.4556', '0.6323']);
  });

  test('draws from its own generator, if it has one', () => {
    const loader = new DataLoader(ten, { batchSize: 4, shuffle: true, generator: new Generator().manualSeed(7) });
    expect(firsts(loader)).toEqual([
      [1, 3, 5, 7],
      [9, 4, 6, 2],
      [8, 0],
    ]);
    expect(firsts(loader)).toEqual([
      [5, 1, 6, 0],
      [9, 7, 8, 4],
      [3, 2],
    ]);
  });

  test('gives every sample once a pass', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 70 }),
        fc.boolean(),
        (n, batchSize, dropLast) => {
          const samples = Array.from({ length: n }, (_, i) => BigInt(i));
          const loader = new DataLoader(samples, { batchSize, dropLast, shuffle: true });
          const batches = [...loader].map(values);
          expect(batches.length).toBe(loader.length);
          const seen = batches.flat().sort((a, b) => a - b);
          expect(seen.length).toBe(dropLast ? n - (n % batchSize) : n);
          expect(new Set(seen).size).toBe(seen.length);
        },
      ),
    );
  });
});

describe('a loader', () => {
  test('draws one seed a pass also where it does not shuffle, as PyTorch does', () => {
    manualSeed(0);
    expect(firsts(new DataLoader(ten, { batchSize: 4 }))).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9],
    ]);
    const [a, b] = rand([2]).data as Float32Array;
    expect([a!.toFixed(4), b!.toFixed(4)]).toEqual(['0.0885', '0.1320']);
  });

  test('keeps the parts of samples together', () => {
    for (const [x, y] of new DataLoader(ten, { batchSize: 3, shuffle: true }))
      expect(values(y)).toEqual(values(x).map((value) => 2 * value));
  });

  test('leaves out a last batch that is not full, if asked to', () => {
    expect(firsts(new DataLoader(ten, { batchSize: 4, dropLast: true }))).toHaveLength(2);
    expect(new DataLoader(ten, { batchSize: 4, dropLast: true }).length).toBe(2);
  });

  test('takes the indices of a sampler', () => {
    const loader = new DataLoader(ten, { batchSize: 2, sampler: [9, 0, 5] });
    expect(firsts(loader)).toEqual([[9, 0], [5]]);
    expect(loader.length).toBe(2);
  });

  test('gives samples as they are without a batch size', () => {
    expect([...new DataLoader(['a', 'b'], { batchSize: null })]).toEqual(['a', 'b']);
  });

  test('makes batches by the caller’s function', () => {
    const loader = new DataLoader([1, 2, 3], { batchSize: 2, collateFn: (samples) => samples.join('+') });
    expect([...loader]).toEqual(['1+2', '3']);
  });

  test('reads any iterable in turn, and has no length then', () => {
    function* source(): Generator<bigint, void> {
      for (let i = 0n; i < 5n; i++) yield i;
    }
    const loader = new DataLoader({ [Symbol.iterator]: source }, { batchSize: 2 });
    expect([...loader].map(values)).toEqual([[0, 1], [2, 3], [4]]);
    expect(thrown(() => loader.length).message).toBe("object of type 'IterableDataset' has no len()");
  });

  test('reads promises and asynchronous sources with for await', async () => {
    const slow = { length: 5, get: (i: number) => Promise.resolve(BigInt(i)) };
    const batches: number[][] = [];
    for await (const batch of new DataLoader(slow, { batchSize: 2 })) batches.push(values(batch));
    async function* stream(): AsyncGenerator<bigint, void> {
      for (let i = 0n; i < 5n; i++) yield i;
    }
    for await (const batch of new DataLoader(stream(), { batchSize: 2, dropLast: true })) batches.push(values(batch));
    for await (const batch of new DataLoader([7n], { batchSize: 2 })) batches.push(values(batch));
    expect(batches).toEqual([[0, 1], [2, 3], [4], [0, 1], [2, 3], [7]]);
  });

  const endless = {
    [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: 0 } as const) }),
  };
  const refused: [string, () => unknown, string, string][] = [
    [
      'batches of 0',
      () => new DataLoader(ten, { batchSize: 0 }),
      'ValueError',
      'batch_size should be a positive integer value, but got batch_size=0',
    ],
    [
      'to drop without batches',
      () => new DataLoader(ten, { batchSize: null, dropLast: true }),
      'ValueError',
      'batch_size=None option disables auto-batching and is mutually exclusive with drop_last',
    ],
    [
      'to shuffle nothing',
      () => new DataLoader([], { shuffle: true }),
      'ValueError',
      'num_samples should be a positive integer value, but got num_samples=0\nThe dataset is empty.',
    ],
    [
      'to shuffle a stream',
      () => new DataLoader(endless, { shuffle: true }),
      'ValueError',
      'DataLoader with IterableDataset: expected unspecified shuffle option, but got shuffle=True\nA source without `length` and `get` comes in its own order.',
    ],
    [
      'a sampler beside shuffle',
      () => new DataLoader(ten, { shuffle: true, sampler: [1] }),
      'ValueError',
      'sampler option is mutually exclusive with shuffle',
    ],
    [
      'options that it has not',
      () => new DataLoader(ten, { numWorkers: 2 } as never),
      'TypeError',
      "DataLoader.__init__() got an unexpected keyword argument 'numWorkers'\nIt takes: batchSize, shuffle, sampler, dropLast, collateFn, generator.",
    ],
    [
      'to wait in a loop that does not',
      () => [...new DataLoader(endless)],
      'TypeError',
      'the samples come as promises\nRead the loader with `for await (const batch of loader)`.',
    ],
    [
      'promises in such a loop',
      () => [...new DataLoader({ length: 1, get: () => Promise.resolve(1) })],
      'TypeError',
      'the samples come as promises\nRead the loader with `for await (const batch of loader)`.',
    ],
    [
      'indices outside an array',
      () => [...new DataLoader([1, 2], { sampler: [2] })],
      'IndexError',
      'list index out of range\nThere are 2 samples; 2 is not among them.',
    ],
  ];

  test.each(refused)('refuses %s', (_, action, pythonType, message) => {
    const error = thrown(action);
    expect(error.message).toBe(message);
    expect(error.pythonType).toBe(pythonType);
  });
});

describe('defaultCollate', () => {
  const { defaultCollate } = data;

  test('stacks tensors and typed arrays, and makes tensors of numbers', () => {
    expect(defaultCollate([tensor([1, 2]), tensor([3, 4])]).tolist()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(defaultCollate([Uint8Array.of(1, 2), Uint8Array.of(3, 4)]).dtype).toBe('uint8');
    expect([defaultCollate([1, 2]).dtype, defaultCollate([1n, 2n]).dtype, defaultCollate([true, false]).dtype]).toEqual(
      ['float32', 'int64', 'bool'],
    );
  });

  test('goes into arrays and objects, and leaves texts', () => {
    const batch = defaultCollate([
      { name: 'a', pair: [1n, tensor([1])] as const },
      { name: 'b', pair: [2n, tensor([2])] as const },
    ]);
    expect(batch.name).toEqual(['a', 'b']);
    expect(values(batch.pair[0])).toEqual([1, 2]);
    expect(batch.pair[1].shape).toEqual([2, 1]);
  });

  test.each<[string, unknown[], string]>([
    [
      'tensors of different sizes',
      [tensor([1, 2]), tensor([1, 2, 3])],
      'stack expects each tensor to be equal size, but got [2] at entry 0 and [3] at entry 1',
    ],
    ['lists of different lengths', [[1, 2], [3]], 'each element in list of batch should be of equal size'],
    ['objects without a field', [{ a: 1 }, { b: 2 }], "'a'"],
    [
      'nothing',
      [null, null],
      "default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found <class 'NoneType'>",
    ],
  ])('refuses %s', (_, batch, message) => {
    expect(thrown(() => defaultCollate(batch)).torchMessage).toBe(message);
  });
});

describe('datasets', () => {
  test('of tensors have one length', () => {
    const error = thrown(() => new data.TensorDataset(tensor([1, 2]), tensor([1, 2, 3])));
    expect(error.pythonType).toBe('AssertionError');
    expect(error.message).toBe('Size mismatch between tensors\nThe first sizes are 2, 3; each counts the samples.');
  });

  test('are split as PyTorch splits them', () => {
    manualSeed(3);
    const [a, b] = data.randomSplit(ten, [6, 4]);
    expect(a!.indices).toEqual([6, 0, 3, 7, 8, 5]);
    expect(b!.indices).toEqual([1, 9, 2, 4]);
    expect(firsts(new DataLoader(b!, { batchSize: 4 }))).toEqual([[1, 9, 2, 4]]);
    expect(data.randomSplit(ten, [0.55, 0.45]).map((part) => part.length)).toEqual([6, 4]);
  });

  test('are not split into more or less than they are', () => {
    expect(thrown(() => data.randomSplit(ten, [6, 3])).message).toBe(
      'Sum of input lengths does not equal the length of the input dataset!\nThe dataset has 10 samples.',
    );
  });

  test('that are subsets know their bounds', () => {
    expect(thrown(() => new data.Subset(ten, [4]).get(1)).message).toBe(
      'list index out of range\nThere are 1 samples; 1 is not among them.',
    );
  });
});
