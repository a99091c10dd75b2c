import { describe, expect, it } from 'vitest';
import { dropout, dropout1d, dropout2d, dropout3d } from '../../src/ops/dropout/index.js';
import { defaultGenerator, manualSeed } from '../../src/tensor/random/generator.js';
import { Tensor } from '../../src/tensor/tensor.js';
import { decodeTensor } from '../../../../tests/golden/files.js';
import { counted, describedInputs, errorCases, expectError, list, options, readFamily } from './golden.js';

interface Drawn {
  readonly kind: string;
  readonly seed: number;
  readonly args: { readonly p: number; readonly shape: number[] };
  readonly tensors: { readonly value: { dtype: string; shape: number[]; base64: string } };
}

const RNG = (readFamily('rng').cases as unknown as Drawn[]).filter(({ kind }) => kind.startsWith('dropout'));

const ones = (shape: number[]): Tensor => {
  const length = shape.reduce((a, b) => a * b, 1);
  return new Tensor(new Float32Array(length).fill(1), shape, 'float32');
};

/** Whether the next draw is the first after seeding with 0. */
function nothingDrawn(): boolean {
  const next = defaultGenerator().nextFloat64();
  manualSeed(0);
  return next === defaultGenerator().nextFloat64();
}

/** The factor of each channel, which all its elements share. */
const channels = (y: Tensor, count: number): number[] => {
  const values = list(y);
  const run = values.length / count;
  return Array.from({ length: count }, (_, c) => {
    const own = new Set(values.slice(c * run, (c + 1) * run));
    expect(own.size).toBe(1);
    return [...own][0]!;
  });
};

/** The factors that a generator seeded with 3 gives `count` channels. */
const after = (run: () => Tensor, count: number): number[] => {
  manualSeed(3);
  return channels(run(), count);
};

describe('dropout', () => {
  it('has golden cases', () => expect(RNG.length).toBeGreaterThan(4));

  it.each(RNG)('$kind with seed $seed drops what PyTorch drops', ({ kind, seed, args, tensors }) => {
    manualSeed(seed);
    const y = (kind === 'dropout' ? dropout : dropout2d)(ones(args.shape), { p: args.p });
    expect(list(y)).toEqual(Array.from(decodeTensor(tensors.value).values, Number));
  });

  it('keeps what the guide says for seed 0', () => {
    manualSeed(0);
    expect(list(dropout(ones([8]), { p: 0.3 })).map((value) => Math.sign(value))).toEqual([0, 0, 1, 0, 1, 0, 1, 1]);
  });

  it.each(errorCases('functional', ['dropout']))('$id refuses with the text of PyTorch', (test) => {
    const { input } = describedInputs(test);
    expectError(test, () => dropout(input!, options(test.args)));
  });

  it('returns its input and draws nothing in evaluation, for p = 0 and for an empty input', () => {
    manualSeed(0);
    const x = counted([3]);
    const empty = new Tensor(new Float32Array(0), [0], 'float32');
    expect(dropout(x, { training: false })).toBe(x);
    expect(dropout(x, { p: 0 })).toBe(x);
    expect(dropout(empty)).toBe(empty);
    expect(nothingDrawn()).toBe(true);
  });

  it('multiplies by zero for p = 1, without drawing', () => {
    manualSeed(0);
    const y = dropout(new Tensor(Float32Array.of(1, -1, Infinity), [3], 'float32'), { p: 1 });
    expect(list(y)).toEqual([0, -0, Number.NaN]);
    expect(nothingDrawn()).toBe(true);
  });

  it('in place writes into its input, raises the version and returns the same tensor', () => {
    manualSeed(0);
    const expected = list(dropout(ones([8]), { p: 0.3 }));
    manualSeed(0);
    const x = ones([8]);
    expect(dropout(x, { p: 0.3, inplace: true })).toBe(x);
    expect(list(x)).toEqual(expected);
    expect(x.version).toBe(1);
  });

  it('draws once per channel in dropout1d, 2d and 3d, batched or not', () => {
    const single = after(() => dropout(ones([6])), 6);
    expect(new Set(single).size).toBe(2);
    expect(after(() => dropout1d(ones([2, 3, 4])), 6)).toEqual(single);
    expect(after(() => dropout1d(ones([6, 4])), 6)).toEqual(single);
    expect(after(() => dropout2d(ones([2, 3, 2, 2])), 6)).toEqual(single);
    expect(after(() => dropout2d(ones([2, 3, 4])), 6)).toEqual(single);
    expect(after(() => dropout3d(ones([2, 3, 2, 2, 2])), 6)).toEqual(single);
    expect(after(() => dropout3d(ones([6, 2, 2, 2])), 6)).toEqual(single);
  });

  it('dropout1d refuses other ranks with the text of PyTorch', () => {
    expect(() => dropout1d(ones([1, 2, 3, 4]))).toThrow(
      'dropout1d: Expected 2D or 3D input, but received a 4D input. Note that dropout1d exists to provide channel-wise dropout ' +
        'on inputs with 1 spatial dimension, a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs).',
    );
  });

  it('refuses integers with the text of PyTorch', () => {
    const long = new Tensor(BigInt64Array.of(1n), [1], 'int64');
    expect(() => dropout(long)).toThrow("result type Float can't be cast to the desired output type Long\n");
  });
});
