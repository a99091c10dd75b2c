import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  columnLabel,
  convolutionMatrix,
  denseMatrix,
  entryLabel,
  formatMatrix,
  matrixBlocks,
  multiplyMatrix,
  renderWork,
  rowLabel,
  transposedMatrix,
  workThrough,
} from 'atrous-explain';
import { layerSpec, outputShape, parameterShapes } from 'atrous/spec';
import { built, computed, count, noise } from '../library.js';
import { type LayerCase, convolutions, isLegal } from '../layers.js';

const small = convolutions
  .map(({ spec, input }): LayerCase => {
    const rank = (spec.args['kernelSize'] as number[]).length;
    const spatial = input.slice(-rank).map((size) => Math.min(size, rank === 3 ? 4 : 8));
    return { spec: layerSpec(spec.op, [], { ...spec.args, bias: false }), input: [input.at(-rank - 1)!, ...spatial] };
  })
  .filter(isLegal)
  .filter(({ spec, input }) => count(outputShape(spec, input)) > 0 && count(outputShape(spec, input)) < 2000);

/** Sums of a few hundred products of size 49 in another order: far below this, far above an error. */
const close = (a: ArrayLike<number>, b: ArrayLike<number>): void => {
  expect(a.length).toBe(b.length);
  for (let i = 0; i < a.length; i++) expect(Math.abs(a[i]! - b[i]!)).toBeLessThan(1e-9 * count([a.length]) + 1e-9);
};

describe('convolutionMatrix', () => {
  test("times the input is the library's layer", () => {
    fc.assert(
      fc.property(small, ({ spec, input }) => {
        const weight = noise(count(parameterShapes(spec)[0]![1]));
        const x = noise(count(input));
        const matrix = convolutionMatrix(spec, input);
        close(multiplyMatrix(matrix, weight, x), computed(built(spec), input, x, weight));
      }),
      { numRuns: 80 },
    );
  });

  test('turned round is the matrix of the transposed convolution, and its product the layer', () => {
    let seen = 0;
    fc.assert(
      fc.property(
        small.filter(
          ({ spec }) =>
            /^Conv\dd/.test(spec.op) &&
            spec.args['paddingMode'] === 'zeros' &&
            typeof spec.args['padding'] !== 'string',
        ),
        ({ spec, input }) => {
          const { inChannels, outChannels, kernelSize, stride, padding, dilation, groups } = spec.args;
          const output = outputShape(spec, input);
          const sizes = kernelSize as number[];
          // What of the input is left over is output_padding; beyond the stride there is none.
          const bare = layerSpec(
            `ConvTranspose${sizes.length}d`,
            [outChannels!, inChannels!, sizes, stride!, padding!],
            {
              dilation: dilation!,
              groups: groups!,
              bias: false,
            },
          );
          let back: number[];
          try {
            back = outputShape(bare, output);
          } catch {
            return;
          }
          const outputPadding = back.slice(1).map((size, axis) => input[axis + 1]! - size);
          if (
            outputPadding.some(
              (p, axis) => p < 0 || p >= Math.max((stride as number[])[axis]!, (dilation as number[])[axis]!),
            )
          )
            return;
          seen++;
          const layer = layerSpec(bare.op, [], { ...bare.args, outputPadding });
          const matrix = convolutionMatrix(spec, input);
          const turned = transposedMatrix(matrix);
          const own = convolutionMatrix(layer, output);
          expect([turned.rows, turned.columns]).toEqual([own.rows, own.columns]);
          expect([...turned.row]).toEqual([...own.row]);
          expect([...turned.column]).toEqual([...own.column]);
          expect([...turned.weight]).toEqual([...own.weight]);
          const [y, weight] = [noise(count(output)), noise(count(own.weightShape))];
          close(multiplyMatrix(turned, weight, y), computed(built(layer), output, y, weight));
          expect(transposedMatrix(turned)).toEqual(matrix);
        },
      ),
      { numRuns: 80 },
    );
    expect(seen).toBeGreaterThan(20);
  });

  test('a 4×4 image under a 3×3 kernel is 4×16', () => {
    const matrix = convolutionMatrix(layerSpec('Conv2d', [1, 1, 3]), [1, 1, 4, 4]);
    expect([matrix.rows, matrix.columns, matrix.row.length]).toEqual([4, 16, 36]);
    expect([rowLabel(matrix, 3), columnLabel(matrix, 15), entryLabel(matrix, 35)]).toEqual([
      'y[0,1,1]',
      'x[0,3,3]',
      'w[0,0,2,2]',
    ]);
    expect(formatMatrix(matrix, { labels: false })).toBe(
      'w00 w01 w02   · w10 w11 w12   · w20 w21 w22   ·   ·   ·   ·   ·\n' +
        '  · w00 w01 w02   · w10 w11 w12   · w20 w21 w22   ·   ·   ·   ·\n' +
        '  ·   ·   ·   · w00 w01 w02   · w10 w11 w12   · w20 w21 w22   ·\n' +
        '  ·   ·   ·   ·   · w00 w01 w02   · w10 w11 w12   · w20 w21 w22',
    );
  });

  test('has labels round it, of a turned one too, and values in place of names', () => {
    const matrix = convolutionMatrix(layerSpec('Conv1d', [1, 1, 2]), [1, 3]);
    expect(formatMatrix(matrix)).toBe(
      '       x[0,0] x[0,1] x[0,2]\ny[0,0]     w0     w1      ·\ny[0,1]      ·     w0     w1',
    );
    expect(formatMatrix(transposedMatrix(matrix), { weight: [5, -6] })).toBe(
      '       y[0,0] y[0,1]\nx[0,0]      5      ·\nx[0,1]     -6      5\nx[0,2]      ·     -6',
    );
    expect(
      formatMatrix(convolutionMatrix(layerSpec('Conv1d', [2, 2, 1], { groups: 2 }), [2, 1]), { labels: false }),
    ).toBe('w0,0,0      ·\n     · w1,0,0');
  });

  test('refuses what is no matrix of weights or too large', () => {
    expect(() => convolutionMatrix(layerSpec('MaxPool2d', [2]), [1, 4, 4])).toThrow(
      'MaxPool2d is no product with a matrix of weights\nConvolutions are.',
    );
    expect(() => convolutionMatrix(layerSpec('Conv2d', [64, 64, 3]), [64, 224, 224])).toThrow(
      'a matrix of up to 1816805376 entries is not written out\nmatrixBlocks describes it.',
    );
    const matrix = convolutionMatrix(layerSpec('Conv1d', [1, 1, 2]), [1, 100]);
    expect(() => formatMatrix(matrix)).toThrow('99 × 100 is too large to be written out\nmatrixBlocks describes it.');
    expect(() => multiplyMatrix(matrix, [1], [1])).toThrow('x has 1 value, not 100');
  });
});

