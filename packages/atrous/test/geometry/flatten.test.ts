import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wrapDimension } from '../../src/geometry/dim.js';
import { flattenShape, unflattenShape } from '../../src/geometry/flatten.js';

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

describe('wrapDimension', () => {
  it('counts from either end, and gives a scalar one dimension', () => {
    expect([wrapDimension(1, 3), wrapDimension(-1, 3), wrapDimension(-1, 0), wrapDimension(0, 0)]).toEqual([
      1, 2, 0, 0,
    ]);
    expect(() => wrapDimension(1, 0)).toThrow('Dimension out of range (expected to be in range of [-1, 0], but got 1)');
  });
});

describe('flattenShape', () => {
  it('merges any run of dimensions, counted from either end', () => {
    const shape = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(shape, fc.nat(4), fc.nat(4), (input, a, b) => {
        const start = Math.min(a, b) % input.length;
        const end = Math.max(start, Math.max(a, b) % input.length);
        const merged = [...input.slice(0, start), product(input.slice(start, end + 1)), ...input.slice(end + 1)];
        expect(flattenShape(input, start, end)).toEqual(merged);
        expect(flattenShape(input, start - input.length, end - input.length)).toEqual(merged);
      }),
    );
  });

  it('gives a scalar one dimension', () => expect(flattenShape([])).toEqual([1]));

  it('refuses an end before the start', () => {
    expect(() => flattenShape([2, 3, 4], 2, 1)).toThrow(
      'flatten() has invalid args: start_dim cannot come after end_dim',
    );
  });
});

describe('unflattenShape', () => {
  it('splits, and works one size out', () => {
    expect(unflattenShape([2, 12], 1, [3, 4])).toEqual([2, 3, 4]);
    expect(unflattenShape([2, 12, 5], -2, [-1, 4])).toEqual([2, 3, 4, 5]);
    expect(unflattenShape([0, 3], 0, [0, 4])).toEqual([0, 4, 3]);
  });

  it.each([
    [[2, 2], "unflatten: Provided sizes [2, 2] don't multiply up to the size of dim 1 (5) in the input tensor"],
    [[-1, 2], "unflatten: Provided sizes [-1, 2] don't multiply up to the size of dim 1 (5) in the input tensor"],
    [[-1, 0], "unflatten: Provided sizes [-1, 0] don't multiply up to the size of dim 1 (5) in the input tensor"],
    [[-1, -1], 'unflatten got an unexpected error:\nonly one dimension can be inferred'],
    [[-2, 5], 'unflatten got an unexpected error:\ninvalid shape dimension -2'],
    [[], 'unflatten: sizes must be non-empty'],
  ])('refuses %j', (sizes, message) => {
    expect(() => unflattenShape([3, 5], 1, sizes)).toThrow(message);
  });
});
