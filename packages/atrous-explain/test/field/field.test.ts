import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { branchAlignment, fieldAt, fieldPhases, pathCounts } from 'atrous-explain';
import { Tensor, nn } from 'atrous';
import {
  type LayerSpec,
  type NetworkSpec,
  chain,
  joinSpec,
  layerSpec,
  receptiveField,
  traceNetwork,
} from 'atrous/spec';
import { MOBILENET, VGG16, lastOf, resnet50 } from './networks.js';

const int = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

/** Layers whose weights can be made all ones, so that a response counts paths. */
const layer: fc.Arbitrary<LayerSpec> = fc.oneof(
  fc
    .record({ kernelSize: int(1, 4), stride: int(1, 3), padding: int(0, 2), dilation: int(1, 3) })
    .map((options) => layerSpec('Conv2d', [1, 1], { ...options, bias: false })),
  fc
    .record({ kernelSize: int(1, 4), stride: int(1, 3), padding: int(0, 1) })
    .map((options) => layerSpec('ConvTranspose2d', [1, 1], { ...options, bias: false })),
  int(1, 3).map((k) => layerSpec('AvgPool2d', [k], { divisorOverride: 1 })),
  fc.constant(layerSpec('Upsample', [], { scaleFactor: 2 })),
  int(1, 2).map((p) => layerSpec('ReflectionPad2d', [p])),
);

/** Chains, the middle perhaps with a residual connection, on small pictures. */
const networks: fc.Arbitrary<{ network: NetworkSpec; input: number[] }> = fc
  .record({ specs: fc.array(layer, { minLength: 1, maxLength: 4 }), h: int(3, 7), w: int(3, 7), skip: fc.boolean() })
  .map(({ specs, h, w, skip }) => {
    const nodes = specs.map((spec, i) => ({ name: String(i), spec, from: [i === 0 ? 'input' : String(i - 1)] }));
    const keep = layerSpec('Conv2d', [1, 1, 3], { padding: 1, bias: false });
    if (skip) {
      const end = String(specs.length - 1);
      nodes.push({ name: 'a', spec: keep, from: [end] }, { name: 'b', spec: joinSpec('add'), from: ['a', end] });
    }
    return { network: { version: 1 as const, nodes }, input: [1, 1, h, w] };
  })
  .filter(({ network, input }) => {
    const { rows, failure } = traceNetwork(network, input);
    return (
      failure === null && rows.every(({ output }) => output[2]! * output[3]! > 0 && output[2]! * output[3]! < 1500)
    );
  });

/** What the library's network gives for a 1 in each cell, all weights being 1. */
function responses(network: NetworkSpec, input: number[]): Float64Array[] {
  const specs = network.nodes.map((node) =>
    'dtype' in node.spec.args
      ? { ...node, spec: layerSpec(node.spec.op, [], { ...node.spec.args, dtype: 'float64' }) }
      : node,
  );
  const module = nn.build({ ...network, nodes: specs });
  for (const parameter of module.parameters()) {
    (parameter.data as Float64Array).fill(1);
    parameter.touch();
  }
  const cells = input[2]! * input[3]!;
  return Array.from({ length: cells }, (_, i) => {
    const x = new Float64Array(cells);
    x[i] = 1;
    return module.forward(new Tensor(x, input, 'float64')).data as Float64Array;
  });
}

describe('known receptive fields', () => {
  test.each<[string, NetworkSpec, number, number]>([
    ['VGG-16', VGG16, 212, 32],
    ['ResNet-v1-50 of TensorFlow-slim, whose blocks stride in their last unit', resnet50(true), 483, 32],
    ["ResNet-50 of torchvision, whose blocks stride in their first unit's 3×3", resnet50(false), 427, 32],
    ['MobileNet-v1', MOBILENET, 315, 32],
  ])('%s: %#', (_, network, size, jump) => {
    const input = [1, 1, 1024, 1024];
    const { rows } = traceNetwork(network, input);
    expect(rows.at(-1)!.field.map((field) => [field.size, field.jump])).toEqual([
      [size, [jump, 1]],
      [size, [jump, 1]],
    ]);
    const { axes, paddingShare } = fieldAt(network, input, lastOf(network), [16, 16]);
    expect(axes.map(({ low, high, holes }) => [high - low + 1, holes])).toEqual([
      [size, 0],
      [size, 0],
    ]);
    expect(paddingShare).toBe(0);
  });
});

