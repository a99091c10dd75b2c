import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseNetwork } from 'atrous-explain';
import { type Arg, LAYERS, type LayerSpec, layerSpec, printLayer } from 'atrous/spec';
import { convolutions } from '../layers.js';

const int = fc.integer({ min: 1, max: 9 });

/** Layers whose print shows all that decides about them, with arguments as they are stored. */
const others: fc.Arbitrary<LayerSpec> = fc
  .record({
    op: fc.constantFrom(
      'MaxPool2d',
      'MaxPool1d',
      'BatchNorm2d',
      'Linear',
      'ZeroPad2d',
      'PixelShuffle',
      'Flatten',
      'GELU',
      'LeakyReLU',
      'Unfold',
      'AdaptiveAvgPool2d',
      'ReLU',
      'Dropout',
    ),
    a: int,
    b: int,
    flag: fc.boolean(),
    real: fc.double({ min: 1e-9, max: 1, noNaN: true }),
  })
  .map(({ op, a, b, flag, real }) => {
    const args: Record<string, Record<string, Arg>> = {
      MaxPool2d: { kernelSize: [a, b], stride: [b, a], padding: 0, dilation: a, ceilMode: flag },
      MaxPool1d: { kernelSize: a, ceilMode: flag },
      BatchNorm2d: { numFeatures: a, eps: real, momentum: flag ? null : real, affine: flag },
      Linear: { inFeatures: a, outFeatures: b, bias: flag },
      ZeroPad2d: { padding: [a, b, -a, 0] },
      PixelShuffle: { upscaleFactor: a },
      Flatten: { startDim: a, endDim: -b },
      GELU: { approximate: flag ? 'tanh' : 'none' },
      LeakyReLU: { negativeSlope: real },
      Unfold: { kernelSize: [a, b], stride: b },
      AdaptiveAvgPool2d: { outputSize: [flag ? null : a, b] },
      ReLU: { inplace: flag },
      Dropout: { p: real, inplace: flag },
    };
    return layerSpec(op, [], args[op]);
  });

test('reading what a layer prints gives the layer back', () => {
  const printed = fc.oneof(
    convolutions.map(({ spec }) => spec),
    others,
  );
  fc.assert(
    fc.property(printed, (spec) => {
      const { nodes, problems } = parseNetwork(printLayer(spec));
      expect(problems).toEqual([]);
      expect(nodes.map((node) => node.spec)).toEqual([spec]);
    }),
    { numRuns: 500 },
  );
});

test("reading PyTorch's own prints gives a layer that prints the same", () => {
  const golden = new URL('../../../../golden/module_meta.json', import.meta.url);
  const { cases } = JSON.parse(readFileSync(golden, 'utf8')) as { cases: { op: string; repr?: string }[] };
  // What print hides or adds: see the parser's own list, and `mode`, which these two classes print but do not take.
  const lines = cases.flatMap(({ op, repr }) =>
    repr !== undefined && Object.hasOwn(LAYERS, op) && !repr.includes('\n') && !op.startsWith('Upsampling')
      ? [repr]
      : [],
  );
  expect(lines.length).toBeGreaterThan(80);
  for (const line of lines) {
    const { nodes, problems } = parseNetwork(line);
    expect(problems, line).toEqual([]);
    expect(nodes, line).toHaveLength(1);
    // A whole value prints as an integer, since nothing tells that it was written as a float.
    expect(printLayer(nodes[0]!.spec)).toBe(line.replace(/value=(-?\d+)\.0\b/, 'value=$1'));
  }
});
