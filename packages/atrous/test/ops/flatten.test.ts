import { describe, expect, it } from 'vitest';
import { flatten, unflatten } from '../../src/ops/flatten.js';
import { Tensor } from '../../src/tensor/tensor.js';
import { counted, describedInputs, errorCases, expectError } from './golden.js';

describe('flatten and unflatten', () => {
  it('share storage with their input', () => {
    const x = counted([2, 3, 4]);
    const flat = flatten(x, { startDim: 1 });
    expect(flat.shape).toEqual([2, 12]);
    expect(flat.storage).toBe(x.storage);
    const back = unflatten(flat, -1, [3, -1]);
    expect(back.shape).toEqual([2, 3, 4]);
    expect(back.storage).toBe(x.storage);
  });

  it('flatten everything by default, and a scalar to one element', () => {
    expect(flatten(counted([2, 3, 4])).shape).toEqual([24]);
    expect(flatten(new Tensor(Float32Array.of(5), [], 'float32')).shape).toEqual([1]);
  });

  it.each(errorCases('forward', ['Flatten']))('$id refuses with the text of PyTorch', (test) => {
    const { input } = describedInputs(test);
    const startDim = test.args['start_dim'] as number;
    expectError(test, () => flatten(input!, { startDim, endDim: (test.args['end_dim'] as number | undefined) ?? -1 }));
  });

  it.each(errorCases('forward', ['Unflatten']))('$id refuses with the text of PyTorch', (test) => {
    const { input } = describedInputs(test);
    expectError(test, () => unflatten(input!, test.args['dim'] as number, test.args['unflattened_size'] as number[]));
  });

  it('refuses an unknown option with the nearest name', () => {
    expect(() => flatten(counted([2]), { start_dim: 1 } as object)).toThrow(
      "flatten() got an unexpected keyword argument 'start_dim'\nDid you mean `startDim`?",
    );
  });
});
