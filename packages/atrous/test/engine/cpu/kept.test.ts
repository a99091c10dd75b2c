import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { theEngine } from '../../../src/engine/cpu/engine.js';
import { KeptStorage } from '../../../src/engine/cpu/keeper.js';
import { configureEngine, cpu, engineMemory, useEngine } from '../../../src/engine/index.js';
import {
  autograd,
  F,
  fromTypedArray,
  manualSeed,
  nn,
  noGrad,
  ones,
  optim,
  randn,
  type Tensor,
} from '../../../src/index.js';
import { Storage } from '../../../src/tensor/tensor.js';

beforeAll(() => useEngine(cpu));
afterEach(() => configureEngine({ keptBytes: undefined }));
afterAll(() => useEngine(null));

const array = (t: Tensor): Float32Array => t.dataAs('float32');
const isKept = (t: Tensor): boolean => t.storage instanceof KeptStorage && t.storage.kept !== null;

/** A small network with everything that keeps results, and a tensor that is read at every step if `look` says so. */
function train(look: boolean): Float32Array[] {
  manualSeed(1);
  const [conv, norm, next] = [
    new nn.Conv2d(3, 8, 3, { padding: 1 }),
    new nn.BatchNorm2d(8),
    new nn.Conv2d(8, 16, 3, { padding: 1 }),
  ];
  const x = randn([4, 3, 12, 12]).requiresGrad_();
  const seen = (t: Tensor): Tensor => {
    if (look) array(t);
    return t;
  };
  const h = seen(F.relu(seen(norm.forward(seen(conv.forward(x))))));
  const y = seen(seen(next.forward(h)).mul(seen(next.forward(h))));
  y.sum().backward();
  return [y, x.grad!, ...[conv, norm, next].flatMap((layer) => [...layer.parameters()].map((p) => p.grad!))].map(array);
}

test('what stays in wasm memory has the bits of what was copied out and in again', () => {
  const kept = train(false);
  expect(kept).toEqual(train(true));
  configureEngine({ keptBytes: 0 });
  expect(train(false)).toEqual(kept);
});

test('a result has no array until somebody reads it, and the next operation sees what was written into it', () => {
  const x = ones([2, 4, 20, 20]).add(ones([2, 4, 20, 20]));
  expect(isKept(x)).toBe(true);
  expect(engineMemory().kept).toBe(4 * 3200);
  x.data[5] = 7;
  x.touch();
  expect(isKept(x)).toBe(false);
  const y = array(F.relu(x));
  expect([y[4], y[5]]).toEqual([2, 7]);
});

test('a result whose array has been handed out leaves wasm memory', () => {
  configureEngine({});
  const results = Array.from({ length: 20 }, (_, i) => {
    const x = ones([2, 4, 20, 20]).add(ones([2, 4, 20, 20]), { alpha: i });
    expect([x.data[7], engineMemory().kept]).toEqual([1 + i, 0]);
    return x;
  });
  expect(results.map((x) => array(F.relu(x))[8])).toEqual(results.map((_, i) => 1 + i));
});

test('an operation in place is seen by the next', () => {
  const x = ones([4000]).add(ones([4000]));
  noGrad(() => x.mul_(ones([4000]).add(ones([4000]))));
  expect(array(F.relu(x)).every((value) => value === 4)).toBe(true);
});

test('the oldest become arrays when there are too many', () => {
  configureEngine({ keptBytes: 100_000 });
  const results = Array.from({ length: 20 }, (_, i) =>
    ones([5000])
      .add(ones([5000]).mul(ones([5000])))
      .add(ones([5000]).mul(i)),
  );
  expect(engineMemory().kept).toBeLessThanOrEqual(100_000);
  expect(isKept(results[0]!)).toBe(false);
  expect(isKept(results[19]!)).toBe(true);
  results.forEach((t, i) => expect(array(t).every((value) => value === 2 + i)).toBe(true));
});

test('a new engine leaves the results of the last one readable', () => {
  const x = ones([5000]).add(ones([5000]));
  configureEngine({});
  expect(engineMemory().kept).toBe(0);
  expect(array(x).every((value) => value === 2)).toBe(true);
});

test('memory that runs out is had back from results that nobody reads', () => {
  const x = ones([5000]).add(ones([5000]));
  const { machine, keeper } = theEngine()!;
  expect(machine.evict()).toBe(true);
  expect(keeper.bytes).toBe(0);
  expect(array(x).every((value) => value === 2)).toBe(true);
});

