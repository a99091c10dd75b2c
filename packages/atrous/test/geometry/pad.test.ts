import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArgumentError, NotSupportedError, ShapeError } from '../../src/errors.js';
import { checkCircularPadRank, OUTSIDE, padGeometry, type PadMode, padSource } from '../../src/geometry/pad.js';
import { errorCases } from '../ops/golden.js';

const amount = fc.integer({ min: -3, max: 6 });
const axis = fc.record({ size: fc.integer({ min: 1, max: 5 }), before: amount, after: amount });

/** The cells that a padded axis shows, or null where the setting is refused. */
function shown(size: number, before: number, after: number, mode: PadMode): number[] | null {
  try {
    const { shape, axes } = padGeometry([1, 1, size], [before, after], mode);
    return Array.from({ length: shape[2]! }, (_, at) => padSource(at, axes[2]!, mode));
  } catch (error) {
    if (error instanceof ShapeError) return null;
    throw error;
  }
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);

describe('padGeometry', () => {
  it('adds pairs to the axes from the last one backwards', () => {
    expect(padGeometry([1, 2, 3, 4], [1, 2, -1, 4]).shape).toEqual([1, 2, 6, 7]);
    expect(padGeometry([3], []).shape).toEqual([3]);
  });

  it('constant mode crops, then shows the outside', () => {
    fc.assert(
      fc.property(axis, ({ size, before, after }) => {
        const cropped = range(Math.max(-before, 0), size - Math.max(-after, 0));
        const refused = size + Math.min(before, 0) + Math.min(after, 0) < 0;
        const outside = (count: number): number[] => range(0, count).map(() => OUTSIDE);
        expect(shown(size, before, after, 'constant')).toEqual(
          refused ? null : [...outside(before), ...cropped, ...outside(after)],
        );
      }),
    );
  });

  it('reflect mode walks to and fro over the uncropped input', () => {
    fc.assert(
      fc.property(axis, ({ size, before, after }) => {
        const refused = before >= size || after >= size || size + before + after < 1;
        const walk = range(-before, size + after).map((i) => (i < 0 ? -i : i >= size ? 2 * size - 2 - i : i));
        expect(shown(size, before, after, 'reflect')).toEqual(refused ? null : walk);
      }),
    );
  });

  it('replicate mode repeats the border cells', () => {
    fc.assert(
      fc.property(axis, ({ size, before, after }) => {
        const walk = range(-before, size + after).map((i) => Math.max(0, Math.min(i, size - 1)));
        expect(shown(size, before, after, 'replicate')).toEqual(walk.length < 1 ? null : walk);
      }),
    );
  });

  it('circular mode continues what the crop leaves, periodically', () => {
    fc.assert(
      fc.property(axis, ({ size, before, after }) => {
        const cropped = range(Math.max(-before, 0), size - Math.max(-after, 0));
        const refused = size + before + after < 0 || Math.max(before, after) > cropped.length;
        const lap = cropped.length;
        const turns = range(-Math.max(before, 0), lap + Math.max(after, 0)).map((i) => cropped[(i + lap) % lap]);
        expect(shown(size, before, after, 'circular')).toEqual(refused ? null : turns);
      }),
    );
  });

  it('an axis that vanishes beside one that stays has the text of the failed allocation', () => {
    expect(() => padGeometry([1, 3, 9, 9], [-5, -5, 0, 0], 'reflect')).toThrow(
      'Trying to create tensor with negative dimension -1: [1, 3, 9, -1]\n',
    );
    expect(padGeometry([1, 3, 9, 9], [-5, -4, 0, 0], 'replicate').shape).toEqual([1, 3, 9, 0]);
    expect(() => padGeometry([1, 3, 2, 2], [-2, 0, -2, 0], 'replicate')).toThrow(
      'input (H: 2, W: 2 ) is too small. Calculated output H: 0 W: 0\n',
    );
    expect(() => padGeometry([1, 3, 2, 2, 2], [-2, 0, -2, 0, -2, 0], 'reflect')).toThrow(
      'input (D: 2 H: 2, W: 2) is too small. Calculated output D: 0 H: 0 W: 0\n',
    );
  });

  it('tests the width of a reflection before its height', () => {
    expect(() => padGeometry([1, 1, 3, 3], [3, 0, 3, 0], 'reflect')).toThrow('Argument #4: ');
    expect(() => padGeometry([1, 1, 3, 3], [0, 0, 3, 1], 'reflect')).toThrow(
      'Argument #6: Padding size should be less than the corresponding input dimension, ' +
        'but got: padding (3, 1) at dimension 2 of input [1, 1, 3, 3]\n' +
        'Reflection pads this axis by at most 2 on each side.',
    );
  });

  it('takes an empty batch, and no other empty axis', () => {
    expect(padGeometry([0, 2, 3], [1, 1], 'reflect').shape).toEqual([0, 2, 5]);
    expect(() => padGeometry([2, 0, 3], [1, 1], 'replicate')).toThrow(
      'Expected 2D or 3D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: [2, 0, 3]',
    );
    expect(padGeometry([2, 0, 3], [1, 1], 'circular').shape).toEqual([2, 0, 5]);
    expect(() => padGeometry([2, 2, 0], [1, 1], 'circular')).toThrow(
      'Padding value causes wrapping around more than once.',
    );
  });

  it('refuses circular padding that a crop leaves too little for', () => {
    expect(() => padGeometry([1, 1, 4], [-3, 2], 'circular')).toThrow(
      'Padding value causes wrapping around more than once.\nCircular padding pads this axis by at most 1 on each side.',
    );
    expect(() => padGeometry([1, 1, 4], [6, -2], 'circular')).toThrow('pads this axis by at most 2 on each side.');
    expect(() => padGeometry([1, 1, 4], [-3, -2], 'circular')).toThrow(
      'Negative padding value is resulting in an empty dimension',
    );
  });

  it('accepts value 0 beside every mode', () => {
    expect(padGeometry([1, 1, 4], [1, 1], 'reflect', 0).shape).toEqual([1, 1, 6]);
  });

  it('refuses a single number and fractions as Python does', () => {
    expect(() => padGeometry([4], 1 as unknown as number[])).toThrow(
      "pad(): argument 'pad' (position 2) must be tuple of ints, not int\n",
    );
    expect(() => padGeometry([4], [1, 0.5])).toThrow(
      "pad(): argument 'pad' (position 2) must be tuple of ints, but found element of type float at pos 1",
    );
    expect(() => padGeometry([4], [1, 0.5])).toThrow(ArgumentError);
  });

  it('asks for the mode before anything about the amounts', () => {
    expect(() => padGeometry([4], [1, 1, 1], 'mirror' as PadMode)).toThrow(NotSupportedError);
    expect(() => padGeometry([4], [1, 1, 1], 'mirror' as PadMode)).toThrow(
      'Unrecognised padding mode mirror\nThe modes are constant, reflect, replicate, circular.',
    );
  });
});

describe('checkCircularPadRank', () => {
  const ranked = errorCases('forward', ['CircularPad1d', 'CircularPad2d', 'CircularPad3d']).filter(
    (test) => test.exception === 'ValueError',
  );
  it.each(ranked)('$id $op has the text of PyTorch', (test) => {
    const check = (): void => checkCircularPadRank(Number(test.op.at(-2)) as 1 | 2 | 3, test.inputs['input']!.shape);
    expect(check).toThrow(test.message);
  });

  it('passes with and without a batch', () => {
    expect(() => checkCircularPadRank(2, [1, 4, 4])).not.toThrow();
    expect(() => checkCircularPadRank(2, [1, 1, 4, 4])).not.toThrow();
  });
});
