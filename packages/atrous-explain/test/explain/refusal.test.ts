import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explainError, parsePython, refusalHints, say, stopHints } from 'atrous-explain';
import { layerSpec, outputShape, traceNetwork } from 'atrous/spec';
import { isLegal, layers } from '../layers.js';

describe('explainError', () => {
  test('is undefined exactly where the layer takes the input', () => {
    fc.assert(
      fc.property(layers, (layer) => {
        expect(explainError(layer.spec, layer.input) === undefined).toBe(isLegal(layer));
      }),
      { numRuns: 200 },
    );
  });

  test('names every axis that is too small, with the smallest size that works', () => {
    const refusal = explainError(layerSpec('Conv2d', [3, 8, [5, 7]], { padding: 1, dilation: 2 }), [1, 3, 4, 9]);
    expect(refusal!.axes).toEqual([
      { axis: 'H', dim: 2, size: 4, smallest: 7 },
      { axis: 'W', dim: 3, size: 9, smallest: 11 },
    ]);
    expect(refusalHints(refusal!).slice(-2)).toEqual([
      'H is 4; the smallest size that works is 7.',
      'W is 9; the smallest size that works is 11.',
    ]);
  });

  test('the smallest size works and the one below it does not', () => {
    fc.assert(
      fc.property(layers, ({ spec, input }) => {
        for (const { dim, smallest } of explainError(spec, input)?.axes ?? []) {
          if (smallest === undefined) continue;
          const others = explainError(spec, input)!.axes.filter((axis) => axis.dim !== dim);
          const repaired = input.map((size, i) => others.find((axis) => axis.dim === i)?.smallest ?? size);
          repaired[dim] = smallest;
          expect(isLegal({ spec, input: repaired })).toBe(true);
          repaired[dim] = smallest - 1;
          // Cropping may leave no cell of one axis and still be legal.
          expect(isLegal({ spec, input: repaired }) && !outputShape(spec, repaired).includes(0)).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('says nothing twice', () => {
    fc.assert(
      fc.property(layers, ({ spec, input }) => {
        const refusal = explainError(spec, input);
        const lines = refusal ? [...refusal.message.split('\n'), ...refusalHints(refusal)] : [];
        expect(lines).toEqual([...new Set(lines)]);
        for (const { text: hint } of refusal?.hints ?? []) expect(refusal!.message).not.toContain(hint);
      }),
      { numRuns: 500 },
    );
  });

  test('blames no axis for wrong channels or a wrong rank', () => {
    expect(explainError(layerSpec('Conv2d', [3, 8, 3]), [1, 4, 8, 8])!.axes).toEqual([]);
    const rank = explainError(layerSpec('Conv2d', [3, 8, 3]), [8, 8])!;
    expect(rank.axes).toEqual([]);
    expect(rank.message).toBe('Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [8, 8]');
  });
});

describe('stopHints', () => {
  const hints = (layers: string, input: number[], lang: 'en' | 'zh' = 'en'): string[] => {
    const { network } = parsePython(layers);
    return stopHints(traceNetwork(network, input).failure!, network, input).map((hint) => say(hint, lang));
  };

  test('an image without the batch that a later layer needs', () => {
    const layers = 'nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8)';
    const [hint] = hints(layers, [3, 32, 32]);
    expect(hint).toBe('3×32×32 has no batch dimension: as a batch of one, 1×3×32×32, the network runs.');
    expect(hints(layers, [3, 32, 32], 'zh')).toEqual(['3×32×32 没有批次轴；写成 1×3×32×32，网络就能运行。']);
    expect(hints(`${layers}, nn.Conv2d(9, 8, 3)`, [3, 32, 32])).toEqual([
      '3×32×32 has no batch dimension: as a batch of one, 1×3×32×32, the network gets as far as 2.',
    ]);
  });

  test('says nothing of a batch where it does not help', () => {
    expect(hints('nn.Conv2d(3, 8, 3)', [2, 32, 32]).join(' ')).not.toContain('batch');
    expect(hints('nn.Conv2d(3, 8, 3), nn.Conv2d(8, 8, 31)', [1, 3, 32, 32]).join(' ')).not.toContain('batch');
  });
});
