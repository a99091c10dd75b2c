/**
 * @file The pieces of a layer's windows that Winograd's tiles read: how the inputs of each are laid out, and at which points it has
 * weights that are not zero.
 */

import type { Window } from '../../geometry/types.js';
import type { WinogradTile } from './kernels/winograd.js';
import type { TileAxis } from './kernels/winograd-transforms.js';
import { type Layout, layoutOf, tapOffset, windowAxis } from './layout.js';
import { type PhasedLayer, type Phases, piecesOf, range } from './phases.js';
import { pointsOf } from './winograd-tile.js';

export const SINGLE: Window = { kernel: 1, stride: 1, dilation: 1, padBefore: 0, padAfter: 0 };

/** Offsets of the values of a tile, one column after the other. */
export function columnwise(rows: number, columns: number, offset: (i: number, j: number) => number): Int32Array {
  return Int32Array.from({ length: rows * columns }, (_, n) => offset(n % rows, Math.floor(n / rows)));
}

/** A piece of the windows of both axes. */
export interface Piece {
  /** How the inputs that it reads are laid out; alike for all pieces but for where they begin. */
  readonly layout: Layout;
  /** Per phase, and row and column of the piece: the tap of the kernel, or null. */
  readonly taps: readonly (readonly (readonly (number | null)[])[])[];
}

/** The layout of the inputs of a piece, whose windows begin at `firsts`, and the offsets of the inputs of a tile. */
export function inputLayout(
  [H, W]: Phases,
  firsts: readonly [number, number],
  depth: Window,
  [down, across]: WinogradTile,
  planes: number,
  rows: number,
  columns: number,
): [Layout, Int32Array] {
  // A dilated tile reads that many cells; the last vector of a run of fewer than four reaches past it.
  const cells = (count: number, { outputs, taps }: TileAxis, dilation: number): number =>
    dilation * (outputs * count + taps - 1) + 4;
  const plain = (first: number, stride: number, count: number) =>
    windowAxis({ ...SINGLE, stride, padBefore: -first }, count, false);
  const { outputs, points } = across;
  const window = { kernel: points, stride: outputs * W.step, dilation: W.step, padBefore: -firsts[1], padAfter: 0 };
  const layout = layoutOf([
    plain(-depth.padBefore, 1, planes),
    plain(firsts[0], H.step, cells(rows, down, H.dilation)),
    W.dilation === 1 ? windowAxis(window, columns, false) : plain(firsts[1], 1, cells(columns, across, W.dilation)),
  ]);
  const rowCells = layout.axes[2].cells;
  const shift = (j: number): number => (W.dilation === 1 ? tapOffset(layout, 0, 0, j) : j * W.dilation);
  return [layout, columnwise(down.points, points, (i, j) => 4 * (i * H.dilation * rowCells + shift(j)))];
}

/** The pieces of both axes: their layouts, and where in these the inputs of a tile lie. */
export function piecesOfLayer(
  { geometry, phases }: PhasedLayer,
  tile: WinogradTile,
  layoutFor: (firsts: readonly [number, number]) => Layout,
): Piece[] {
  const [H, W] = phases;
  const columns = geometry.windows.at(-1)!.kernel;
  const numbered = (h: number | null, w: number | null): number | null =>
    h === null || w === null ? null : h * columns + w;
  return piecesOf(H, tile[0].taps).flatMap((down) =>
    piecesOf(W, tile[1].taps).map((across) => ({
      layout: layoutFor([down.first, across.first]),
      taps: down.taps.flatMap((tapsH) =>
        across.taps.map((tapsW) => tapsH.map((h) => tapsW.map((w) => numbered(h, w)))),
      ),
    })),
  );
}

/** Which pieces a phase has weights of, at every point. */
export function presentPieces(pieces: readonly Piece[], phase: number, [down, across]: WinogradTile): number[][] {
  const spans = pieces.map(({ taps }) => {
    const grid = taps[phase]!;
    const rows = grid.map((row) => row.find((tap) => tap !== null) ?? null);
    const columns = range(across.taps).map((j) => grid.find((row) => row[j] !== null)?.[j] ?? null);
    return { down: pointsOf(rows, down), across: pointsOf(columns, across) };
  });
  const within = ([from, to]: readonly [number, number], point: number): boolean => point >= from && point < to;
  return range(down.points * across.points).map((point) => {
    const [row, column] = [Math.floor(point / across.points), point % across.points];
    return spans.flatMap((span, piece) => (within(span.down, row) && within(span.across, column) ? [piece] : []));
  });
}

/** Neighbouring points that have the same pieces. */
export interface PieceRun {
  readonly first: number;
  readonly count: number;
  readonly pieces: readonly number[];
}

/** The points that have any pieces, in runs. */
export function pieceRuns(present: readonly (readonly number[])[]): PieceRun[] {
  const same = (point: number): boolean => point > 0 && present[point]!.join() === present[point - 1]!.join();
  const firsts = range(present.length).filter((point) => present[point]!.length > 0 && !same(point));
  return firsts.map((first) => {
    const next = range(present.length).find((point) => point > first && !same(point)) ?? present.length;
    return { first, count: next - first, pieces: present[first]! };
  });
}
