import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { channelShuffle, pixelShuffle, pixelUnshuffle } from '../../src/ops/shuffle/index.js';
import { Tensor } from '../../src/tensor/tensor.js';
import {
  counted,
  describedInputs,
  errorCases,
  expectError,
  expectOutput,
  list,
  readFamily,
  tensorOf,
} from './golden.js';

const FAMILY = readFamily('pixel_shuffle');

const CALLS: Readonly<Record<string, (x: Tensor, args: Readonly<Record<string, unknown>>) => Tensor>> = {
  pixel_shuffle: (x, args) => pixelShuffle(x, args['upscale_factor'] as number),
  PixelShuffle: (x, args) => pixelShuffle(x, args['upscale_factor'] as number),
  pixel_unshuffle: (x, args) => pixelUnshuffle(x, args['downscale_factor'] as number),
  PixelUnshuffle: (x, args) => pixelUnshuffle(x, args['downscale_factor'] as number),
  channel_shuffle: (x, args) => channelShuffle(x, args['groups'] as number),
};

describe('pixel and channel shuffle', () => {
  it.each(FAMILY.cases)('$id $op moves what PyTorch moves', (test) => {
    const input = tensorOf(FAMILY, test.inputs['input']!);
    expectOutput(FAMILY, test, 'output', CALLS[test.op]!(input, test.args));
  });

  it.each(errorCases('functional', ['pixel_shuffle', 'pixel_unshuffle', 'channel_shuffle']))(
    '$id $op refuses with the text of PyTorch',
    (test) => {
      const { input } = describedInputs(test);
      expectError(test, () => CALLS[test.op]!(input!, test.args));
    },
  );

  it('shows the numbers of the guide', () => {
    const x = new Tensor(
      Float32Array.from({ length: 16 }, (_, i) => i),
      [1, 4, 2, 2],
      'float32',
    );
    expect(list(pixelShuffle(x, 2))).toEqual([0, 4, 1, 5, 8, 12, 9, 13, 2, 6, 3, 7, 10, 14, 11, 15]);
    expect(list(channelShuffle(counted([1, 6, 1]), 2))).toEqual([1, 4, 2, 5, 3, 6]);
  });

  it('moves int64 too, and empty batches', () => {
    const x = new Tensor(BigInt64Array.of(1n, 2n, 3n, 4n), [4, 1, 1], 'int64');
    expect([...(pixelShuffle(x, 2).data as BigInt64Array)]).toEqual([1n, 2n, 3n, 4n]);
    const empty = new Tensor(new Float32Array(0), [0, 4, 2, 2], 'float32');
    expect(pixelShuffle(empty, 2).shape).toEqual([0, 1, 4, 4]);
    expect(channelShuffle(empty, 2).shape).toEqual([0, 4, 2, 2]);
  });

  it('is undone by its inverse', () => {
    const small = fc.integer({ min: 1, max: 3 });
    fc.assert(
      fc.property(fc.array(small, { minLength: 3, maxLength: 5 }), small, (sizes, r) => {
        const shape = sizes.with(sizes.length - 3, sizes.at(-3)! * r * r);
        const x = counted(shape);
        const back = pixelUnshuffle(pixelShuffle(x, r), r);
        expect(back.shape).toEqual(shape);
        expect(list(back)).toEqual(list(x));
        if (shape.length === 3) return;
        const channels = shape[1]!;
        const groups = channels % r === 0 ? r : 1;
        expect(list(channelShuffle(channelShuffle(x, groups), channels / groups))).toEqual(list(x));
      }),
    );
  });
});
