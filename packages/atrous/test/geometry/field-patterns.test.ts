/** @file Receptive fields carried from node to node: the same as walking back from each, for work that grows with the nodes. */

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { axisMap, type AxisMap, transposedAxis, windowAxis } from '../../src/geometry/catalogue/axes.js';
import { FieldPatterns } from '../../src/geometry/field-patterns.js';
import { axisField, type FieldStep } from '../../src/geometry/receptive-field.js';

const SIZE = 64;

const window = fc.record({
  kernel: fc.integer({ min: 1, max: 5 }),
  stride: fc.integer({ min: 1, max: 3 }),
  padBefore: fc.integer({ min: 0, max: 3 }),
  padAfter: fc.constant(0),
  dilation: fc.integer({ min: 1, max: 3 }),
});
/** Resizing by an odd ratio: outputs read one or two cells. */
const resized = fc
  .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }))
  .map(([a, b]): AxisMap => axisMap(SIZE, [a, b], (o) => [Math.floor((o * a) / b), Math.ceil((o * a) / b)]));
const reads = fc.oneof(
  { weight: 5, arbitrary: window.map((one) => windowAxis(SIZE, one)) },
  { weight: 3, arbitrary: window.map((one) => transposedAxis(SIZE, one)) },
  { weight: 2, arbitrary: resized },
  { weight: 2, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constant('whole' as const) },
);

/** Nodes with one to three inputs among the nodes before. */
const axes = fc
  .array(fc.array(fc.tuple(fc.nat({ max: 4 }), reads), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 9 })
  .map((nodes) =>
    nodes.map((steps, index): FieldStep[] =>
      steps.map(([back, own]) => ({ from: Math.max(-1, index - 1 - back), reads: own, size: SIZE })),
    ),
  );

/** A chain of windows of stride 1 with a sum after each, and how often their extents were asked for. */
function residual(blocks: number): { axis: FieldStep[][]; asked: () => number } {
  let count = 0;
  const plain = windowAxis(SIZE, { kernel: 3, stride: 1, padBefore: 1, padAfter: 1, dilation: 1 });
  const counted: AxisMap = {
    ...plain,
    extent: (o) => {
      count++;
      return plain.extent(o);
    },
  };
  const axis = Array.from({ length: blocks }, (_, block): FieldStep[][] => [
    [{ from: 2 * block - 1, reads: counted, size: SIZE }],
    [
      { from: 2 * block, reads: null, size: SIZE },
      { from: 2 * block - 1, reads: null, size: SIZE },
    ],
  ]).flat();
  return { axis, asked: () => count };
}

describe('fields carried from node to node', () => {
  test('are those that walking back gives, branches, strides and resizing included', () => {
    fc.assert(
      fc.property(axes, fc.integer({ min: 1, max: 40 }), (axis, output) => {
        const patterns = new FieldPatterns(axis);
        for (const index of axis.keys())
          expect(patterns.next(SIZE, output)).toEqual(axisField(axis, index, SIZE, output));
      }),
      { numRuns: 400 },
    );
  });

  test('ask every layer a fixed number of times, however many follow it', () => {
    const perLayer = [100, 1000].map((blocks) => {
      const { axis, asked } = residual(blocks);
      const patterns = new FieldPatterns(axis);
      const fields = axis.map(() => patterns.next(SIZE, SIZE));
      expect(fields.at(-1)!.size).toBe(2 * blocks + 1);
      return asked() / blocks;
    });
    expect(perLayer[1]).toBe(perLayer[0]);
    expect(perLayer[0]).toBeLessThan(5);
  });

  test('are found in chains longer than any stack', () => {
    const { axis } = residual(20_000);
    expect(axisField(axis, axis.length - 1, SIZE, SIZE).size).toBe(40_001);
  });
});
