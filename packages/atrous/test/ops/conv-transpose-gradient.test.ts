import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { convTranspose1d, convTranspose2d, convTranspose3d } from '../../src/ops/conv-transpose/index.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { gradcheck } from '../gradcheck.js';
import { count, f32, f64, noise, product, values } from './arrays.js';
import { type ConvCase, anyConvCase } from './conv-cases.js';
import { checkBilinear, gradientsOf } from './gradients.js';

const CONV = { 1: convTranspose1d, 2: convTranspose2d, 3: convTranspose3d } as const;

/** Output padding up to what stride or dilation allows, so at times more than the stride. */
const withOutputPadding = anyConvCase.chain((layer) =>
  fc
    .tuple(...layer.stride.map((s, axis) => fc.nat(Math.max(s, layer.dilation[axis]!) - 1)))
    .map((outputPadding) => ({ ...layer, outputPadding })),
);

type Layer = ConvCase & { readonly outputPadding: number[] };

/** Sizes of three at most: the output is as long again for every stride. */
function tensorsOf({ batch, groups, inChannels, outChannels, input, kernel }: Layer): [Tensor, Tensor, Tensor] {
  const spatial = input.map((size) => ((size - 1) % 3) + 1);
  return [
    noise([batch, groups * inChannels, ...spatial], 1),
    noise([groups * inChannels, outChannels, ...kernel], 2),
    noise([groups * outChannels], 3),
  ];
}

/** Whether the padding leaves something of the output. */
const isLegal = ({ input, kernel, stride, padding, dilation, outputPadding }: Layer): boolean =>
  input.every((size, a) => {
    const steps = (size - 1) % 3;
    return steps * stride[a]! - 2 * padding[a]! + dilation[a]! * (kernel[a]! - 1) + outputPadding[a]! >= 0;
  });

const isSmall = (layer: Layer): boolean =>
  tensorsOf(layer)[0].numel() + product(layer.kernel) * layer.inChannels * layer.outChannels <= 40;

const optionsOf = ({ stride, padding, dilation, groups, outputPadding }: Layer): object => ({
  stride,
  padding,
  dilation,
  groups,
  outputPadding,
});

describe('gradients of transposed convolution', () => {
  test('are those of the definition to third order, all options at once', () =>
    fc.assert(
      fc.property(withOutputPadding.filter(isLegal), fc.boolean(), (layer, unbatched) => {
        const [x, w] = tensorsOf(unbatched ? { ...layer, batch: 1 } : layer);
        const input = unbatched ? f64(values(x), x.shape.slice(1)) : x;
        checkBilinear((a, b) => CONV[layer.rank](a, b, optionsOf(layer)), input, w);
      }),
      { numRuns: 60 },
    ));

  test('agree with central differences, first and second', () =>
    fc.assert(
      fc.property(withOutputPadding.filter(isLegal).filter(isSmall), (layer) => {
        const inputs = tensorsOf(layer).map((t) => t.requiresGrad_());
        gradcheck((x, w, bias) => CONV[layer.rank](x, w, { bias, ...optionsOf(layer) }), inputs);
      }),
      { numRuns: 10 },
    ));

  test('of 2×2 under 3×3 with stride 2 are the values of the guide', () => {
    const x = count([1, 1, 2, 2], 'float64').requiresGrad_();
    const w = count([1, 1, 3, 3], 'float64').requiresGrad_();
    const y = convTranspose2d(x, w, { stride: 2, padding: 1, outputPadding: 1 });
    const ones = f64(new Float64Array(y.numel()).fill(1), y.shape);
    expect(gradientsOf(y, ones, [x, w]).map((t) => [...values(t)])).toEqual([
      [28, 39, 33, 45],
      [4, 7, 7, 6, 10, 10, 6, 10, 10],
    ]);
  });

  test('cells of the output padding count for the bias', () => {
    const bias = f64([0], [1]).requiresGrad_();
    const y = convTranspose1d(noise([1, 1, 2], 1), noise([1, 1, 1], 2), { bias, stride: 3, outputPadding: 2 });
    expect([...values(gradientsOf(y, f64(new Float64Array(6).fill(1), y.shape), [bias])[0]!)]).toEqual([6]);
  });

  test('a bias of another float type gets a gradient of its own type', () => {
    const bias = f32([0], [1]).requiresGrad_();
    const y = convTranspose1d(noise([1, 1, 2], 1), noise([1, 1, 1], 2), { bias });
    expect(gradientsOf(y, noise(y.shape, 3), [bias])[0]!.dtype).toBe('float32');
  });

  test('of an empty batch are zeros for the weight', () => {
    const [x, w] = [noise([0, 2, 4], 1).requiresGrad_(), noise([2, 3, 2], 2).requiresGrad_()];
    const y = convTranspose1d(x, w);
    const [gx, gw] = gradientsOf(y, noise(y.shape, 4), [x, w]) as [Tensor, Tensor];
    expect(gx.shape).toEqual([0, 2, 4]);
    expect([...values(gw)]).toEqual(Array(12).fill(0));
  });
});
