import { scene } from 'atrous-explain';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasLens, lensCells, movedPlace, shownCells, stepped } from '../../src/pages/layer/lens.js';
import { readState } from '../../src/pages/layer/codec.js';
import { judge, type Legal } from '../../src/pages/layer/verdict.js';
import { frameSizes, sceneState, viewOf } from '../../src/pages/layer/view.js';

const legalOf = (text: string): Legal => judge(readState(new URLSearchParams(text)).state).legal!;
const STEM = legalOf('op=conv2d&in=1,1,224,224&out=1&k=7&s=2&p=3');
const UP = legalOf('op=convtranspose2d&in=1,1,90,90&out=1&k=4&s=2&p=1');

const shown = (legal: Legal, tab: 'slide' | 'stamp' | 'gather', cells: number): number => {
  const { state } = readState(new URLSearchParams('op=conv2d&in=1,1,5,5&out=1&k=3'));
  const lens = { cells, at: [20, 30] };
  return shownCells(
    scene(
      sceneState({
        tab,
        state: { ...state, lens },
        legal,
        narrow: false,
        reducedMotion: true,
        lang: 'en',
        selection: undefined,
        values: undefined,
      }),
      0,
    ),
  );
};

describe('the lens', () => {
  test('shows as many cells as it has, where a window leaves the choice', () => {
    expect(shown(STEM, 'slide', 24)).toBe(24);
    expect(shown(STEM, 'slide', 4)).toBe(7);
    expect(shown(UP, 'stamp', 12)).toBe(12);
    expect(shown(UP, 'gather', 12)).toBe(12);
  });

  test('is as large as the layer at most: then there is none', () => {
    expect([1, 30, 1000].map((cells) => lensCells(STEM, cells))).toEqual([4, 30, 64]);
    expect(lensCells(legalOf('op=conv2d&in=1,1,20,20&out=1&k=3'), 20)).toBeUndefined();
  });

  test('is stepped from any size to a smaller or a larger one, until it ends', () => {
    for (let cells = 5; cells < 64; cells++) {
      expect(stepped(cells, -1)).toBeLessThan(cells);
      expect(stepped(cells, 1)).toBeGreaterThan(cells);
    }
    expect([stepped(4, -1), stepped(64, 1)]).toEqual([4, 64]);
  });

  test('is for planes of cells, not for matrices, volumes and shuffles', () => {
    expect(hasLens(STEM, 'slide')).toBe(true);
    expect(hasLens(STEM, 'matrix')).toBe(false);
    expect(hasLens(legalOf('op=pixelshuffle&in=1,4,4,4&upscale_factor=2'), 'slide')).toBe(false);
  });

  test('follows the fingers: cells stay under them, on either plane', () => {
    const sizes = frameSizes(viewOf('slide', STEM, 1), STEM);
    const input = { size: [224, 224], step: [1, 1] } as const;
    const output = { size: [112, 112], step: [1, 1] } as const;
    // Ten cells of the input to the right are five outputs to the left.
    expect(movedPlace([50, 50], sizes, input, [0, 10])).toEqual([50, 45]);
    expect(movedPlace([50, 50], sizes, output, [-3, 10])).toEqual([53, 40]);
    // On the input with zeros two drawn cells are one.
    expect(movedPlace([90, 90], [180, 180], { size: [90, 90], step: [2, 2] }, [4, -4])).toEqual([86, 94]);
    expect(movedPlace([1, 50, 50], [4, 112, 112], output, [1, 1])).toEqual([1, 49, 49]);
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (down, right) => {
        const moved = movedPlace([50, 50], sizes, input, [down, right]);
        return moved.every((at) => Number.isInteger(at) && at >= 0 && at < 112);
      }),
    );
  });
});
