import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { conv1d, conv2d, conv3d } from '../../src/ops/conv/index.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { gradcheck } from '../gradcheck.js';
import { count, f32, f64, noise, product, values } from './arrays.js';
import { type ConvCase, anyConvCase } from './conv-cases.js';
import { checkBilinear, gradientsOf } from './gradients.js';

const CONV = { 1: conv1d, 2: conv2d, 3: conv3d } as const;

function tensorsOf({ batch, groups, inChannels, outChannels, input, kernel }: ConvCase): [Tensor, Tensor, Tensor] {
  return [
    noise([batch, groups * inChannels, ...input], 1),
    noise([groups * outChannels, inChannels, ...kernel], 2),
    noise([groups * outChannels], 3),
  ];
}

const isSmall = ({ batch, groups, inChannels, input }: ConvCase): boolean =>
  batch * groups * inChannels * product(input) <= 60;

describe('gradients of convolution', () => {
  test('are those of the definition to third order, all options at once', () =>
    fc.assert(
      fc.property(anyConvCase, fc.boolean(), fc.boolean(), (layer, unbatched, same) => {
        const { stride, padding, dilation, groups } = layer;
        const [x, w] = tensorsOf(unbatched ? { ...layer, batch: 1 } : layer);
        const input = unbatched ? f64(values(x), x.shape.slice(1)) : x;
        // 'same' pads unevenly under even kernels.
        const options = same ? { padding: 'same' as const, dilation, groups } : { stride, padding, dilation, groups };
        checkBilinear((a, b) => CONV[layer.rank](a, b, options), input, w);
      }),
      { numRuns: 60 },
    ));

  test('agree with central differences, first and second', () =>
    fc.assert(
      fc.property(anyConvCase.filter(isSmall), (layer) => {
        const { stride, padding, dilation, groups } = layer;
        const inputs = tensorsOf(layer).map((t) => t.requiresGrad_());
        gradcheck((x, w, bias) => CONV[layer.rank](x, w, { bias, stride, padding, dilation, groups }), inputs);
      }),
      { numRuns: 10 },
    ));

  test('of 3×3 under 2×2 and of 4×4 under 3×3 with stride 2 are the values of the guide', () => {
    const gradients = (x: Tensor, w: Tensor, options: object): number[][] => {
      const y = conv2d(x.requiresGrad_(), w.requiresGrad_(), options);
      const ones = f64(new Float64Array(y.numel()).fill(1), y.shape);
      return gradientsOf(y, ones, [x, w]).map((t) => [...values(t)]);
    };
    const A = (size: number): Tensor => count([1, 1, size, size], 'float64');
    expect(gradients(A(3), A(2), {})).toEqual([
      [1, 3, 2, 4, 10, 6, 3, 7, 4],
      [12, 16, 24, 28],
    ]);
    expect(gradients(A(4), A(3), { stride: 2, padding: 1 })).toEqual([
      [5, 10, 5, 6, 10, 20, 10, 12, 5, 10, 5, 6, 8, 16, 8, 9],
      [6, 12, 14, 12, 24, 28, 20, 40, 44],
    ]);
  });

  test('cover inputs that a stride leaves unread, with zeros', () => {
    const x = count([1, 1, 6], 'float64').requiresGrad_();
    const y = conv1d(x, f64([1, 1], [1, 1, 2]), { stride: 3 });
    expect([...values(gradientsOf(y, f64([1, 2], [1, 1, 2]), [x])[0]!)]).toEqual([1, 1, 0, 2, 2, 0]);
  });

  test('of an empty batch are zeros for weight and bias, and empty for the input', () => {
    const [x, w, b] = [noise([0, 2, 4, 4], 1), noise([3, 2, 3, 3], 2), noise([3], 3)];
    for (const t of [x, w, b]) t.requiresGrad_();
    const y = conv2d(x, w, { bias: b });
    const [gx, gw, gb] = gradientsOf(y, noise(y.shape, 4), [x, w, b]) as [Tensor, Tensor, Tensor];
    expect(gx.shape).toEqual([0, 2, 4, 4]);
    expect([...values(gw)]).toEqual(Array(54).fill(0));
    expect([...values(gb)]).toEqual([0, 0, 0]);
  });

  test('of float32 sum in doubles and round once', () => {
    const x = f32([1, 2 ** -24, 2 ** -24], [1, 1, 3]);
    const w = count([1, 1, 1]).requiresGrad_();
    const ones = f32([1, 1, 1], [1, 1, 3]);
    expect([...values(gradientsOf(conv1d(x, w), ones, [w])[0]!)]).toEqual([1 + 2 ** -23]);
  });

  test('ask for a weight that has not changed since', () => {
    const [x, w] = [noise([1, 1, 4], 1).requiresGrad_(), noise([1, 1, 2], 2)];
    const y = conv1d(x, w);
    w.touch();
    expect(() => gradientsOf(y, noise(y.shape, 3), [x])).toThrow(
      'one of the variables needed for gradient computation has been modified by an inplace operation: [torch.DoubleTensor [1, 1, 2]] is at version 1; expected version 0 instead.',
    );
  });

  test('history carries PyTorch’s name', () =>
    expect(conv1d(noise([1, 1, 4], 1).requiresGrad_(), noise([1, 1, 2], 2)).gradFn?.toString()).toBe(
      'ConvolutionBackward0',
    ));
});