describe('a normalisation that waits for what comes after it', () => {
  const SHAPE = [4, 8, 16, 16];
  const x = (): Tensor => randn(SHAPE).add(randn(SHAPE));
  const normalized = (t: Tensor): Tensor => F.batchNorm(t, null, null, { training: true });
  /** The same, one after the other on arrays. */
  const plain = (work: () => Tensor): Float32Array => {
    useEngine({ ...cpu, elementwise: (call, a, b) => cpu.elementwise(call, looked(a), b && looked(b)) });
    const result = array(work());
    useEngine(cpu);
    return result;
  };
  const looked = (storage: Storage): Storage => new Storage(storage.array.slice());
  const both = (work: () => Tensor): [Float32Array, Float32Array] => {
    manualSeed(3);
    const quick = array(work());
    manualSeed(3);
    return [quick, plain(work)];
  };

  test('has the bits of one that was computed at once, also with ReLU and sums on the way', () => {
    for (const work of [
      () => F.relu(normalized(x())),
      () => normalized(x()).add(x()),
      () => F.relu(normalized(x()).add(x())),
      () => F.relu(x().add(normalized(x()))),
      () => F.relu(normalized(x()).add(normalized(x()))),
      () => {
        const y = normalized(x());
        return F.relu(y.add(y)).add(y);
      },
      () => normalized(normalized(x())).mul(x()),
    ]) {
      const [quick, want] = both(work);
      expect(quick).toEqual(want);
    }
  });

  test('takes no memory as long as nobody reads it', () => {
    const from = x();
    const before = engineMemory().kept;
    const y = normalized(from);
    expect(engineMemory().kept).toBe(before);
    y.mul(from);
    expect(engineMemory().kept).toBe(before + 2 * 4 * y.numel());
  });

  test('knows nothing of what is written to its input later', () => {
    const [quick, want] = [false, true].map((early) => {
      manualSeed(4);
      const from = x();
      const y = normalized(from);
      if (early) array(y);
      from.dataAs('float32').fill(0);
      from.touch();
      return array(y);
    });
    expect(quick).toEqual(want);
  });

  test.each([
    ['its input has left', () => x().numel()],
    ['the engine is another', () => configureEngine({})],
  ])('is there when %s', (_, between) => {
    configureEngine({ keptBytes: 3 * 32_768 });
    const [quick, want] = [false, true].map((early) => {
      manualSeed(5);
      const y = normalized(x());
      if (early) array(y);
      for (let i = 0; i < 4; i++) between();
      return array(F.relu(y));
    });
    expect(quick).toEqual(want);
  });
});

describe('gradients on their way', () => {
  /** Three layers whose gradients are kept, with `between` on the tensor before the last. */
  function chain(x: Tensor, between: (t: Tensor) => Tensor = (t) => t): Tensor {
    return F.relu(between(F.relu(F.relu(x).mul(x)).add(x)));
  }
  const input = (): Tensor => ones([3000]).requiresGrad_();
  /** Bytes that stay because of `work`. */
  const left = (work: () => unknown): number => {
    const before = engineMemory().kept;
    work();
    return engineMemory().kept - before;
  };

  test('take no memory once they are used', () => {
    const y = chain(input());
    const gradient = ones([3000]);
    expect(left(() => y.backward(gradient))).toBe(0);
  });

  test('are there for whoever asked for them', () => {
    const x = input();
    let hidden: Tensor | null = null;
    const y = chain(x, (t) => {
      t.retainGrad();
      return (hidden = t);
    });
    y.backward(ones([3000]));
    expect(array(hidden!.grad!).every((value) => value === 1)).toBe(true);
    expect(array(x.grad!).every((value) => value === 3)).toBe(true);
    const [gx] = autograd.grad(chain(x), x, { gradOutputs: ones([3000]) });
    const again = autograd.grad(chain(x), x, { gradOutputs: ones([3000]) });
    expect(array(gx!)).toEqual(array(again[0]!));
    expect(array(gx!).every((value) => value === 3)).toBe(true);
  });

  test('are left to a hook that keeps them', () => {
    const seen: Tensor[] = [];
    const y = chain(input(), (t) => {
      t.registerHook((grad) => {
        const doubled = grad.add(grad);
        seen.push(grad, doubled);
        return doubled;
      });
      return t;
    });
    y.backward(ones([3000]));
    ones([3000]).add(ones([3000]));
    expect(seen.map((t) => array(t)[0])).toEqual([1, 2]);
  });

  test('are left to a hook of a module', () => {
    const seen: Tensor[] = [];
    const layer = new nn.ReLU();
    layer.registerFullBackwardHook((_, gradInput, gradOutput) => {
      seen.push(gradInput[0]!, gradOutput[0]!);
    });
    const y = F.relu(layer.forward(F.relu(input())));
    y.backward(ones([3000]));
    ones([3000]).add(ones([3000]));
    expect(seen.map((t) => array(t)[0])).toEqual([1, 1]);
  });

  test('given from outside stay, also where a rule passes them on as they are', () => {
    const gradient = ones([3000]).add(ones([3000]));
    const [a, b] = [input(), input()];
    a.add(b).backward(gradient);
    ones([3000]).add(ones([3000]).mul(ones([3000])));
    expect(array(gradient).every((value) => value === 2)).toBe(true);
    expect(array(b.grad!).every((value) => value === 2)).toBe(true);
  });

  test('can be differentiated', () => {
    const x = input();
    const [g] = autograd.grad(x.mul(x).mul(x), x, { gradOutputs: ones([3000]), createGraph: true });
    g!.sum().backward();
    expect(array(x.grad!).every((value) => value === 6)).toBe(true);
  });
});

