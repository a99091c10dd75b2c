/** @file Hooks of modules: when they are called, with what, and what their results replace. */

import { describe, expect, test } from 'vitest';
import '../../src/ops/methods.js';
import { grad } from '../../src/ops/backward.js';
import * as nn from '../../src/nn/index.js';
import { ones, tensor } from '../../src/tensor/create.js';
import type { Tensor } from '../../src/tensor/tensor.js';

class Double extends nn.Module {
  override forward(x: Tensor): Tensor {
    return x.mul(2);
  }
}

class Product extends nn.Module {
  override forward(a: Tensor, b: Tensor): Tensor {
    return a.mul(b);
  }
}

const leaf = (...values: number[]): Tensor => tensor(values).requiresGrad_();

describe('forward hooks', () => {
  test('are called around forward, in the order of their registration', () => {
    const layer = new Double();
    const calls: string[] = [];
    layer.registerForwardHook(() => void calls.push('after 1'));
    layer.registerForwardPreHook(() => void calls.push('before 1'));
    layer.registerForwardPreHook(() => void calls.push('before 2'));
    layer.registerForwardHook(() => void calls.push('after 2'));
    layer.registerForwardHook(() => void calls.push('after 0'), { prepend: true });
    layer.forward(ones([1]));
    expect(calls).toEqual(['before 1', 'before 2', 'after 0', 'after 1', 'after 2']);
  });

  test('see the module, its inputs and its output', () => {
    const layer = new Double();
    const seen: unknown[] = [];
    layer.registerForwardHook((module, inputs, output) => void seen.push(module, inputs, output));
    const x = ones([1]);
    const y = layer.forward(x);
    expect(seen).toEqual([layer, [x], y]);
  });

  test('replace inputs and outputs by what they return', () => {
    const layer = new Double();
    layer.registerForwardPreHook((_, [x]) => x!.add(10));
    layer.registerForwardPreHook((_, [x]) => [x!.mul(3)]);
    layer.registerForwardHook((_, __, y) => y.neg());
    layer.registerForwardHook(() => null);
    expect(layer.forward(ones([1])).tolist()).toEqual([-66]);
  });

  test('are called when a parent runs the module', () => {
    const inner = new nn.ReLU();
    const net = new nn.Sequential(new nn.Flatten(), inner);
    const maps: Tensor[] = [];
    inner.registerForwardHook((_, __, output) => void maps.push(output));
    const y = net.forward(ones([1, 2, 2]));
    expect(maps).toEqual([y]);
  });

  test('are gone after remove, and the class alone is left', () => {
    const layer = new Double();
    const handle = layer.registerForwardHook((_, __, y) => y.mul(0));
    const other = layer.registerForwardHook((_, __, y) => y.add(1));
    expect(layer.forward(ones([1])).tolist()).toEqual([1]);
    handle.remove();
    handle.remove();
    expect(layer.forward(ones([1])).tolist()).toEqual([3]);
    other.remove();
    expect(Object.hasOwn(layer, 'forward')).toBe(false);
    expect(layer.forward(ones([1])).tolist()).toEqual([2]);
  });

  test('stand around a forward that the instance has of its own, and put it back', () => {
    const layer = new Double();
    const own = (x: Tensor): Tensor => x.mul(7);
    layer.forward = own;
    const handle = layer.registerForwardHook((_, __, y) => y.add(1));
    expect(layer.forward(ones([1])).tolist()).toEqual([8]);
    handle.remove();
    expect(Object.entries(layer)).toContainEqual(['forward', own]);
  });

  test('are called once by a lazy layer, which calls itself when it has become another', () => {
    const layer = new nn.LazyLinear(2);
    let calls = 0;
    layer.registerForwardHook(() => void calls++);
    layer.forward(ones([1, 3]));
    layer.forward(ones([1, 3]));
    expect(calls).toBe(2);
  });

  test('go on after a forward that threw', () => {
    const layer = new nn.Linear(2, 2);
    let calls = 0;
    layer.registerForwardHook(() => void calls++);
    expect(() => layer.forward(ones([1, 3]))).toThrow();
    layer.forward(ones([1, 2]));
    expect(calls).toBe(1);
  });

  test('leave names, children and text as they are', () => {
    const net = new nn.Sequential(new nn.Linear(2, 2));
    const before = [String(net), [...net.namedParameters()].map(([name]) => name), [...net.stateDict().keys()]];
    net.registerForwardHook(() => {});
    net.at(0).registerForwardPreHook(() => {});
    expect([String(net), [...net.namedParameters()].map(([name]) => name), [...net.stateDict().keys()]]).toEqual(
      before,
    );
  });

  test('refuse an option that does not exist', () => {
    expect(() => new Double().registerForwardHook(() => {}, { with_kwargs: true } as never)).toThrow(
      /^register_forward_hook\(\) got an unexpected keyword argument 'with_kwargs'/,
    );
  });
});

