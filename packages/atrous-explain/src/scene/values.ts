/** @file Numbers to write into cells. They come from outside; nothing here computes a layer. */

import type { Shape } from 'atrous/spec';

/** Values of one channel, row-major over the spatial axes. */
export interface SceneValues {
  readonly input: ArrayLike<number>;
  readonly output?: ArrayLike<number> | undefined;
  /** Weights that stand on the kernel in place of its letters. */
  readonly kernel?: ArrayLike<number> | undefined;
  /** The largest absolute values of input and output: then cells have a colour that says how large they are. */
  readonly largest?: { readonly input: number; readonly output: number } | undefined;
  /** Every output is shown, not only those made so far; default false. */
  readonly all?: boolean | undefined;
}

/** A number in at most five characters or so. */
export function valueText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const text = Number.isInteger(value) ? String(Math.abs(value)) : Math.abs(value).toPrecision(2);
  const short = text.length > 5 ? Math.abs(value).toExponential(0).replace('+', '') : text;
  return value < 0 ? `−${short}` : short;
}

/** Font size at which a number fits its cell. */
export function valueSize(text: string, cell: number): number {
  return Math.min(13, cell * 0.42, (cell - 3) / (text.length * 0.58));
}

/** Row-major place of a position. */
export const offsetOf = (position: Shape, sizes: Shape): number =>
  position.reduce((offset, at, axis) => offset * sizes[axis]! + at, 0);

/** The cell that wins a max pool: the first of the largest; NaN wins over all, the last one, as in PyTorch. */
export function winnerOf<Cell>(cells: readonly Cell[], valueAt: (cell: Cell) => number): Cell | undefined {
  let best: Cell | undefined;
  for (const cell of cells) {
    const value = valueAt(cell);
    if (best === undefined || value > valueAt(best) || Number.isNaN(value)) best = cell;
  }
  return best;
}
