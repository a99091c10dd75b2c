import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as data from '../../src/data/index.js';
import * as atrous from '../../src/index.js';
import { thrown } from '../failure.js';

const { F, Generator, rand, tensor } = atrous;
const { centerCrop, compose, normalize, randomCrop, randomHorizontalFlip, randomVerticalFlip, resize, toTensor } =
  data.transforms;

const counted = (...shape: number[]): atrous.Tensor =>
  new atrous.Tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => i),
    shape,
    'float32',
  );

describe('toTensor', () => {
  const rgba = { data: Uint8ClampedArray.of(255, 0, 51, 128, 0, 255, 102, 255), width: 2, height: 1 };

  test('puts channels first, in [0, 1], without alpha', () => {
    const t = toTensor()(rgba);
    expect(t.shape).toEqual([3, 1, 2]);
    expect(Array.from(t.data as Float32Array)).toEqual([1, 0, 0, 1, 0.2, 0.4].map(Math.fround));
  });

  test('keeps alpha if asked to', () => {
    expect(toTensor({ alpha: true })(rgba).shape).toEqual([4, 1, 2]);
  });

  test('knows grey pictures, and 16 bits', () => {
    const grey = toTensor()({ data: Uint16Array.of(0, 65535), width: 1, height: 2 });
    expect(grey.tolist()).toEqual([[[0], [1]]]);
  });

  test('refuses an array that is no such picture', () => {
    const error = thrown(() => toTensor()({ data: new Uint8Array(7), width: 2, height: 1 }));
    expect(error.message).toBe(
      '7 values are no picture of 1 × 2 (height × width)\nThere are 1, 2, 3 or 4 values per pixel: grey or RGB, with alpha or without.',
    );
  });
});

describe('normalize', () => {
  test('works by channel, for one picture and for many', () => {
    expect(normalize([1, 2], [2, 4])(counted(2, 1, 2)).tolist()).toEqual([[[-0.5, 0]], [[0, 0.25]]]);
    const batch = normalize([0.5], [2])(counted(2, 2, 1, 1));
    expect(batch.tolist()).toEqual([
      [[[-0.25]], [[0.25]]],
      [[[0.75]], [[1.25]]],
    ]);
  });

  test.each<[string, () => unknown, string]>([
    [
      'a deviation of 0',
      () => normalize([0], [0]),
      'std evaluated to zero after conversion to torch.float32, leading to division by zero.',
    ],
    [
      'as many means as there are no channels',
      () => normalize([1, 2], [1])(counted(3, 1, 1)),
      'mean has 2 values, but the image has 3 channels',
    ],
    [
      'integers',
      () => normalize([1], [1])(counted(1, 1, 1).to('uint8')),
      'Input tensor should be a float tensor. Got torch.uint8.',
    ],
    [
      'what is no picture',
      () => normalize([1], [1])(counted(3)),
      'expected an image [C, H, W] or images [N, C, H, W], but got size [3]',
    ],
  ])('refuses %s', (_, action, message) => {
    expect(thrown(action).torchMessage).toBe(message);
  });
});

describe('resize', () => {
  test('is F.interpolate, with antialiasing where there is some', () => {
    const x = rand([3, 9, 7]);
    const expected = F.interpolate(x.unsqueeze(0), { size: [4, 5], mode: 'bilinear', antialias: true }).squeeze(0);
    expect(resize([4, 5])(x).equal(expected)).toBe(true);
    const near = F.interpolate(x.unsqueeze(0), { size: [4, 5], mode: 'nearest' });
    expect(resize([4, 5], { mode: 'nearest' })(x.unsqueeze(0)).equal(near)).toBe(true);
  });

  test('takes one number as the shorter edge', () => {
    expect(resize(4)(counted(1, 8, 11)).shape).toEqual([1, 4, 5]);
    expect(resize(4)(counted(1, 11, 8)).shape).toEqual([1, 5, 4]);
  });
});