describe('full backward hooks', () => {
  test('see the gradients of inputs and outputs', () => {
    const layer = new Product();
    const seen: unknown[] = [];
    layer.registerFullBackwardHook((_, gradInput, gradOutput) => {
      seen.push(
        gradInput.map((g) => g?.tolist() ?? null),
        gradOutput.map((g) => g?.tolist() ?? null),
      );
    });
    const [a, b] = [leaf(2, 3), leaf(5, 7)];
    layer.forward(a, b).mul(10).sum().backward();
    expect(seen).toEqual([
      [
        [50, 70],
        [20, 30],
      ],
      [[10, 10]],
    ]);
    expect([a.grad!.tolist(), b.grad!.tolist()]).toEqual([
      [50, 70],
      [20, 30],
    ]);
  });

  test('give null for an input without gradient', () => {
    const layer = new Product();
    let seen: unknown;
    layer.registerFullBackwardHook((_, gradInput) => {
      seen = gradInput.map((g) => g?.tolist() ?? null);
    });
    layer
      .forward(tensor([2]), leaf(5))
      .sum()
      .backward();
    expect(seen).toEqual([null, [2]]);
  });

  test('replace the gradients of the inputs, each after the other', () => {
    const layer = new Double();
    layer.registerFullBackwardHook((_, [g]) => g!.mul(3));
    layer.registerFullBackwardHook((_, [g]) => [g!.add(1)]);
    const x = leaf(1);
    layer.forward(x).sum().backward();
    expect(x.grad!.tolist()).toEqual([7]);
  });

  test('refuse another number of gradients', () => {
    const layer = new Double();
    layer.registerFullBackwardHook((_, [g]) => [g!, g!]);
    const y = layer.forward(leaf(1)).sum();
    expect(() => y.backward()).toThrow(
      /^Backward hook returned an invalid number of grad_input, got 2, but expected 1\nReturn one gradient, or null, for every input of the module\.$/,
    );
  });

  test('are called with the outputs alone where no input requires grad', () => {
    const layer = new nn.Linear(2, 1);
    const seen: unknown[] = [];
    layer.registerFullBackwardHook((_, gradInput, gradOutput) => void seen.push(gradInput, gradOutput[0]!.tolist()));
    layer
      .forward(ones([1, 2]))
      .sum()
      .backward();
    expect(seen).toEqual([[null], [[1]]]);
    expect(layer.weight.grad!.tolist()).toEqual([[1, 1]]);
  });

  test('may then return nothing', () => {
    const layer = new nn.Linear(2, 1);
    layer.registerFullBackwardHook((_, __, [g]) => g!);
    const y = layer.forward(ones([1, 2])).sum();
    expect(() => y.backward()).toThrow(
      /^Backward hook for Modules where no input requires gradient should always return None or None for all gradients\.$/,
    );
  });

  test('hear of several outputs together, zeros for the unused ones', () => {
    class Both extends nn.Module {
      override forward(x: Tensor): [Tensor, Tensor] {
        return [x.mul(2), x.mul(3)];
      }
    }
    const layer = new Both();
    const seen: unknown[] = [];
    layer.registerFullBackwardHook((_, __, gradOutput) => void seen.push(gradOutput.map((g) => g!.tolist())));
    const x = leaf(1);
    layer.forward(x)[1].sum().backward();
    expect(seen).toEqual([[[0], [1]]]);
    expect(x.grad!.tolist()).toEqual([3]);
  });

  test('let second derivatives through', () => {
    const layer = new Product();
    layer.registerFullBackwardHook(() => {});
    const x = leaf(3);
    const [first] = grad(layer.forward(x, x.mul(x)).sum(), x, { createGraph: true });
    expect(first!.tolist()).toEqual([27]);
    expect(grad(first!.sum(), x)[0]!.tolist()).toEqual([18]);
  });

  test('are called anew in every walk of a kept graph', () => {
    const layer = new Double();
    let calls = 0;
    layer.registerFullBackwardHook(() => void calls++);
    const y = layer.forward(leaf(1)).sum();
    y.backward(null, { retainGraph: true });
    y.backward();
    expect(calls).toBe(2);
  });

  test('do nothing where nothing is recorded', () => {
    const layer = new Double();
    layer.registerFullBackwardHook(() => expect.fail('called'));
    expect(layer.forward(ones([1])).requiresGrad).toBe(false);
  });
});

