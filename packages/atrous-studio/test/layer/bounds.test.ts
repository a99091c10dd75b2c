/**
 * @file What one interaction costs, counted: cells whose values are read, elements that are drawn, products that are listed. Where a
 * layer is seen through a lens the counts do not depend on how large it is.
 */

import { type LayerState, scene, type Scene, svgPicture } from 'atrous-explain';
import { describe, expect, test } from 'vitest';
import { readState } from '../../src/pages/layer/codec.js';
import type { LayerPageState, Selection, Tab } from '../../src/pages/layer/state.js';
import { firstReader, sumOf } from '../../src/pages/layer/sum.js';
import { judge, type Legal } from '../../src/pages/layer/verdict.js';
import { frameSizes, sceneState, viewOf } from '../../src/pages/layer/view.js';

/** 64 is drawn whole, the others through a lens. */
const WHOLE = 64;
const LENSED = [224, 4096];

/** An array of any length that holds the same number everywhere, and counts what is asked of it. */
function counted(length: number, count: { cells: number }): Float32Array {
  return new Proxy(new Float32Array(0), {
    get(array, key) {
      if (key === 'length') return length;
      if (typeof key === 'string' && /^\d+$/.test(key)) {
        count.cells++;
        return 3;
      }
      return Reflect.get(array, key) as unknown;
    },
  });
}

interface Layer {
  readonly state: LayerPageState;
  readonly legal: Legal;
}

function layerOf(op: string, size: number): Layer {
  const text = `op=${op}&in=1,1,${size},${size}&out=1&k=3${op.startsWith('convt') ? '&s=2' : ''}`;
  const { state } = readState(new URLSearchParams(text));
  return { state, legal: judge(state).legal! };
}

interface Cost {
  readonly elements: number;
  readonly cells: number;
}

/** One picture. @param at  row and column of the frame */
function costOf({ state, legal }: Layer, tab: Tab, at: readonly number[], selection?: Selection): Cost {
  const count = { cells: 0 };
  const view = viewOf(tab, legal, 1);
  const [rows, columns] = frameSizes(view, legal) as [number, number];
  const values: LayerState['values'] = {
    input: counted(legal.input.at(-1)! * legal.input.at(-2)!, count),
    output: counted(rows * columns, count),
    kernel: counted(9, count),
    largest: { input: 9, output: 9 },
    all: true,
  };
  const how = { narrow: false, reducedMotion: true, lang: 'en', selection } as const;
  const drawn: Scene = scene(
    sceneState({ tab, state, legal, ...how, values: tab === 'values' ? values : undefined }),
    at[0]! * columns + at[1]!,
  );
  return { elements: svgPicture(drawn).elements.length, cells: count.cells };
}

/** Far from every edge, and at the same place of a lens in all sizes. */
const PLACE = [34, 34];
const NEXT = [34, 35];

const LOOKS: readonly (readonly [string, Selection | undefined])[] = [
  ['a step', undefined],
  ['pointing at an input cell', { what: 'in', index: PLACE }],
  ['pointing at a tap', { what: 'tap', index: [1, 1] }],
];

const VIEWS: readonly (readonly [string, Tab])[] = [
  ['conv2d', 'slide'],
  ['conv2d', 'values'],
  ['maxpool2d', 'values'],
  ['conv2d', 'solid'],
  ['convtranspose2d', 'stamp'],
  ['convtranspose2d', 'gather'],
];

/** A plane drawn whole has 64 × 64 cells and its values; a lens some hundred. */
const MOST: Readonly<Record<'whole' | 'lens', Cost>> = {
  whole: { elements: 9000, cells: 9000 },
  lens: { elements: 2000, cells: 1000 },
};

describe.each(VIEWS)('%s, %s', (op, tab) => {
  test.each(LOOKS)('%s costs no more than is seen, however large the layer', (_, selection) => {
    const [small, ...large] = [WHOLE, ...LENSED].map((size) => costOf(layerOf(op, size), tab, NEXT, selection));
    for (const [cost, most] of [[small!, MOST.whole] as const, ...large.map((one) => [one, MOST.lens] as const)]) {
      expect(cost.elements).toBeGreaterThan(10);
      expect(cost.elements).toBeLessThan(most.elements);
      expect(cost.cells).toBeLessThan(most.cells);
    }
    if (tab === 'values') expect(small!.cells).toBeGreaterThan(100);
    const [a, b] = large as [Cost, Cost];
    // A bar of row numbers may have one more or less; all else is the same.
    if (tab === 'solid') expect(Math.abs(a.elements - b.elements)).toBeLessThan(40);
    else expect(b).toEqual(a);
  });
});

test('the sum of an output, and the first that reads a cell, cost as much in every size', () => {
  for (const size of [WHOLE, ...LENSED]) {
    const { legal } = layerOf('conv2d', size);
    expect(sumOf(legal, 0, PLACE)!.pairs).toHaveLength(9);
    expect(firstReader(legal, 0, PLACE)).toEqual([34, 34]);
  }
});
