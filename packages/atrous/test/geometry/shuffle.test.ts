import { describe, expect, it } from 'vitest';
import { ArgumentError } from '../../src/errors.js';
import { channelShuffleShape, pixelShuffleShape, pixelUnshuffleShape } from '../../src/geometry/shuffle.js';
import { errorCases, expectError } from '../ops/golden.js';

const CALLS: Readonly<Record<string, (shape: readonly number[], factor: number) => number[]>> = {
  pixel_shuffle: pixelShuffleShape,
  pixel_unshuffle: pixelUnshuffleShape,
  channel_shuffle: channelShuffleShape,
};

describe('shuffles', () => {
  it.each(errorCases('functional', Object.keys(CALLS)))('$id $op has the text of PyTorch', (test) => {
    expectError(test, () => CALLS[test.op]!(test.inputs['input']!.shape, Object.values(test.args)[0] as number));
  });

  it('move channels into space and back', () => {
    expect(pixelShuffleShape([2, 18, 4, 5], 3)).toEqual([2, 2, 12, 15]);
    expect(pixelUnshuffleShape([2, 2, 12, 15], 3)).toEqual([2, 18, 4, 5]);
    expect(pixelShuffleShape([4, 1, 1], 2)).toEqual([1, 2, 2]);
    expect(channelShuffleShape([2, 6, 3], 2)).toEqual([2, 6, 3]);
  });

  it('an empty input of pixel unshuffle keeps its shape', () => {
    expect(pixelUnshuffleShape([2, 0, 4, 6], 2)).toEqual([2, 0, 4, 6]);
    expect(pixelShuffleShape([0, 4, 2, 3], 2)).toEqual([0, 1, 4, 6]);
  });

  it('hint at a number of channels that works', () => {
    expect(() => pixelShuffleShape([1, 5, 2, 2], 2)).toThrow(
      'is not divisible by 4\nGive it 8 channels: 4 for every channel of the result.',
    );
  });

  it('refuse factors whose square overflows, and fractions', () => {
    expect(() => pixelShuffleShape([1, 4, 2, 2], 2 ** 32)).toThrow(
      'upscale factor is too large, (upscale_factor)^2 overflowed: upscale_factor=4294967296',
    );
    expect(() => pixelShuffleShape([1, 4, 2, 2], 1.5)).toThrow(ArgumentError);
    expect(() => channelShuffleShape([1, 4, 2], 1.5)).toThrow(
      "channel_shuffle(): argument 'groups' (position 2) must be int, not float",
    );
  });
});
