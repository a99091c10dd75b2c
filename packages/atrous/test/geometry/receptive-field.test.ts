/** @file Receptive fields: published sizes, the formula, and index sets propagated forwards by brute force. */

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chain, joinSpec, receptiveField, traceNetwork } from '../../src/geometry/network.js';
import { layerSpec, outputShape } from '../../src/geometry/spec.js';
import type { LayerSpec, NetworkSpec, NodeSpec } from '../../src/geometry/types.js';

const conv = (inChannels: number, outChannels: number, kernel: number, stride = 1): LayerSpec =>
  layerSpec('Conv2d', [inChannels, outChannels, kernel, stride, Math.floor(kernel / 2)]);

const lastField = (network: NetworkSpec, input: number[]) => {
  const { rows, failure } = traceNetwork(network, input);
  expect(failure).toBeNull();
  return rows.at(-1)!.field;
};

function vgg16(): NetworkSpec {
  const specs: LayerSpec[] = [];
  let channels = 3;
  for (const [width, count] of [
    [64, 2],
    [128, 2],
    [256, 3],
    [512, 3],
    [512, 3],
  ] as const) {
    for (let i = 0; i < count; i++) {
      specs.push(conv(channels, width, 3), layerSpec('ReLU', [true]));
      channels = width;
    }
    specs.push(layerSpec('MaxPool2d', [2]));
  }
  return chain(specs);
}

/** As published: bottlenecks whose last unit of a stage has the stride; the shortcut then takes every second cell. */
function resnet50(): NetworkSpec {
  const nodes: NodeSpec[] = [];
  let last = 'input';
  const add = (spec: LayerSpec, ...from: string[]): string => {
    nodes.push({ name: `n${nodes.length}`, spec, from: from.length > 0 ? from : [last] });
    return (last = nodes.at(-1)!.name);
  };
  add(conv(3, 64, 7, 2));
  add(layerSpec('MaxPool2d', [3, 2, 1]));
  let channels = 64;
  for (const [width, count] of [
    [64, 3],
    [128, 4],
    [256, 6],
    [512, 3],
  ] as const)
    for (let unit = 0; unit < count; unit++) {
      const stride = unit === count - 1 && width < 512 ? 2 : 1;
      const start = last;
      add(conv(channels, width, 1));
      add(layerSpec('BatchNorm2d', [width]));
      add(conv(width, width, 3, stride));
      const main = add(conv(width, 4 * width, 1));
      const shortcut =
        channels === 4 * width
          ? add(layerSpec('MaxPool2d', [1, stride]), start)
          : add(conv(channels, 4 * width, 1, stride), start);
      add(joinSpec('add'), main, shortcut);
      add(layerSpec('ReLU'));
      channels = 4 * width;
    }
  return { version: 1, nodes };
}

function mobilenet(): NetworkSpec {
  const strides = [1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1];
  return chain([
    conv(3, 32, 3, 2),
    ...strides.flatMap((stride) => [
      layerSpec('Conv2d', [32, 32, 3, stride, 1], { groups: 32 }),
      layerSpec('Conv2d', [32, 32, 1]),
    ]),
  ]);
}

describe('published receptive fields', () => {
  test.each([
    ['VGG-16', vgg16(), 212],
    ['ResNet-50', resnet50(), 483],
    ['MobileNet', mobilenet(), 315],
  ])('%s reaches %i cells', (_, network, size) => {
    for (const axis of lastField(network, [1, 3, 224, 224])) {
      expect(axis.size).toBe(size);
      expect(axis.jump).toEqual([32, 1]);
      expect(axis.whole).toBe(false);
    }
  });

  test('three layers of dilation 1, 2, 4 reach 15 cells without a gap', () => {
    const network = chain([1, 2, 4].map((dilation) => layerSpec('Conv1d', [1, 1, 3], { dilation })));
    expect(lastField(network, [1, 1, 40])).toEqual([{ size: 15, jump: [1, 1], start: 7, whole: false }]);
    expect(receptiveField(network, [1, 1, 40], '2', [0])).toEqual([Array.from({ length: 15 }, (_, i) => i)]);
  });

  test('three layers of dilation 2 reach 13 cells, but only every second', () => {
    const network = chain([2, 2, 2].map((dilation) => layerSpec('Conv1d', [1, 1, 3], { dilation })));
    expect(lastField(network, [1, 1, 40])[0]!.size).toBe(13);
    expect(receptiveField(network, [1, 1, 40], '2', [3])).toEqual([[3, 5, 7, 9, 11, 13, 15]]);
  });
});

