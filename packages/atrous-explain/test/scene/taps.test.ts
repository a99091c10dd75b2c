/** @file The cells that a picture marks are the cells that the layer reads. */

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  adaptiveWindow,
  inputOfTap,
  layerWindows,
  outputShape,
  outputsOfInput,
  plainSpec,
  tapsOfOutput,
} from 'atrous/spec';
import { convolutionMatrix, frameCount, type Scene, scene, type SceneState, type View } from '../../src/index.js';
import { convolutions, isLegal, type LayerCase, layers, pools } from '../layers.js';
import { layer } from './examples.js';

const range = (start: number, end: number): number[] =>
  Array.from({ length: Math.max(0, end - start) }, (_, i) => start + i);

/** All combinations of one item of each list. */
const grid = <T>(lists: readonly (readonly T[])[]): T[][] =>
  lists.reduce<T[][]>((found, list) => found.flatMap((head) => list.map((item) => [...head, item])), [[]]);

function unravel(index: number, sizes: readonly number[]): number[] {
  let rest = index;
  return sizes
    .toReversed()
    .map((size) => {
      const at = rest % size;
      rest = Math.floor(rest / size);
      return at;
    })
    .reverse();
}

const isTransposed = ({ spec }: LayerCase): boolean => spec.op.startsWith('ConvTranspose');
const rankOf = ({ spec }: LayerCase): number => Number(spec.op.at(-2));
const sorted = (cells: readonly string[]): string[] => [...cells].sort();

/** Cells of a plane with one of the roles, each with its colour. */
const marked = ({ rects }: Scene, plane: string, roles: readonly string[]): string[] =>
  sorted(
    rects
      .filter(({ role, cell }) => cell?.plane === plane && roles.includes(role))
      .map(({ cell }) => String(cell!.index)),
  );

/** A state of a random view and a whole frame of it. */
function framed(one: LayerCase, view: View, part: number): { state: SceneState; frame: number } {
  const state: SceneState = { ...one, view };
  return { state, frame: Math.floor(part * (frameCount(state) - 1)) };
}

const part = fc.double({ min: 0, max: 1, noNaN: true });

test('the taps drawn on the input are those that tapsOfOutput gives, for every convolution', () => {
  fc.assert(
    fc.property(convolutions, part, (one, at) => {
      fc.pre(!isTransposed(one) && isLegal(one));
      const { state, frame } = framed(one, 'slide', at);
      const [input, output] = [one.input.slice(-rankOf(one)), outputShape(one.spec, one.input).slice(-rankOf(one))];
      const position = unravel(frame, output);
      const cells = layerWindows(one.spec, one.input)!.map((window, axis) => {
        const { start, end } = tapsOfOutput(position[axis]!, input[axis]!, window);
        return range(start, end).map((tap) => inputOfTap(position[axis]!, tap, window));
      });
      expect(marked(scene(state, frame), 'input', ['tap'])).toEqual(sorted(grid(cells).map(String)));
      expect(marked(scene(state, frame), 'output', ['selected'])).toEqual([String(position)]);
    }),
    { numRuns: 150 },
  );
});

test('the window of a pool covers the cells that it reads', () => {
  fc.assert(
    fc.property(fc.oneof(pools, layers), part, (one, at) => {
      const isAdaptive = one.spec.op.startsWith('Adaptive');
      fc.pre((isAdaptive || one.spec.op.includes('Pool')) && isLegal(one));
      const { state, frame } = framed(one, 'slide', at);
      const [input, output] = [one.input.slice(-rankOf(one)), outputShape(one.spec, one.input).slice(-rankOf(one))];
      const position = unravel(frame, output);
      const cells = input.map((size, axis) => {
        if (isAdaptive) {
          const { start, end } = adaptiveWindow(size, output[axis]!, position[axis]!);
          return range(start, end);
        }
        const window = layerWindows(one.spec, one.input)![axis]!;
        const { start, end } = tapsOfOutput(position[axis]!, size, window);
        return range(start, end).map((tap) => inputOfTap(position[axis]!, tap, window));
      });
      expect(marked(scene(state, frame), 'input', ['covered'])).toEqual(sorted(grid(cells).map(String)));
    }),
    { numRuns: 150 },
  );
});

const transposed = convolutions.filter((one) => isTransposed(one) && isLegal(one));
const upsampled = transposed.filter((one) => rankOf(one) < 3);
const twoAxes = (cell: readonly number[]): string => String(cell.length === 1 ? [0, ...cell] : cell);

