/** @file The part of an axis that is drawn: all of it up to 64 cells, else a lens that follows the window. */

import { last3 } from './numbers.js';
import type { LayerState } from './state.js';

/** Cells from `low` up to, but not including, `high`; `cut` where the axis goes on beyond the drawn part. */
export interface Lens {
  readonly low: number;
  readonly high: number;
  readonly cutBefore: boolean;
  readonly cutAfter: boolean;
}

/** More cells than this are not drawn one by one. */
export const MOST_CELLS = 64;
/** Fewer would show no more than a window. */
export const LEAST_CELLS = 4;
/** Where one plane of a picture is cut, the others beside it are from here on, so that their cells are of like size. */
const MOST_BESIDE = 24;
/** The same two numbers on a narrow screen, where a finger has to find a cell. */
const NARROW_CELLS = [28, 16] as const;
/** A lens is about as wide as this, in cells. */
const USUAL = 16;
/** One window of wide holes may take more than a whole plane does; what is wider still is cut. */
const MOST_REACH = 128;

/** How large parts are, and where they lie. */
export interface Aim {
  /** Axes of more cells are cut. */
  readonly most: number;
  /** Cells of a lens, where the windows leave the choice; default 16. */
  readonly usual?: number;
  /** Depth, row and column of a position that has its windows in the middle; undefined where lenses begin at the first cell. */
  readonly at?: readonly [number, number, number] | undefined;
}

/** The windows that slide over an axis, and the one that is seen. */
interface Seen {
  readonly first: number;
  readonly reach: number;
  readonly stride: number;
  /** The first cell of the window that has the middle of a lens. */
  readonly middle?: number | undefined;
}

/** What somebody who looks at planes of these sizes wants to see of them. */
export function aimOf(sizes: readonly number[], { narrow, lens }: Pick<LayerState, 'narrow' | 'lens'>): Aim {
  if (lens === undefined) return { most: mostCells(sizes, narrow) };
  return { most: lens.cells, usual: lens.cells, at: lens.at && last3(lens.at) };
}

/** @throws RangeError for a lens that no picture has */
export function checkLens({ lens }: Pick<LayerState, 'lens'>): void {
  if (lens !== undefined && !(Number.isInteger(lens.cells) && lens.cells >= LEAST_CELLS && lens.cells <= MOST_CELLS))
    throw new RangeError(`A lens has ${LEAST_CELLS} to ${MOST_CELLS} cells a side, not ${lens.cells}.`);
}

/**
 * The part of the cells `[low, high)` to draw so that `[first, first + reach)` is seen. The lens stays while windows
 * slide inside it, and turns like a page when one leaves it.
 */
export function lensOf(
  { low, high }: Pick<Lens, 'low' | 'high'>,
  { first, reach, stride, middle }: Seen,
  { most, usual = USUAL }: Aim = { most: MOST_CELLS },
): Lens {
  const whole = high - low;
  if (whole <= most) return { low, high, cutBefore: false, cutAfter: false };
  const length = Math.min(whole, Math.max(usual, Math.min(most, reach + 2 * stride), Math.min(reach, MOST_REACH)));
  const page = Math.max(1, Math.floor((length - reach) / stride)) * stride;
  const begin = middle === undefined ? low : middle - Math.floor((length - reach) / 2);
  const wanted = begin + Math.floor((first - begin) / page) * page;
  const start = Math.min(Math.max(wanted, low), high - length);
  return { low: start, high: start + length, cutBefore: start > low, cutAfter: start + length < high };
}

/** How many cells a plane may have so that it is drawn whole, in a picture of planes of these sizes. */
function mostCells(sizes: readonly number[], narrow: boolean = false): number {
  const [most, beside] = narrow ? NARROW_CELLS : [MOST_CELLS, MOST_BESIDE];
  return sizes.some((size) => size > most) ? beside : most;
}

export const lengthOf = ({ low, high }: Lens): number => high - low;

export const isSameLens = (a: Lens, b: Lens): boolean => a.low === b.low && a.high === b.high;

export const contains = ({ low, high }: Pick<Lens, 'low' | 'high'>, cell: number): boolean =>
  cell > low - 1 && cell < high;

export const isCut = ({ cutBefore, cutAfter }: Lens): boolean => cutBefore || cutAfter;
