import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alternatives, ask, sameAsTensorFlow, solutionSpec, solveChain } from 'atrous-explain';
import { layerSpec, outputShape, tensorflowPadding } from 'atrous/spec';

const size = fc.integer({ min: 4, max: 64 });

describe('ask', () => {
  test('keeps, halves and doubles', () => {
    expect(ask('keep', { input: [9, 9], fixed: { kernel: 3 } }).solutions[0]!.padding).toEqual([1, 1]);
    expect(ask('halve', { input: [7] }).output).toEqual([4]);
    expect(ask('halve', { op: 'maxPool', input: [7] }).output).toEqual([3]);
    expect(ask('halve', { input: [7], round: 'down' }).output).toEqual([3]);
    expect(ask('double', { input: [7] })).toMatchObject({ op: 'convTranspose', output: [14] });
  });
});

describe('sameAsTensorFlow', () => {
  test('gives an argument where both ends are padded alike or the stride is 1, otherwise F.pad', () => {
    expect(sameAsTensorFlow([224, 224], { kernel: 3, stride: 2 })).toMatchObject({
      padding: null,
      pad: [0, 1, 0, 1],
      code: 'x = F.pad(x, (0, 1, 0, 1))\nnn.Conv2d(in_channels, out_channels, 3, stride=2)',
    });
    expect(sameAsTensorFlow([9], { kernel: 4 }).padding).toBe('same');
    expect(sameAsTensorFlow([9, 9], { kernel: 3, stride: 2 }).padding).toEqual([1, 1]);
  });

  test("PyTorch's layer behind that padding has TensorFlow's size", () => {
    fc.assert(
      fc.property(
        size,
        size,
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 4 }),
        (h, w, kernel, stride) => {
          const { pad, padding, axes } = sameAsTensorFlow([h, w], { kernel, stride });
          const input = [1, 1, h, w];
          const padded = outputShape(layerSpec('ZeroPad2d', [[...pad]]), input);
          const conv = layerSpec('Conv2d', [1, 1, kernel], { stride, padding: padding ?? 0 });
          const output = outputShape(conv, padding === null ? padded : input).slice(2);
          expect(output).toEqual([h, w].map((n) => tensorflowPadding('SAME', n, { kernel, stride }).output));
          expect(axes.map((axis) => axis.output)).toEqual(output);
        },
      ),
    );
  });
});

describe('alternatives', () => {
  test('explicit padding and two layers give the size that was asked for', () => {
    let layers = 0;
    fc.assert(
      fc.property(size, fc.integer({ min: 0, max: 9 }), fc.integer({ min: 2, max: 30 }), (h, more, oh) => {
        const [w, ow] = [h + more, oh + Math.floor(more / 2)];
        const { padded, twoLayers } = alternatives({ input: [h, w], output: [oh, ow] }, 3);
        for (const { pad, kernel, stride } of padded) {
          const shape = outputShape(layerSpec('ZeroPad2d', [[...pad]]), [1, 1, h, w]);
          expect(outputShape(layerSpec('Conv2d', [1, 1, kernel], { stride }), shape)).toEqual([1, 1, oh, ow]);
        }
        for (const { steps } of twoLayers) {
          layers++;
          const shapes = steps.reduce(
            (shape, { op, setting }) => outputShape(solutionSpec(op, setting), shape),
            [1, 1, h, w],
          );
          expect(shapes).toEqual([1, 1, oh, ow]);
        }
      }),
      { numRuns: 12 },
    );
    expect(layers).toBeGreaterThan(0);
  });

  test('the nearest sizes are reached by a setting, and none within the limits is nearer', () => {
    const limits = { kernel: 3, stride: 2, padding: 1, dilation: 1 };
    const { nearest } = alternatives({ input: [20], output: [15], limits });
    expect(nearest[0]).toEqual({ output: [18], distance: 3 });
    expect(new Set(nearest.map(({ output }) => output[0]))).toEqual(new Set([18, 19, 11, 20, 10]));
  });

  test('writes the lines of PyTorch', () => {
    const { padded } = alternatives({ op: 'maxPool', input: [10], output: [6], fixed: { kernel: 2, stride: 2 } });
    expect(padded[0]!.code).toBe("x = F.pad(x, (1, 1), value=float('-inf'))\nnn.MaxPool1d(2, stride=2)");
  });
});

describe('solveChain', () => {
  test('five layers from 224 to 7 halve five times', () => {
    const [best] = solveChain({ input: [224, 224], output: [7, 7], layers: [{}, { op: 'maxPool' }, {}, {}, {}] }, 1);
    expect(best!.steps.map(({ output }) => output[0])).toEqual([112, 56, 28, 14, 7]);
    expect(best!.steps.map(({ op, setting }) => `${op} ${setting.text}`).slice(0, 2)).toEqual([
      'conv kernel_size=3, stride=2, padding=1',
      'maxPool kernel_size=2, stride=2',
    ]);
  });

  test('keeps what is fixed, and has no answer where there is none', () => {
    const layers = [{ fixed: { kernel: 7, stride: 2, padding: 3 } }, { op: 'maxPool' as const, fixed: { kernel: 3 } }];
    const [best] = solveChain({ input: [304, 228], output: [76, 57], layers });
    expect(best!.steps.map(({ setting }) => setting.text)).toEqual([
      'kernel_size=7, stride=2, padding=3',
      'kernel_size=3, stride=2, padding=1',
    ]);
    expect(solveChain({ input: [8], output: [800], layers: [{}, {}] })).toEqual([]);
  });

  test('refuses more layers than it can go through', () => {
    const layers = Array.from({ length: 9 }, () => ({}));
    expect(() => solveChain({ input: [8], output: [8], layers })).toThrow('a chain has 1 to 8 layers, not 9');
  });
});