describe('what a backward pass has used', () => {
  /** A number that other bits would hardly give. */
  const digest = (t: Tensor): number => {
    const numbers = array(t);
    const words = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
    return words.reduce((sum, word) => Math.imul(sum ^ word, 16_777_619), 1);
  };
  /** A residual network with every kind of result that is forgotten; all results of a step of training, read early or late. */
  const results = (early: boolean, between: (x: Tensor) => void = () => {}): number[] => {
    manualSeed(5);
    const conv = (channels: number, options: { stride?: number } = {}): nn.Conv2d =>
      new nn.Conv2d(channels, 16, 3, { padding: 1, ...options });
    const layers = {
      first: conv(4),
      norm: new nn.BatchNorm2d(16),
      second: conv(16),
      down: conv(16, { stride: 2 }),
      downNorm: new nn.BatchNorm2d(16),
      up: new nn.ConvTranspose2d(16, 4, 2, { stride: 2 }),
    };
    const x = fromTypedArray(new Float32Array(16 * 4 * 16 * 16).fill(0.5), [16, 4, 16, 16]);
    noGrad(() => x.add_(randn(x.shape)));
    const seen: Tensor[] = [];
    const see = (t: Tensor): Tensor => {
      if (early) array(t);
      seen.push(t);
      return t;
    };
    const h = see(F.relu(see(layers.norm.forward(see(layers.first.forward(x))))));
    const sum = see(see(layers.second.forward(h)).add(h));
    const low = see(layers.down.forward(see(F.silu(sum))));
    const y = see(layers.up.forward(see(F.relu(see(layers.downNorm.forward(low)).add(see(F.sigmoid(low)))))));
    const parameters = Object.values(layers).flatMap((layer) => [...layer.parameters()]);
    const optimizer = new optim.SGD(parameters, { lr: 0.1 });
    y.mul(y).sum().backward();
    optimizer.step();
    between(x);
    return seen.map(digest);
  };

  test('gives its memory to the next step, but for what lies behind the last layer', () => {
    configureEngine({});
    results(false, (x) => expect(engineMemory().kept).toBeLessThanOrEqual(2 * 4 * x.numel()));
  });

  test('is computed again with the same bits, in any order, whatever became of parameters and input', () => {
    const want = results(true);
    expect(results(false)).toEqual(want);
    const overwrite = (x: Tensor): void => {
      x.dataAs('float32').fill(7);
      x.touch();
    };
    expect(results(false, overwrite)).toEqual(want);
    expect(results(false, () => configureEngine({ precision: 'strict' }))).toEqual(want);
    configureEngine({ precision: undefined, keptBytes: 0 });
    expect(results(false)).toEqual(want);
  });

  test('is read by the next operation, and by a second backward pass over what it shares', () => {
    const [first, second] = [new nn.Conv2d(4, 4, 3, { padding: 1 }), new nn.Conv2d(4, 4, 3, { padding: 1 })];
    const x = randn([4, 4, 16, 16]);
    const gradient = (early: boolean): Float32Array => {
      const h = F.relu(first.forward(x));
      const other = second.forward(h.detach());
      if (early) array(h);
      h.sum().backward();
      second.weight.grad = null;
      other.mul(F.relu(h.detach())).sum().backward();
      return array(second.weight.grad!);
    };
    expect(gradient(false)).toEqual(gradient(true));
  });

  test('holds no longer a chain than what is worth computing again', () => {
    const layer = new nn.Conv2d(8, 8, 3, { padding: 1 });
    const images = randn([8, 8, 16, 16]);
    const chain = (early: boolean): Tensor[] => {
      let x = images;
      const all = Array.from({ length: 80 }, () => (x = F.relu(layer.forward(x))));
      if (early) all.forEach(array);
      x.sum().backward();
      return all;
    };
    configureEngine({});
    const late = chain(false);
    expect(Math.max(...late.map((t) => (t.storage as KeptStorage).kept?.depth ?? 0))).toBeLessThanOrEqual(64);
    expect(engineMemory().kept).toBeLessThanOrEqual(8 * 4 * images.numel());
    expect(late.toReversed().map(digest)).toEqual(chain(true).toReversed().map(digest));
  });
});
