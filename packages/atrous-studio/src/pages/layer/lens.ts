/** @file The lens over large planes: how many cells it shows, and where a movement of fingers leads. */

import { LEAST_CELLS, MOST_CELLS, type Scene, type SceneGrid, type View } from 'atrous-explain';
import type { Legal } from './verdict.js';
import { sizesOf } from './view.js';

/** What the picture needs to know of its lens. */
export interface StageLens {
  /** Cells a side now. */
  readonly cells: number;
  /** The frame's position, and the sizes that frames count. */
  readonly place: readonly number[];
  readonly sizes: readonly number[];
  /** So many cells a side, round what is looked at. */
  readonly onzoom: (cells: number) => void;
  /** Elsewhere, with so many cells a side. */
  readonly onpan: (place: readonly number[], cells: number) => void;
}

/** What a key or a button goes through. */
const STEPS: readonly number[] = [6, 8, 12, 16, 24, 32, 48, MOST_CELLS];

/** Whether a picture has a lens: it shows planes of cells, one window over them at a time. */
export const hasLens = ({ spec }: Legal, view: View): boolean =>
  view !== 'matrix' && view !== 'solid' && !/Shuffle$|Unshuffle$|^(Unf|F)old$/.test(spec.op);

const isPlane = ({ plane, whole }: SceneGrid): boolean => !whole && (plane === 'input' || plane === 'output');

/** The cells a side that a picture shows of its largest plane. */
export const shownCells = ({ grids }: Scene): number =>
  Math.max(0, ...grids.filter(isPlane).flatMap(({ rows, columns }) => [rows[1] - rows[0], columns[1] - columns[0]]));

/** One step closer (-1) or further (1). */
export function stepped(cells: number, direction: 1 | -1): number {
  const next = direction === 1 ? STEPS.find((step) => step > cells) : STEPS.findLast((step) => step < cells);
  return next ?? (direction === 1 ? MOST_CELLS : LEAST_CELLS);
}

/** A number of cells that a lens can have; undefined where it would show the whole layer. */
export function lensCells(legal: Legal, wanted: number): number | undefined {
  const largest = Math.max(...sizesOf(legal, 'in'), ...sizesOf(legal, 'out'));
  const cells = Math.round(Math.min(Math.max(wanted, LEAST_CELLS), MOST_CELLS));
  return cells >= largest ? undefined : cells;
}

/**
 * The frame's position after the cells of a plane have been moved.
 *
 * @param from  where it was, an index per axis of `sizes`
 * @param moved  drawn cells down and to the right
 */
export function movedPlace(
  from: readonly number[],
  sizes: readonly number[],
  { size, step }: Pick<SceneGrid, 'size' | 'step'>,
  moved: readonly [down: number, right: number],
): number[] {
  const lost = from.length - 2;
  return from.map((at, axis) => {
    const side = (axis - lost) as 0 | 1;
    if (axis < lost) return at;
    // A frame for each cell of one plane stands for several cells of the other.
    const frames = sizes[axis]! / size[side];
    return Math.min(Math.max(Math.round(at - (moved[side] / step[side]) * frames), 0), sizes[axis]! - 1);
  });
}