describe('fieldAt and pathCounts', () => {
  test("are the cells that change the library's output, and count the paths to them", () => {
    fc.assert(
      fc.property(networks, fc.nat(), fc.nat(), ({ network, input }, a, b) => {
        const output = traceNetwork(network, input).rows.at(-1)!.output;
        const position = [a % output[2]!, b % output[3]!];
        const place = position[0]! * output[3]! + position[1]!;
        const counted = responses(network, input).map((response) => response[place]!);
        const { counts, total, touched, marginals, shape } = pathCounts(network, input, lastOf(network), position);
        expect(shape).toEqual(input.slice(2));
        expect([...counts]).toEqual(counted);
        expect(total).toBe(counted.reduce((s, n) => s + n, 0));
        expect(touched).toBe(counted.filter((n) => n > 0).length);
        expect(marginals.map((sums) => sums.reduce((s, n) => s + n, 0))).toEqual([total, total]);

        const { axes } = fieldAt(network, input, lastOf(network), position);
        expect(axes.map(({ cells }) => cells)).toEqual(receptiveField(network, input, lastOf(network), position));
        const width = input[3]!;
        const rows = [...new Set(counted.flatMap((n, i) => (n > 0 ? [Math.floor(i / width)] : [])))];
        const columns = [...new Set(counted.flatMap((n, i) => (n > 0 ? [i % width] : [])))].sort((x, y) => x - y);
        // A cell of a row and one of a column need not meet where nothing is read at all.
        if (total > 0) expect(axes.map(({ cells }) => cells)).toEqual([rows, columns]);
        // Copies stand in the padding, the cells that they show elsewhere.
        if (network.nodes.some(({ spec }) => spec.op === 'ReflectionPad2d')) return;
        for (const { low, high, cells } of axes)
          for (const cell of cells) expect(cell >= low && cell <= high).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  test('the extent counts padding, and the share says how much', () => {
    const network = chain([
      layerSpec('Conv2d', [1, 1, 3], { padding: 1 }),
      layerSpec('Conv2d', [1, 1, 3], { padding: 1 }),
    ]);
    const corner = fieldAt(network, [1, 1, 9, 9], '1', [0, 8]);
    expect(corner.axes).toEqual([
      { axis: 'H', size: 9, low: -2, high: 2, centre: 0, cells: [0, 1, 2], holes: 0 },
      { axis: 'W', size: 9, low: 6, high: 10, centre: 8, cells: [6, 7, 8], holes: 0 },
    ]);
    expect(corner.paddingShare).toBeCloseTo(1 - 9 / 25);
  });

  test('dilations 2, 2, 2 never touch odd offsets; 1, 2, 3 touch all', () => {
    const stack = (dilations: number[]): NetworkSpec =>
      chain(dilations.map((dilation) => layerSpec('Conv1d', [1, 1, 3], { dilation, padding: dilation })));
    const { axes } = fieldAt(stack([2, 2, 2]), [1, 1, 31], '2', [15]);
    expect(axes[0]).toMatchObject({ low: 9, high: 21, cells: [9, 11, 13, 15, 17, 19, 21], holes: 6 });
    const gridded = pathCounts(stack([2, 2, 2]), [1, 1, 31], '2', [15]);
    expect([gridded.touched, gridded.box, gridded.total]).toEqual([7, 13, 27]);
    expect(gridded.marginals[0]!.slice(9, 22)).toEqual([1, 0, 3, 0, 6, 0, 7, 0, 6, 0, 3, 0, 1]);
    expect(gridded.mean).toEqual([15]);
    const dense = pathCounts(stack([1, 2, 3]), [1, 1, 31], '2', [15]);
    expect([dense.touched, dense.box]).toEqual([13, 13]);
  });

  test('the effective field grows with the root of the depth: n layers of 3 taps have deviation √(2n/3)', () => {
    for (const depth of [1, 4, 9]) {
      const network = chain(Array.from({ length: depth }, () => layerSpec('Conv1d', [1, 1, 3], { padding: 1 })));
      const { deviation } = pathCounts(network, [1, 1, 63], String(depth - 1), [31]);
      expect(deviation[0]).toBeCloseTo(Math.sqrt((2 * depth) / 3), 9);
    }
  });

  test('everything behind a flatten reads everything', () => {
    const network = chain([layerSpec('Conv2d', [1, 2, 3]), layerSpec('Flatten'), layerSpec('Linear', [18, 4])]);
    const { counts } = pathCounts(network, [1, 1, 5, 5], '2', [0, 0]);
    expect(Array.from(counts).slice(0, 6)).toEqual([1, 2, 3, 2, 1, 2]);
    expect(fieldAt(network, [1, 1, 5, 5], '2', [0, 0]).axes.map(({ cells }) => cells.length)).toEqual([5, 5]);
  });

  test('refuse nodes and positions that are not there', () => {
    const network = chain([layerSpec('Conv1d', [1, 1, 3]), layerSpec('Conv1d', [2, 1, 3])]);
    expect(() => fieldAt(network, [1, 1, 9], 'x', [0])).toThrow("the network stops at '1', before 'x'");
    expect(() => fieldAt(network, [1, 1, 9], '0', [7])).toThrow('there is no position [7] in an output of [1,1,7]');
    expect(() => pathCounts(chain([layerSpec('ReLU')]), [1, 1, 9], 'x', [0])).toThrow("there is no node 'x'");
  });
});

describe('fieldPhases', () => {
  test('a transposed layer of stride 2 has fields of two sizes, in turn', () => {
    const network = chain([
      layerSpec('Conv1d', [1, 1, 3], { padding: 1 }),
      layerSpec('ConvTranspose1d', [1, 1, 3], { stride: 2, padding: 1 }),
    ]);
    const [phases] = fieldPhases(network, [1, 1, 12], '1');
    expect(phases).toEqual({
      axis: 'L',
      period: 2,
      phases: [
        { phase: 0, size: 3, offset: 0 },
        { phase: 1, size: 4, offset: 0 },
      ],
      sizes: [3, 4],
    });
  });

  test('a convolution has one', () => {
    const [phases] = fieldPhases(chain([layerSpec('Conv1d', [1, 1, 5], { stride: 3 })]), [1, 1, 30], '0');
    expect(phases).toMatchObject({ period: 1, sizes: [5] });
  });
});

describe('branchAlignment', () => {
  const node = (name: string, spec: LayerSpec, ...from: string[]) => ({ name, spec, from });
  const conv = (kernel: number, padding: number, stride = 1): LayerSpec =>
    layerSpec('Conv2d', [1, 1, kernel], { padding, stride });

  test('a residual connection is aligned', () => {
    const network: NetworkSpec = {
      version: 1,
      nodes: [node('a', conv(3, 1), 'input'), node('sum', joinSpec('add'), 'a', 'input')],
    };
    expect(branchAlignment(network, [1, 1, 9, 9])).toMatchObject([{ node: 'sum', misaligned: [], notes: [] }]);
    expect(branchAlignment(resnet50(false), [1, 1, 64, 64]).every(({ misaligned }) => misaligned.length === 0)).toBe(
      true,
    );
  });

  test('an even kernel beside an odd one is half a cell off', () => {
    const network: NetworkSpec = {
      version: 1,
      nodes: [
        node('a', conv(2, 0, 2), 'input'),
        node('b', conv(3, 1, 2), 'input'),
        node('sum', joinSpec('add'), 'a', 'b'),
      ],
    };
    const [found] = branchAlignment(network, [1, 1, 8, 8]);
    expect(found!.misaligned).toEqual(['H', 'W']);
    expect(found!.notes[0]!.text).toBe('sum: branches look at different places along H: first centres a 0.5, b 0');
  });
});
