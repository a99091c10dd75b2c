/** @file The tape by itself: order, sums of paths, what is kept and what is let go. */

import { describe, expect, test } from 'vitest';
import { differentiable, enableGrad, isGradEnabled, noGrad } from '../../src/autograd/index.js';
import { backward, grad, registerHook, retainGrad } from '../../src/ops/backward.js';
import { Tensor } from '../../src/tensor/tensor.js';

const vector = (...values: number[]): Tensor => new Tensor(Float64Array.from(values), [values.length], 'float64');
const leaf = (...values: number[]): Tensor => vector(...values).requiresGrad_();
const valuesOf = (tensor: Tensor | null): number[] | null =>
  tensor === null ? null : [...(tensor.data as Float64Array)];
const apply = (a: Tensor, b: Tensor, f: (x: number, y: number) => number): Tensor =>
  vector(...Array.from(a.data as Float64Array, (x, i) => f(x, Number(b.data[i]))));

/** a·b by elements, with its rule. */
function times(a: Tensor, b: Tensor): Tensor {
  return differentiable(
    'Mul',
    [a, b],
    apply(a, b, (x, y) => x * y),
    (g, [x, y], needs) => [needs[0] ? times(g, y!) : null, needs[1] ? times(g, x!) : null],
    [a, b],
  );
}

const ones = (n: number): Tensor => vector(...Array<number>(n).fill(1));

describe('backward', () => {
  test('adds up the gradients of every path', () => {
    const x = leaf(2, 3);
    const y = times(times(x, x), x);
    backward(y, ones(2));
    expect(valuesOf(x.grad)).toEqual([12, 27]);
  });

  test('adds to the gradient that is there, in the same tensor', () => {
    const x = leaf(2);
    backward(times(x, x));
    const first = x.grad;
    backward(times(x, x));
    expect(x.grad).toBe(first);
    expect(valuesOf(x.grad)).toEqual([8]);
  });

  test('adds 16-bit gradients by their values', () => {
    const x = new Tensor(Uint16Array.of(0x3c00), [1], 'float16').requiresGrad_();
    for (let i = 0; i < 2; i++)
      backward(differentiable('Probe', [x], vector(1), () => [new Tensor(Uint16Array.of(0x3c00), [1], 'float16')]));
    expect([...(x.grad!.data as Uint16Array)]).toEqual([0x4000]);
  });

  test('gives each leaf a gradient of its own, even where one tensor reaches two', () => {
    const [x, y] = [leaf(1), leaf(1)];
    const sum = differentiable('Add', [x, y], vector(2), (g) => [g, g]);
    backward(sum);
    expect(x.grad).not.toBe(y.grad);
    expect(x.grad!.data).not.toBe(y.grad!.data);
  });

  test('walks a long chain without exhausting the stack', () => {
    const x = leaf(1);
    let y = x;
    for (let i = 0; i < 20_000; i++) y = differentiable('Alias', [y], vector(1), (g) => [g]);
    backward(y);
    expect(valuesOf(x.grad)).toEqual([1]);
  });

  test('lets go of what it saved, and says so the second time', () => {
    const x = leaf(2);
    const y = times(x, x);
    backward(y);
    expect(() => backward(y)).toThrow(/^Trying to backward through the graph a second time/);
  });

  test('keeps it with retainGraph', () => {
    const x = leaf(2);
    const y = times(x, x);
    backward(y, null, { retainGraph: true });
    backward(y);
    expect(valuesOf(x.grad)).toEqual([8]);
  });

  test('differentiates the gradient with createGraph', () => {
    const x = leaf(3);
    const [first] = grad(times(times(x, x), x), x, { createGraph: true });
    expect(valuesOf(first!)).toEqual([27]);
    const [second] = grad(first!, x, { createGraph: true });
    expect(valuesOf(second!)).toEqual([18]);
    expect(valuesOf(grad(second!, x)[0]!)).toEqual([6]);
  });

  test('does no work for an input that nobody asked about', () => {
    const [x, y] = [leaf(2), vector(5)];
    let asked: readonly boolean[] = [];
    const z = differentiable('Probe', [x, y], vector(1), (g, _, needs) => {
      asked = needs;
      return [g, null];
    });
    backward(z);
    expect(asked).toEqual([true, false]);
  });

  test('collects in the inputs that are named, and nowhere else', () => {
    const [x, y] = [leaf(2), leaf(5)];
    backward(times(x, y), null, { inputs: [y] });
    expect(valuesOf(x.grad)).toBeNull();
    expect(valuesOf(y.grad)).toEqual([2]);
  });

  test('notices that a saved tensor was written to', () => {
    const x = leaf(2);
    const y = times(x, x);
    x.data[0] = 9;
    x.touch();
    expect(() => backward(y)).toThrow(/is at version 1; expected version 0 instead/);
  });
});

