import { outputShape } from 'atrous/spec';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withArg, withOp, withSize, withSplit } from '../../src/pages/layer/edit.js';
import { exampleOf, initialState, type LayerPageState, OPS, specOf } from '../../src/pages/layer/state.js';
import { applyFix, judge, nearestLegal } from '../../src/pages/layer/verdict.js';
import { tabsOf } from '../../src/pages/layer/view.js';

const conv = (args: LayerPageState['args'], input = [1, 1, 5, 5]): LayerPageState => {
  const start = initialState();
  return { ...start, args: { ...start.args, ...args }, input };
};

describe('the verdict on a state', () => {
  test('is legal for the example of every class', () => {
    for (const op of OPS) {
      const verdict = judge({ ...initialState(), ...exampleOf(op) });
      expect(verdict.illegal?.message, op).toBeUndefined();
    }
  });

  test("has PyTorch's words for what the constructor refuses", () => {
    const { illegal } = judge(conv({ padding: 'same', stride: 2 }));
    expect(illegal?.message.text).toBe("padding='same' is not supported for strided convolutions");
  });

  test("has PyTorch's words for what forward refuses", () => {
    const { illegal } = judge(conv({ kernelSize: 9, padding: 0 }));
    expect(illegal?.message.text).toMatch(
      /^Calculated padded input size per channel: \(5 x 5\). Kernel size: \(9 x 9\)/,
    );
  });
});

test('nothing that can be typed or linked is more than refused, and there is a way out of most of it', () => {
  const setting = fc.oneof(fc.integer({ min: -99, max: 9 }), fc.constantFrom(1000, 1_000_000));
  const args = fc.record({
    kernelSize: fc.oneof(
      setting,
      fc.tuple(setting, setting).map((pair) => [...pair]),
    ),
    stride: setting,
    padding: fc.oneof(setting, fc.constantFrom('same', 'valid', 'other')),
    dilation: setting,
    groups: setting,
    inChannels: setting,
    outChannels: setting,
    paddingMode: fc.constantFrom('zeros', 'reflect', 'odd'),
  });
  fc.assert(
    fc.property(args, fc.constantFrom([1, 1, 5, 5], [0, 3, 7, 7], [1, 2], [1_000_000], []), (args, input) => {
      const start = initialState();
      const state = { ...start, args: { ...start.args, ...args }, input };
      const { legal } = judge(state);
      if (legal) expect(tabsOf(legal).length).toBeLessThanOrEqual(4);
      else
        for (const fix of nearestLegal(state, 'kernelSize'))
          expect(judge(applyFix(state, fix)).illegal).toBeUndefined();
    }),
    { numRuns: 60 },
  );
});

describe('the nearest legal value', () => {
  test('of what was changed comes first, and every one of them works', () => {
    const cases = [
      { state: conv({ kernelSize: 9, padding: 0 }), changed: 'kernelSize', first: { name: 'kernelSize', value: 5 } },
      { state: conv({ kernelSize: 5000, padding: 0 }), changed: 'kernelSize', first: { name: 'kernelSize', value: 5 } },
      { state: conv({ stride: 0 }), changed: 'stride', first: { name: 'stride', value: 1 } },
      {
        state: conv({ groups: 3, inChannels: 4, outChannels: 4 }, [1, 4, 5, 5]),
        changed: 'groups',
        first: { name: 'groups', value: 4 },
      },
      { state: conv({ padding: 'same', stride: 2 }), changed: 'stride', first: { name: 'stride', value: 1 } },
      {
        state: conv({ kernelSize: [9, 3], padding: 0 }),
        changed: 'kernelSize',
        first: { name: 'kernelSize', value: [5, 3] },
      },
    ];
    for (const { state, changed, first } of cases) {
      const fixes = nearestLegal(state, changed);
      expect(fixes[0]).toEqual(first);
      for (const fix of fixes) {
        const mended = applyFix(state, fix);
        expect(outputShape(specOf(mended), mended.input).every((size) => size > 0)).toBe(true);
      }
    }
  });
});

describe('a change by hand', () => {
  test('of the input channels keeps input and layer in agreement, if they agreed', () => {
    expect(withSize(initialState(), 1, 3).args['inChannels']).toBe(3);
    expect(withArg(initialState(), 'inChannels', 3).input).toEqual([1, 3, 5, 5]);
    const apart = conv({ inChannels: 7 });
    expect(withSize(apart, 1, 3).args['inChannels']).toBe(7);
  });

  test('to one value per axis and back', () => {
    const split = withSplit(initialState(), 'kernelSize', true);
    expect(split.args['kernelSize']).toEqual([3, 3]);
    expect(withSplit(split, 'kernelSize', false).args['kernelSize']).toBe(3);
  });

  test('to another class leads to a layer that works, whatever was there before', () => {
    for (const from of ['Conv1d', 'Conv2d', 'ConvTranspose3d', 'MaxPool2d', 'BatchNorm1d', 'Linear', 'Fold'])
      for (const to of OPS) {
        const next = withOp({ ...initialState(), ...exampleOf(from) }, to);
        expect(judge(next).illegal?.message, `${from} to ${to}`).toBeUndefined();
      }
  });

  test('to three axes keeps the numbers', () => {
    const next = withOp(conv({ kernelSize: 3, stride: 2 }), 'Conv3d');
    expect(next.args['stride']).toBe(2);
    expect(next.input).toHaveLength(5);
  });
});