describe('gradients of all parameters', () => {
  test('requiresGrad_ freezes and thaws them', () => {
    const net = new nn.Sequential(new nn.Linear(2, 2), new nn.Linear(2, 1));
    expect(net.requiresGrad_(false)).toBe(net);
    expect([...net.parameters()].map((p) => p.requiresGrad)).toEqual([false, false, false, false]);
    expect(net.forward(ones([1, 2])).requiresGrad).toBe(false);
    net.requiresGrad_();
    expect(net.forward(ones([1, 2])).requiresGrad).toBe(true);
  });

  test('zeroGrad takes them away, or fills them with zeros', () => {
    const layer = new nn.Linear(2, 1);
    layer
      .forward(ones([1, 2]))
      .sum()
      .backward();
    const before = layer.weight.grad!;
    layer.zeroGrad({ setToNone: false });
    expect(layer.weight.grad).toBe(before);
    expect(before.tolist()).toEqual([[0, 0]]);
    layer.zeroGrad();
    expect([layer.weight.grad, layer.bias!.grad]).toEqual([null, null]);
    layer.zeroGrad({ setToNone: false });
    expect(layer.weight.grad).toBeNull();
  });

  test('zeros have no history', () => {
    const layer = new nn.Linear(1, 1);
    layer
      .forward(ones([1, 1]))
      .square()
      .sum()
      .backward(null, { createGraph: true });
    expect(layer.weight.grad!.requiresGrad).toBe(true);
    layer.zeroGrad({ setToNone: false });
    expect(layer.weight.grad!.requiresGrad).toBe(false);
  });
});

describe('writing into parameters that require grad', () => {
  test('loadStateDict and nn.init write without a history, and are noticed by backward', () => {
    const layer = new nn.Linear(2, 1);
    const other = new nn.Linear(2, 1);
    const x = ones([1, 2]).requiresGrad_();
    const y = layer.forward(x).sum();
    layer.loadStateDict(other.stateDict());
    expect(layer.weight.isLeaf).toBe(true);
    expect(layer.weight.requiresGrad).toBe(true);
    expect(() => y.backward()).toThrow(/^one of the variables needed for gradient computation has been modified/);
    nn.init.zeros_(layer.weight);
    expect(layer.weight.tolist()).toEqual([[0, 0]]);
    layer.loadStateDict(other.stateDict(), { assign: true });
    expect(layer.weight.requiresGrad).toBe(true);
    expect(layer.weight.tolist()).toEqual(other.weight.tolist());
  });
});