describe('crops', () => {
  test('take the middle, the even place where there are two', () => {
    expect(centerCrop(2)(counted(1, 3, 5)).tolist()).toEqual([
      [
        [2, 3],
        [7, 8],
      ],
    ]);
    expect(centerCrop([1, 2])(counted(1, 1, 5)).tolist()).toEqual([[[2, 3]]]);
  });

  test('fill what a smaller picture lacks with zeros', () => {
    expect(centerCrop([3, 2])(tensor([[[1, 2, 3, 4]]])).tolist()).toEqual([
      [
        [0, 0],
        [2, 3],
        [0, 0],
      ],
    ]);
  });

  test('are random windows of the picture, a row drawn first and then a column', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 6 }), (seed, h, w) => {
        const [x, generator] = [counted(2, 5, 6), new Generator().manualSeed(seed)];
        const twin = new Generator().manualSeed(seed);
        const crop = randomCrop([h, w], { generator })(x);
        const fits = h === 5 && w === 6;
        const top = fits ? 0 : twin.nextUint32() % (5 - h + 1);
        const left = fits ? 0 : twin.nextUint32() % (6 - w + 1);
        expect(crop.equal(x.narrow(1, top, h).narrow(2, left, w))).toBe(true);
        expect(generator.nextUint32()).toBe(twin.nextUint32());
      }),
    );
  });

  test('of a padded picture may reach beyond it', () => {
    const crop = randomCrop(5, { padding: 1, fill: -1 })(counted(1, 3, 3));
    expect(crop.tolist()).toEqual([
      [
        [-1, -1, -1, -1, -1],
        [-1, 0, 1, 2, -1],
        [-1, 3, 4, 5, -1],
        [-1, 6, 7, 8, -1],
        [-1, -1, -1, -1, -1],
      ],
    ]);
    expect(
      randomCrop(5, { padding: 1, paddingMode: 'reflect' })(counted(1, 3, 3))
        .select(1, 0)
        .tolist(),
    ).toEqual([[4, 3, 4, 5, 4]]);
  });

  test('are not larger than the picture', () => {
    expect(thrown(() => randomCrop([4, 2])(counted(1, 3, 3))).message).toBe(
      'Required crop size (4, 2) is larger than input image size (3, 3)\nSizes are height, width.',
    );
  });
});

describe('flips', () => {
  test('come with their probability, one draw each', () => {
    const generator = new Generator().manualSeed(1);
    const twin = new Generator().manualSeed(1);
    const x = counted(1, 1, 2);
    for (let i = 0; i < 50; i++) {
      const flipped = randomHorizontalFlip({ p: 0.3, generator })(x);
      expect(flipped.equal(twin.nextFloat32() < 0.3 ? x.flip(-1) : x)).toBe(true);
    }
  });

  test('exchange left and right, or top and bottom', () => {
    expect(randomHorizontalFlip({ p: 1 })(counted(1, 2, 2)).tolist()).toEqual([
      [
        [1, 0],
        [3, 2],
      ],
    ]);
    expect(randomVerticalFlip({ p: 1 })(counted(1, 2, 2)).tolist()).toEqual([
      [
        [2, 3],
        [0, 1],
      ],
    ]);
    expect(randomVerticalFlip({ p: 0 })(counted(1, 2, 2)).tolist()).toEqual([
      [
        [0, 1],
        [2, 3],
      ],
    ]);
  });

  test('refuse what is no probability', () => {
    expect(thrown(() => randomHorizontalFlip({ p: 2 })).message).toBe(
      'randomHorizontalFlip: p is 2, which is no probability',
    );
  });
});

test('compose takes one step after another', () => {
  const prepare = compose([toTensor(), resize([2, 2]), normalize([0.5], [0.5])]);
  const picture = { data: new Uint8Array(3 * 16).fill(255), width: 4, height: 4 };
  expect(prepare(picture).tolist()).toEqual(
    [1, 1, 1].map(() => [
      [1, 1],
      [1, 1],
    ]),
  );
});
