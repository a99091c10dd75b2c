/** @file What the Receptive field page shows is what the library says. */

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gradientField } from '../../src/pages/field/gradient.js';
import { judge } from '../../src/pages/field/judge.js';
import {
  type FieldPageState,
  initialState,
  inputOf,
  networkOf,
  OPS,
  PRESETS,
  rowOf,
} from '../../src/pages/field/state.js';

const preset = (id: string): FieldPageState => {
  const { rows, size } = PRESETS.find((one) => one.id === id)!;
  return { ...initialState(), rows, size, row: rows.length - 1 };
};

describe('known fields', () => {
  test('VGG-16 sees 212 pixels', () => {
    const { rows, refusal } = judge(preset('vgg16'));
    expect(refusal).toBeUndefined();
    expect(rows.at(-1)!.field.size).toBe(212);
  });

  test('dilations of 2 leave holes, dilations that double do not', () => {
    const { paths } = judge(preset('gridding')).asked!;
    expect([paths!.touched, paths!.box]).toEqual([49, 169]);
    const grown = judge(preset('growing')).asked!;
    expect(grown.paths!.touched).toBe(grown.paths!.box);
    expect(grown.field.axes[0]!.high - grown.field.axes[0]!.low + 1).toBe(31);
  });
});

test('a layer that cannot be made stops the stack where it stands', () => {
  const rows = [rowOf('Conv2d', 3, 1, 1, 1), rowOf('Conv2d', 3, 0, 1, 1), rowOf('Conv2d', 3, 1, 1, 1)];
  const { rows: known, refusal } = judge({ ...initialState(), rows });
  expect(known).toHaveLength(1);
  expect(refusal).toMatchObject({ row: 1 });
});

test('an input that is too small stops it too, in PyTorch’s words', () => {
  const rows = [rowOf('Conv2d', 9, 1, 0, 1)];
  const { refusal, asked } = judge({ ...initialState(), rows, size: 4 });
  expect(refusal!.message.text).toContain("Kernel size can't be greater than actual input size");
  expect(asked).toBeUndefined();
});

const layer = fc
  .record({
    op: fc.constantFrom(...OPS),
    kernel: fc.integer({ min: 0, max: 4 }),
    stride: fc.integer({ min: 0, max: 3 }),
    padding: fc.integer({ min: 0, max: 2 }),
    dilation: fc.integer({ min: 0, max: 2 }),
  })
  .map((row) => (row.op === 'AvgPool2d' ? { ...row, dilation: 1 } : row));

test('whatever stands in the table is judged; gradients are zero outside of the field', () => {
  fc.assert(
    fc.property(fc.array(layer, { maxLength: 4 }), fc.integer({ min: 1, max: 14 }), (rows, size) => {
      const state: FieldPageState = { ...initialState(), rows, size, row: Math.max(0, rows.length - 1) };
      const { asked, network } = judge(state);
      if (!asked) return;
      const upTo = { ...network!, nodes: network!.nodes.slice(0, asked.row + 1) };
      const gradient = gradientField(upTo, inputOf(state), asked.position, 3);
      gradient.forEach((value, i) => {
        if (value !== 0) expect(asked.paths!.counts[i]).toBeGreaterThan(0);
      });
    }),
    { numRuns: 150 },
  );
});

test('without pools every cell of the field has a gradient', () => {
  const state = preset('gridding');
  const { asked } = judge(state);
  const gradient = gradientField(networkOf(state.rows), inputOf(state), asked!.position, 0);
  expect(Array.from(gradient, (value) => value > 0)).toEqual(Array.from(asked!.paths!.counts, (count) => count > 0));
});