test('a stamp covers the outputs of its taps, what is cropped faint', () => {
  fc.assert(
    fc.property(transposed, part, (one, at) => {
      const { state, frame } = framed(one, 'stamp', at);
      const [input, output] = [one.input.slice(-rankOf(one)), outputShape(one.spec, one.input).slice(-rankOf(one))];
      const position = unravel(frame, input);
      const windows = layerWindows(one.spec, one.input)!;
      const cells = grid(
        windows.map((window, axis) => range(0, window.kernel).map((tap) => inputOfTap(position[axis]!, tap, window))),
      );
      const isKept = (cell: readonly number[]): boolean => cell.every((i, axis) => i >= 0 && i < output[axis]!);
      const drawn = scene(state, frame);
      expect(marked(drawn, 'output', ['tap'])).toEqual(sorted(cells.filter(isKept).map(twoAxes)));
      expect(marked(drawn, 'output', ['tapFaint'])).toEqual(sorted(cells.filter((cell) => !isKept(cell)).map(twoAxes)));
    }),
    { numRuns: 100 },
  );
});

test('gathering meets the same input cells at every point of the morph', () => {
  fc.assert(
    fc.property(upsampled, part, fc.constantFrom(0, 0.25, 0.5, 1), (one, at, morph) => {
      const { state, frame } = framed(one, 'morph', at);
      const [input, output] = [one.input.slice(-rankOf(one)), outputShape(one.spec, one.input).slice(-rankOf(one))];
      const position = unravel(frame, output);
      const cells = layerWindows(one.spec, one.input)!.map((window, axis) => {
        const pairs = outputsOfInput(position[axis]!, window, input[axis]!);
        return range(0, pairs.count).map((n) => pairs.output - n * pairs.outputStep);
      });
      const expected = sorted(grid(cells).map(twoAxes));
      expect(marked(scene({ ...state, morph } as SceneState, frame), 'input', ['tap'])).toEqual(expected);
    }),
    { numRuns: 100 },
  );
});

test('the matrix of a transposed convolution is the transpose of the convolution with the same settings', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 0, max: 1 }),
      (k, s, p) => {
        fc.pre(p < k);
        const args = `1, 1, ${k}, stride=${s}, padding=${p}`;
        const [forward, back] = [layer(`Conv1d(${args})`), layer(`ConvTranspose1d(${args})`)];
        const size = (5 - 1) * s - 2 * p + k;
        fc.pre(size > 0);
        const entries = (spec: typeof forward, input: number): string[] => {
          const { rects } = scene({ spec, input: [1, 1, input], view: 'matrix' }, 0);
          return rects
            .filter(({ cell }) => cell?.plane === 'matrix')
            .map(({ cell, tap }) => `${cell!.index.join()} ${tap}`);
        };
        const turned = entries(back, 5).map((text) => text.replace(/^(\d+),(\d+)/, '$2,$1'));
        expect(sorted(turned)).toEqual(sorted(entries(forward, size)));
      },
    ),
    { numRuns: 40 },
  );
});

test('a tap has one colour, in the kernel and on the input', () => {
  const drawn = scene({ spec: layer('Conv2d(1, 1, 3, dilation=2)'), input: [1, 1, 8, 8], view: 'slide' }, 6);
  const colours = (plane: string): (number | undefined)[] =>
    drawn.rects.filter(({ cell, role }) => cell?.plane === plane && role === 'tap').map(({ tap }) => tap);
  expect(colours('kernel')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(colours('input')).toEqual(colours('kernel'));
});

test('a lazy layer is drawn as what its input makes of it', () => {
  const spec = layer('LazyConv2d(8, 3)');
  const drawn = scene({ spec, input: [1, 5, 6, 6], view: 'slide' }, 0);
  expect(drawn.title).toBe('Conv2d(5, 8, kernel_size=(3, 3), stride=(1, 1))');
  expect(plainSpec(spec, [1, 5, 6, 6]).op).toBe('Conv2d');
});

test('the drawn matrix is the one that the package computes, copied padding included', () => {
  fc.assert(
    fc.property(convolutions, (one) => {
      const single = { ...one.spec.args, inChannels: 1, outChannels: 1, groups: 1 };
      const spec = { op: one.spec.op, args: single };
      const input = [1, 1, ...one.input.slice(-rankOf(one)).map((size) => Math.min(size, 5))];
      fc.pre(rankOf(one) < 3 && isLegal({ spec, input }));
      const state: SceneState = { spec, input, view: 'matrix' };
      const matrix = convolutionMatrix(spec, input);
      fc.pre(matrix.rows <= 64 && matrix.columns <= 64);
      const expected = new Set(Array.from(matrix.row, (row, n) => String([row, matrix.column[n]])));
      expect(marked(scene(state, 0), 'matrix', ['tap'])).toEqual(sorted([...expected]));
    }),
    { numRuns: 150 },
  );
});

test('two taps that meet in one cell of a matrix are both named', () => {
  const spec = layer("Conv1d(1, 1, 3, padding=1, padding_mode='reflect')");
  const { texts } = scene({ spec, input: [1, 1, 4], view: 'matrix' }, 0);
  // Row 0 reads cells 1, 0, 1 by taps a, b, c.
  expect(texts.map(({ text }) => text)).toContain('a+c');
});
