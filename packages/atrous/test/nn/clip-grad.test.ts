import { describe, expect, test } from 'vitest';
import * as atrous from '../../src/index.js';
import { thrown } from '../failure.js';

const { tensor, zeros } = atrous;
const { clipGradNorm_, clipGradValue_, getTotalNorm } = atrous.nn.utils;

/** Two parameters with the gradients [3, 4, 0] and [0, 0, 12], whose norm is 13. */
function parameters(): atrous.Tensor[] {
  return [
    [3, 4, 0],
    [0, 0, 12],
  ].map((grad) => {
    const t = zeros([3]);
    t.grad = tensor(grad);
    return t;
  });
}

const grads = (params: atrous.Tensor[]): number[] => params.flatMap(({ grad }) => [...(grad!.data as Float32Array)]);

describe('clipGradNorm_', () => {
  test.each([
    [2, 13, [0.23076921701431274, 0.307692289352417, 0, 0, 0, 0.923076868057251]],
    [1, 19, [0.15789471566677094, 0.21052628755569458, 0, 0, 0, 0.6315788626670837]],
    [Infinity, 12, [0.2499999850988388, 0.3333333134651184, 0, 0, 0, 0.9999999403953552]],
  ])('scales by the norm of order %s as PyTorch does', (normType, total, expected) => {
    const params = parameters();
    const norm = clipGradNorm_(params, 1, { normType });
    expect([norm.shape, norm.item()]).toEqual([[], total]);
    expect(grads(params)).toEqual(expected);
  });

  test('leaves gradients that are small enough, and parameters without one', () => {
    const params = [...parameters(), zeros([2])];
    expect(clipGradNorm_(params, 20).item()).toBe(13);
    expect(grads(params.slice(0, 2))).toEqual([3, 4, 0, 0, 0, 12]);
    expect(clipGradNorm_([zeros([1])], 1).item()).toBe(0);
  });

  test('refuses a norm that is not finite where it is asked to, and changes nothing', () => {
    const params = parameters();
    params[0]!.grad = tensor([Number.NaN, 1, 1]);
    const error = thrown(() => clipGradNorm_(params, 1, { errorIfNonfinite: true }));
    expect(error.pythonType).toBe('RuntimeError');
    expect(error.message).toBe(
      'The total norm of order 2.0 for gradients from `parameters` is non-finite, so it cannot be clipped. To disable this error and scale the gradients by the non-finite norm anyway, set `error_if_nonfinite=False`\nThe option is `errorIfNonfinite` here.',
    );
    expect(grads(params).slice(1)).toEqual([1, 1, 0, 0, 12]);
    expect(clipGradNorm_(params, 1).item()).toBeNaN();
    expect(grads(params).every(Number.isNaN)).toBe(true);
  });

  test('says that there is one implementation', () => {
    expect(thrown(() => clipGradNorm_([], 1, { foreach: true as never })).message).toBe(
      'clip_grad_norm_: foreach=True is not available\nTensors are changed one after another; the results are the same.',
    );
  });
});

test('getTotalNorm takes float64 where there is some', () => {
  const norm = getTotalNorm([tensor([3]), tensor([4], { dtype: 'float64' })]);
  expect([norm.dtype, norm.item()]).toEqual(['float64', 5]);
});

test('clipGradValue_ clamps every element, in place', () => {
  const [a] = parameters();
  a!.grad = tensor([3, -0.5, -7]);
  const grad = a!.grad;
  const version = grad.version;
  clipGradValue_(a!, 1);
  expect([...(grad.data as Float32Array)]).toEqual([1, -0.5, -1]);
  expect(grad.version).toBe(version + 1);
});
