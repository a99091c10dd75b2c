/** @file The part of an axis that is drawn: all of it up to 64 cells, else a lens that follows the window. */

/** Cells from `low` up to, but not including, `high`; `cut` where the axis goes on beyond the drawn part. */
export interface Lens {
  readonly low: number;
  readonly high: number;
  readonly cutBefore: boolean;
  readonly cutAfter: boolean;
}

/** More cells than this are not drawn one by one. */
export const MOST_CELLS = 64;
/** Where one plane of a picture is cut, the others beside it are from here on, so that their cells are of like size. */
const MOST_BESIDE = 24;
/** The same two numbers on a narrow screen, where a finger has to find a cell. */
const NARROW_CELLS = [28, 16] as const;
/** A lens is about as wide as this, in cells. */
const USUAL = 16;
/** One window of wide holes may take more than a whole plane does; what is wider still is cut. */
const MOST_REACH = 128;

/**
 * The part of the cells `[low, high)` to draw so that `[first, first + reach)` is seen. The lens stays while windows
 * slide inside it, and turns like a page when one leaves it.
 *
 * @param usual  cells of a lens, where the windows leave the choice
 */
export function lensOf(
  { low, high }: Pick<Lens, 'low' | 'high'>,
  { first, reach, stride }: { readonly first: number; readonly reach: number; readonly stride: number },
  most: number = MOST_CELLS,
  usual: number = USUAL,
): Lens {
  const whole = high - low;
  if (whole <= most) return { low, high, cutBefore: false, cutAfter: false };
  const length = Math.min(whole, Math.max(usual, Math.min(most, reach + 2 * stride), Math.min(reach, MOST_REACH)));
  const page = Math.max(1, Math.floor((length - reach) / stride)) * stride;
  const wanted = low + Math.floor((first - low) / page) * page;
  const start = Math.min(Math.max(wanted, low), high - length);
  return { low: start, high: start + length, cutBefore: start > low, cutAfter: start + length < high };
}

/** How many cells a plane may have so that it is drawn whole, in a picture of planes of these sizes. */
export function mostCells(sizes: readonly number[], narrow: boolean = false): number {
  const [most, beside] = narrow ? NARROW_CELLS : [MOST_CELLS, MOST_BESIDE];
  return sizes.some((size) => size > most) ? beside : most;
}

export const lengthOf = ({ low, high }: Lens): number => high - low;

export const isSameLens = (a: Lens, b: Lens): boolean => a.low === b.low && a.high === b.high;

export const contains = ({ low, high }: Pick<Lens, 'low' | 'high'>, cell: number): boolean =>
  cell > low - 1 && cell < high;

export const isCut = ({ cutBefore, cutAfter }: Lens): boolean => cutBefore || cutAfter;
