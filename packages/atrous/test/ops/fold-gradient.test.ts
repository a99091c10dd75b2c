import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fold, unfold } from '../../src/ops/fold/index.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { anyAxis, optionsOf } from '../windows.js';
import { noise, values } from './arrays.js';
import { checkLinear, gradientsOf } from './gradients.js';

const anyImage = fc
  .tuple(anyAxis(3), anyAxis(3))
  .map((axes) => axes.map((axis) => ({ ...axis, size: Math.max(axis.size, axis.dilation * (axis.kernel - 1) + 1) })));

describe('gradients of unfold and fold', () => {
  test('are each other, all options at once', () =>
    fc.assert(
      fc.property(anyImage, fc.boolean(), (axes, batched) => {
        const { kernelSize, ...options } = optionsOf(axes);
        const sizes = axes.map(({ size }) => size);
        const x = noise([...(batched ? [2] : []), 3, ...sizes], 1);
        checkLinear((image) => unfold(image, kernelSize, options), x);
        const columns = unfold(x.detach(), kernelSize, options);
        checkLinear((c) => fold(c, sizes, kernelSize, options), noise(columns.shape, 2));
        // The gradient of one is the other, element by element.
        const y = unfold(x, kernelSize, options);
        const upstream = noise(y.shape, 3);
        const [grad] = gradientsOf(y, upstream, [x]) as [Tensor];
        expect(values(grad)).toEqual(values(fold(upstream, sizes, kernelSize, options)));
      }),
      { numRuns: 40 },
    ));

  test('histories carry PyTorch’s names', () => {
    const y = unfold(noise([1, 3, 3], 1).requiresGrad_(), 2);
    expect(y.gradFn?.toString()).toBe('Im2ColBackward0');
    expect(fold(y, 3, 2).gradFn?.toString()).toBe('Col2ImBackward0');
  });
});