describe('grad', () => {
  test('touches no grad', () => {
    const x = leaf(2);
    grad(times(x, x), x);
    expect(x.grad).toBeNull();
  });

  test('refuses an input that no output depends on, or gives null for it', () => {
    const [x, y] = [leaf(2), leaf(1)];
    expect(() => grad(times(x, x), y)).toThrow(/index 0 appears to not have been used in the graph/);
    expect(grad(times(x, x), [x, y], { allowUnused: true }).map(valuesOf)).toEqual([[4], null]);
  });

  test('refuses fewer gradients than outputs, and no inputs, as PyTorch does', () => {
    const x = leaf(2);
    const outputs = [times(x, x), times(x, x)];
    expect(() => grad(outputs, x, { gradOutputs: [null] })).toThrow(
      'got 2 tensors and 1 gradients\nGive one gradient per output; null stands for the 1 of a scalar.',
    );
    expect(() => grad(outputs, [])).toThrow('`inputs` argument to `grad()` cannot be empty.');
    expect(() => backward(outputs[0]!, null, { inputs: [] })).toThrow(
      '`inputs` argument to `backward()` cannot be empty.',
    );
    expect(grad(outputs, x, { gradOutputs: null }).map(valuesOf)).toEqual([[8]]);
  });
});

describe('hooks', () => {
  test('see the whole gradient once, and may change it', () => {
    const x = leaf(2);
    const y = times(x, x);
    const seen: unknown[] = [];
    const handle = registerHook(x, (g) => {
      seen.push(valuesOf(g));
      return vector(100);
    });
    backward(y, null, { retainGraph: true });
    handle.remove();
    backward(y);
    expect(seen).toEqual([[4]]);
    expect(valuesOf(x.grad)).toEqual([104]);
  });

  test('retainGrad keeps the gradient of a result', () => {
    const x = leaf(2);
    const y = times(x, x);
    retainGrad(y);
    backward(times(y, y));
    expect(valuesOf(y.grad)).toEqual([8]);
  });
});

describe('recording', () => {
  test('stops inside noGrad and comes back, also after an exception', () => {
    const x = leaf(2);
    expect(noGrad(() => times(x, x)).requiresGrad).toBe(false);
    expect(noGrad(() => enableGrad(() => times(x, x))).requiresGrad).toBe(true);
    expect(() =>
      noGrad(() => {
        throw new RangeError('mine');
      }),
    ).toThrow('mine');
    expect(isGradEnabled()).toBe(true);
  });

  test('refuses an asynchronous function, whose end it would not see', () => {
    expect(() => noGrad(async () => 1)).toThrow('noGrad and enableGrad take a synchronous function');
  });

  test('takes floating point tensors only', () => {
    expect(() => new Tensor(new Int32Array(1), [1], 'int32').requiresGrad_()).toThrow(
      'only Tensors of floating point dtype can require gradients',
    );
  });

  test('is not carried by detach', () => {
    const x = leaf(2);
    const y = times(x, x);
    expect(y.gradFn!.name).toBe('Mul');
    expect(String(y.gradFn)).toBe('MulBackward0');
    expect(y.detach().requiresGrad).toBe(false);
    expect(y.detach().data).toBe(y.data);
  });
});