describe('matrixBlocks', () => {
  test('is the structure of the written-out matrix', () => {
    fc.assert(
      fc.property(small, ({ spec, input }) => {
        const matrix = convolutionMatrix(spec, input);
        const blocks = matrixBlocks(spec, input);
        expect([blocks.rows, blocks.columns, blocks.entries]).toEqual([matrix.rows, matrix.columns, matrix.row.length]);
        const [height, width] = blocks.block;
        expect([blocks.blockRows * height, blocks.blockColumns * width]).toEqual([matrix.rows, matrix.columns]);
        const weights = matrix.weightShape;
        const written = new Set<string>();
        matrix.row.forEach((row, n) => {
          const kernel = Math.floor(matrix.weight[n]! / weights.at(-1)!);
          written.add([Math.floor(row / height), Math.floor(matrix.column[n]! / width), kernel].join());
        });
        const told: string[] = [];
        for (let row = 0; row < blocks.blockRows; row++)
          for (const { blockColumn, kernel } of blocks.at(row))
            told.push([row, blockColumn, kernel.reduce((at, i, d) => at * weights[d]! + i, 0)].join());
        expect(told.length).toBe(blocks.blocks);
        // A band without any entry, all of it in the padding, is told but not written.
        const told_ = new Set(told);
        for (const one of written) expect(told_).toContain(one);
      }),
      { numRuns: 60 },
    );
  });

  test('describes a matrix that fits no memory', () => {
    const blocks = matrixBlocks(layerSpec('Conv2d', [64, 64, 3], { padding: 1 }), [1, 64, 224, 224]);
    expect(blocks).toMatchObject({ rows: 3_211_264, columns: 3_211_264, block: [224, 224], blocks: 64 * 64 * 670 });
    // Effective products: each pair of an output and a tap on real cells.
    expect(blocks.entries).toBe(64 * 64 * 670 * 670);
    expect(
      blocks
        .at(1)
        .slice(0, 3)
        .map(({ blockColumn, kernel }) => [blockColumn, ...kernel]),
    ).toEqual([
      [0, 0, 0, 0],
      [1, 0, 0, 1],
      [2, 0, 0, 2],
    ]);
    expect(blocks.band(0)).toEqual([
      { count: 2, input: 0, inputStep: 1, output: 0, outputStep: 0, tap: 1, tapStep: 1 },
    ]);
  });
});

describe('workThrough', () => {
  test('shows flatten, multiply and reshape with every number', () => {
    const work = workThrough(layerSpec('Conv2d', [1, 1, 2]), [1, 2, 3]);
    expect(renderWork(work)).toBe(
      [
        'Flatten the input, 1×2×3, to one column of 6:',
        '  1 2 3 4 5 6',
        'Multiply it by the 2×6 matrix of the kernel:',
        '  1 2 · 3 4 ·',
        '  · 1 2 · 3 4',
        '  y[0,0,0] = 1·1 + 2·2 + 3·4 + 4·5 = 37',
        '  y[0,0,1] = 1·2 + 2·3 + 3·5 + 4·6 = 47',
        'Reshape the 2 numbers to 1×1×2:',
        '  37 47',
      ].join('\n'),
    );
    expect(renderWork(work, 'zh').split('\n')[0]).toBe('把 1×2×3 的输入展平为 6 个元素的列：');
  });

  test('its rows are the products of the dense matrix', () => {
    fc.assert(
      fc.property(
        small.filter(({ spec, input }) => count(input) * count(outputShape(spec, input)) < 2000),
        ({ spec, input }) => {
          const { rows, dense, flattened, output, weight, matrix } = workThrough(spec, input);
          rows.forEach(({ value }, r) =>
            expect(value).toBe(dense[r]!.reduce((sum, w, c) => sum + w * flattened[c]!, 0)),
          );
          expect(output).toEqual(rows.map(({ value }) => value));
          expect(dense).toEqual(denseMatrix(matrix, weight));
          for (const { tokens, value } of rows) {
            const numbers = tokens.flatMap((token) => (token.kind === 'number' ? [token.value] : []));
            const sum =
              numbers.length === 1
                ? numbers[0]!
                : numbers.reduce((s, n, i) => (i % 2 ? s + n * numbers[i - 1]! : s), 0);
            expect(sum).toBe(value);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