describe('the formula of convolution and pooling', () => {
  const layer = fc.record({
    kernel: fc.integer({ min: 1, max: 5 }),
    stride: fc.integer({ min: 1, max: 3 }),
    padding: fc.integer({ min: 0, max: 2 }),
    dilation: fc.integer({ min: 1, max: 3 }),
  });

  test('gives size, jump and start of every chain', () => {
    fc.assert(
      fc.property(fc.array(layer, { minLength: 1, maxLength: 4 }), (layers) => {
        let [r, j, start] = [1, 1, 0];
        for (const { kernel, stride, padding, dilation } of layers) {
          const reach = dilation * (kernel - 1);
          r += reach * j;
          start += (reach / 2 - padding) * j;
          j *= stride;
        }
        const specs = layers.map((options) =>
          layerSpec('Conv1d', [1, 1, options.kernel], {
            stride: options.stride,
            padding: options.padding,
            dilation: options.dilation,
          }),
        );
        expect(lastField(chain(specs), [1, 1, 600])).toEqual([{ size: r, jump: [j, 1], start, whole: false }]);
      }),
    );
  });
});

describe('behind layers that enlarge', () => {
  test('a transposed layer has half a cell of stride, and its phases differ', () => {
    const network = chain([layerSpec('Conv1d', [1, 1, 3]), layerSpec('ConvTranspose1d', [1, 1, 3, 2])]);
    // Even outputs hear two inputs, odd ones one.
    expect(lastField(network, [1, 1, 20])).toEqual([{ size: 4, jump: [1, 2], start: 0.5, whole: false }]);
    expect(receptiveField(network, [1, 1, 20], '1', [4])).toEqual([[1, 2, 3, 4]]);
    expect(receptiveField(network, [1, 1, 20], '1', [5])).toEqual([[2, 3, 4]]);
  });

  test('pixel shuffle and nearest upsampling show one cell', () => {
    for (const spec of [layerSpec('PixelShuffle', [2]), layerSpec('Upsample', [], { scaleFactor: 2 })]) {
      const field = lastField(chain([spec]), [1, 4, 5, 5]);
      expect(field).toEqual([0, 1].map(() => ({ size: 1, jump: [1, 2], start: 0, whole: false })));
    }
  });

  test('a convolution behind a halving and a doubling has stride 1 again', () => {
    const network = chain([
      layerSpec('MaxPool2d', [2]),
      layerSpec('Upsample', [], { scaleFactor: 2, mode: 'bilinear' }),
      layerSpec('Conv2d', [3, 3, 3], { padding: 1 }),
    ]);
    for (const axis of lastField(network, [1, 3, 32, 32])) {
      expect(axis.jump).toEqual([1, 1]);
      expect(axis.size).toBe(6);
    }
  });
});

describe('huge axes', () => {
  test('take no time: windows are known by their ends', () => {
    const specs = [layerSpec('AvgPool1d', [200_000]), layerSpec('AdaptiveAvgPool1d', [2])];
    expect(lastField(chain(specs), [1, 1, 2_000_000])[0]).toMatchObject({ size: 1_000_000, whole: false });
    const odd = layerSpec('Upsample', [], { size: 1_000_003 });
    expect(lastField(chain([odd, odd]), [1, 1, 5])[0]).toMatchObject({ size: 1, jump: [5, 1_000_003] });
  });
});

describe('layers that see everything', () => {
  const input = [1, 3, 16, 12];
  const whole = [16, 12].map((size) => ({ size, jump: null, start: (size - 1) / 2, whole: true }));
  const flat = layerSpec('Flatten');

  test.each<[string, LayerSpec[]]>([
    ['global pooling', [layerSpec('AdaptiveAvgPool2d', [1])]],
    ['flatten', [conv(3, 4, 3), flat]],
    ['a linear layer behind flatten', [conv(3, 4, 3), flat, layerSpec('Linear', [4 * 16 * 12, 5])]],
    ['layer norm', [layerSpec('LayerNorm', [[16, 12]])]],
    ['group norm', [layerSpec('GroupNorm', [1, 3])]],
    ['instance norm', [layerSpec('InstanceNorm2d', [3])]],
    ['batch norm without tracked statistics', [layerSpec('BatchNorm2d', [3], { trackRunningStats: false })]],
  ])('%s', (_, specs) => {
    expect(lastField(chain(specs), input)).toEqual(whole);
  });

  test('on one axis leave the other alone', () => {
    const [rows, columns] = lastField(chain([layerSpec('Softmax', [], { dim: -1 })]), input);
    expect(rows).toEqual({ size: 1, jump: [1, 1], start: 0, whole: false });
    expect(columns).toEqual(whole[1]);
  });

  test('batch norm in evaluation, group-free activations and dropout change nothing', () => {
    const specs = [layerSpec('BatchNorm2d', [3]), layerSpec('ReLU'), layerSpec('Dropout'), layerSpec('Softmax2d')];
    expect(lastField(chain(specs), input)[0]).toEqual({ size: 1, jump: [1, 1], start: 0, whole: false });
  });

  test('in a branch make the joined network whole', () => {
    const nodes: NodeSpec[] = [
      { name: 'conv', spec: conv(3, 3, 3), from: ['input'] },
      { name: 'squeeze', spec: layerSpec('AdaptiveAvgPool2d', [1]), from: ['conv'] },
      { name: 'excite', spec: joinSpec('mul'), from: ['conv', 'squeeze'] },
    ];
    expect(lastField({ version: 1, nodes }, input)).toEqual(whole);
  });
});

