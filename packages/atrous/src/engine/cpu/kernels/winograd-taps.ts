/**
 * @file The last step of a weight gradient by F(2×2, 3×3): Gᵀ m G of the sums of all points, as `dots.ts` leaves them, becomes
 * the nine taps of every pair of channels, in their order.
 */

import { type Local, type Program, add, i32, loadVector, program } from '../emit/language.js';
import { index } from './dense.js';
import { dotVectors } from './dots.js';
import { transposed } from './transpose.js';
import { TAPS_TRANSFORM, type VectorLocal, timesFrom } from './winograd-transforms.js';

const PARAMS = [
  'sums', // of the first point: [panels][pairs] of `dotVectors`
  'to', // [panels · rows][pairs · 2], nine taps each
  'factors', // `FACTORS`
  'pitch', // bytes from point to point
  'panels',
  'pairs', // of columns
  'rowStep', // bytes from row to row
  'columnStep', // bytes from column to column
] as const;

/** The first of the taps that leave together: the last four overlap those before. */
const FOURS = [0, 4, 5];

export function gradientTapsKernel(rows: number): Program {
  return program(`winograd2taps${rows}`, PARAMS, (w, p) => {
    const targets = index(rows).map((r) => w.local('i32', `row${r}`));
    const times = timesFrom(p.factors);
    /** Gᵀ of four values. */
    const transform = (values: readonly VectorLocal[], name: string): VectorLocal[] => {
      const results: VectorLocal[] = [];
      TAPS_TRANSFORM.write(w, times, values, (n, value) => {
        results[n] = w.let(`${name}_${n}`, value);
      });
      return results;
    };
    const from = w.local('i32', 'from');
    /** The taps of four pairs of channels, row by row of the kernel. */
    const taps = (): VectorLocal[] => {
      const lines = index(4).map((i) => {
        const points = index(4).map((j) => {
          const point = w.let(`point${i}_${j}`, loadVector(from));
          w.advance(from, p.pitch);
          return point;
        });
        return transform(points, `line${i}`);
      });
      const columns = index(3).map((n) =>
        transform(
          lines.map((line) => line[n]!),
          `column${n}`,
        ),
      );
      return index(3).flatMap((k) => columns.map((column) => column[k]!));
    };
    const store = (all: readonly VectorLocal[], pair: number): void => {
      for (const first of FOURS)
        transposed(w, all.slice(first, first + 4)).forEach((four, e) => {
          const target: Local<'i32'> | undefined = targets[2 * pair + (e >> 1)];
          // Of an odd number of rows the last one is alone.
          if (target !== undefined) w.store(e % 2 === 0 ? target : add(target, p.columnStep), four, 4 * first);
        });
    };
    w.loop(() => {
      targets.forEach((target, r) => w.set(target, r === 0 ? p.to : add(targets[r - 1]!, p.rowStep)));
      const left = w.let('left', p.pairs);
      w.loop(() => {
        for (const pair of index(dotVectors(rows))) {
          w.set(from, add(p.sums, i32(16 * pair)));
          store(taps(), pair);
        }
        w.advance(p.sums, i32(16 * dotVectors(rows)));
        for (const target of targets) for (const _ of index(2)) w.advance(target, p.columnStep);
        w.advance(left, i32(-1));
        return left;
      });
      for (const _ of index(rows)) w.advance(p.to, p.rowStep);
      w.advance(p.panels, i32(-1));
      return p.panels;
    });
  });
}