describe('branches', () => {
  test('unite their fields', () => {
    const nodes: NodeSpec[] = [
      { name: 'near', spec: conv(3, 2, 3), from: ['input'] },
      { name: 'far', spec: layerSpec('Conv2d', [3, 2, 3], { dilation: 4, padding: 4 }), from: ['input'] },
      { name: 'both', spec: joinSpec('cat', { dim: 1 }), from: ['near', 'far'] },
    ];
    const network: NetworkSpec = { version: 1, nodes };
    expect(lastField(network, [1, 3, 20, 20])[0]!.size).toBe(9);
    expect(receptiveField(network, [1, 3, 20, 20], 'both', [10, 0])).toEqual([
      [6, 9, 10, 11, 14],
      [0, 1, 4],
    ]);
  });

  test('put behind each other in space keep to their own half', () => {
    const nodes: NodeSpec[] = [
      { name: 'left', spec: layerSpec('Identity'), from: ['input'] },
      { name: 'right', spec: layerSpec('Conv1d', [1, 1, 3]), from: ['input'] },
      { name: 'both', spec: joinSpec('cat', { dim: 2 }), from: ['left', 'right'] },
    ];
    const network: NetworkSpec = { version: 1, nodes };
    expect(receptiveField(network, [1, 1, 5], 'both', [4])).toEqual([[4]]);
    expect(receptiveField(network, [1, 1, 5], 'both', [5])).toEqual([[0, 1, 2]]);
    expect(lastField(network, [1, 1, 5])[0]!.size).toBe(3);
    const across = { name: 'across', spec: layerSpec('Conv1d', [1, 1, 2]), from: ['both'] };
    expect(lastField({ version: 1, nodes: [...nodes, across] }, [1, 1, 5])[0]!.size).toBe(5);
  });
});

/** Every cell as the set of input cells that it depends on. */
type Cells = Set<number>[];

const union = (sets: (Set<number> | undefined)[]): Set<number> => new Set(sets.flatMap((set) => [...(set ?? [])]));

function padded(x: Cells, before: number, after: number, mode: string): Cells {
  const at = (i: number): Set<number> => {
    if (i >= 0 && i < x.length) return x[i]!;
    if (mode === 'zeros') return new Set();
    if (mode === 'replicate') return i < 0 ? x[0]! : x.at(-1)!;
    if (mode === 'circular') return x[(i + x.length) % x.length]!;
    return x[i < 0 ? -i : 2 * x.length - 2 - i]!;
  };
  return Array.from({ length: x.length + before + after }, (_, i) => at(i - before));
}

interface Step {
  spec: LayerSpec;
  readonly forward: (x: Cells) => Cells;
}

const window = (x: Cells, kernel: number, stride: number, dilation: number): Cells => {
  const y: Cells = [];
  for (let first = 0; first + dilation * (kernel - 1) < x.length; first += stride)
    y.push(union(Array.from({ length: kernel }, (_, t) => x[first + dilation * t])));
  return y;
};

const small = (min: number, max: number) => fc.integer({ min, max });

const convolution = fc
  .record({
    kernel: small(1, 4),
    stride: small(1, 3),
    padding: small(0, 3),
    dilation: small(1, 3),
    mode: fc.constantFrom('zeros', 'reflect', 'replicate', 'circular'),
  })
  .map(({ kernel, stride, padding, dilation, mode }): Step => ({
    spec: layerSpec('Conv1d', [1, 1, kernel], { stride, padding, dilation, paddingMode: mode }),
    forward: (x) => window(padded(x, padding, padding, mode), kernel, stride, dilation),
  }));

const same = fc.record({ kernel: small(1, 4), dilation: small(1, 3) }).map(({ kernel, dilation }): Step => {
  const total = dilation * (kernel - 1);
  return {
    spec: layerSpec('Conv1d', [1, 1, kernel], { padding: 'same', dilation }),
    forward: (x) => window(padded(x, Math.floor(total / 2), Math.ceil(total / 2), 'zeros'), kernel, 1, dilation),
  };
});

const transposed = fc
  .record({ kernel: small(1, 4), stride: small(1, 3), padding: small(0, 2), dilation: small(1, 3) })
  .map(({ kernel, stride, padding, dilation }): Step => ({
    spec: layerSpec('ConvTranspose1d', [1, 1, kernel], { stride, padding, dilation }),
    forward: (x) => {
      const y: Cells = Array.from({ length: (x.length - 1) * stride + dilation * (kernel - 1) + 1 }, () => new Set());
      for (const [i, cells] of x.entries())
        for (let t = 0; t < kernel; t++) for (const cell of cells) y[i * stride + dilation * t]!.add(cell);
      return y.slice(padding, y.length - padding);
    },
  }));

const pool = fc.record({ kernel: small(2, 4), stride: small(1, 3) }).map(({ kernel, stride }): Step => ({
  spec: layerSpec('AvgPool1d', [kernel, stride]),
  forward: (x) => window(x, kernel, stride, 1),
}));

const nearest = small(2, 3).map((factor): Step => ({
  spec: layerSpec('Upsample', [], { scaleFactor: factor }),
  forward: (x) => x.flatMap((cells) => Array.from({ length: factor }, () => cells)),
}));

/** Doubling by linear interpolation: a quarter of one neighbour, except at the two ends. */
const linear = fc.constant<Step>({
  spec: layerSpec('Upsample', [], { scaleFactor: 2, mode: 'linear' }),
  forward: (x) => x.flatMap((cells, i) => [union([x[i - 1], cells]), union([cells, x[i + 1]])]),
});

const adaptive = small(2, 6).map((count): Step => ({
  spec: layerSpec('AdaptiveAvgPool1d', [count]),
  forward: (x) =>
    Array.from({ length: count }, (_, o) =>
      union(x.slice(Math.floor((o * x.length) / count), Math.ceil(((o + 1) * x.length) / count))),
    ),
}));

const crop = fc.tuple(small(-2, 2), small(-2, 2)).map(([before, after]): Step => ({
  spec: layerSpec('ConstantPad1d', [[before, after], 0]),
  forward: (x) => padded(x, before, after, 'zeros'),
}));

/** Layers that fit one another, with the sizes of their outputs. */
function fitting(steps: readonly Step[], input: number[]): Step[] {
  const fits: Step[] = [];
  let shape = input;
  for (const step of steps) {
    try {
      shape = outputShape(step.spec, shape);
    } catch {
      continue;
    }
    const [, , size = 0] = shape;
    if (size === 0 || size > 80) break;
    fits.push(step);
  }
  return fits;
}

const identity = (size: number): Cells => Array.from({ length: size }, (_, i) => new Set([i]));

describe('index sets propagated forwards', () => {
  const step = fc.oneof(convolution, same, transposed, pool, nearest, linear, adaptive, crop);

  test('are what every output of a random chain depends on', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), small(2, 14), (steps, size) => {
        const layers = fitting(steps, [1, 1, size]);
        fc.pre(layers.length > 0);
        const network = chain(layers.map(({ spec }) => spec));
        const forwards = layers.reduce((x, { forward }) => forward(x), identity(size));
        const backwards = forwards.map(
          (_, o) => receptiveField(network, [1, 1, size], String(layers.length - 1), [o])[0],
        );
        expect(backwards).toEqual(forwards.map((cells) => [...cells].sort((a, b) => a - b)));
      }),
      { numRuns: 200 },
    );
  });

  test('reach as far as the size says where no border is near', () => {
    const undilated = fc.oneof(convolution, same, pool, nearest, linear);
    fc.assert(
      fc.property(fc.array(undilated, { minLength: 1, maxLength: 3 }), (steps) => {
        const size = 150;
        const network = chain(steps.map(({ spec }) => spec));
        const { rows } = traceNetwork(network, [1, 1, size]);
        const field = rows.at(-1)!.field[0]!;
        const extents = steps
          .reduce((x, { forward }) => forward(x), identity(size))
          .map((cells) => [Math.min(...cells), Math.max(...cells)] as const)
          .filter(([low, high]) => low > 20 && high < size - 21)
          .map(([low, high]) => high - low + 1);
        expect(Math.max(...extents)).toBe(field.size);
      }),
      { numRuns: 60 },
    );
  });

  test('never reach further than the size says', () => {
    const sliding = fc.oneof(convolution, same, transposed, pool, nearest, linear);
    fc.assert(
      fc.property(fc.array(sliding, { minLength: 1, maxLength: 3 }), (steps) => {
        const input = [1, 1, 40];
        const layers = fitting(steps, input);
        fc.pre(layers.length > 0);
        const field = lastField(chain(layers.map(({ spec }) => spec)), input)[0]!;
        for (const cells of layers.reduce((x, { forward }) => forward(x), identity(40)))
          if (cells.size > 0 && Math.min(...cells) > 8 && Math.max(...cells) < 31)
            expect(Math.max(...cells) - Math.min(...cells) + 1).toBeLessThanOrEqual(field.size);
      }),
    );
  });
});
