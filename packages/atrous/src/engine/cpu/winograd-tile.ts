/** @file Which tiles of Winograd's algorithm a layer should run by, if any: what is multiplied, transformed and read, added up. */

import { asVolume, product } from './conv-plan.js';
import type { WinogradTile } from './kernels/winograd.js';
import { F23, F25, F34, F43, type TileAxis } from './kernels/winograd-transforms.js';
import { type AxisPhases, type PhasedLayer, type Phases, piecesOf } from './phases.js';

/** Channels of a group from which on the transforms pay. */
const LEAST_CHANNELS = 12;
/**
 * Groups up to which they pay: each has products of its own, which few tiles of few channels do not fill. 1024 channels in 32
 * groups at 7×7: 3.3 ms instead of 1.0; 256 in 8 at 14×14: 1.1 instead of 0.9; 384 in 2 at 13×13: 2.8 instead of 5.2.
 */
const MOST_GROUPS = 2;
/** Outputs of a plane and batch from which on they pay even where weights are transformed anew in every step of a training. */
const LEAST_TRAINED = 192;
const LEAST_PIXELS = 16;
/** Outputs of a tile of the dense kernel, as usual and with a re-vectoriser: which of them runs must not decide the algorithm. */
const WIDTHS = [8, 16];
/** What its calls cost for one point, in multiply-adds. */
const CALL_COST = 30_000;
/** What reading a weight costs that a few tiles use: those of all points together are seldom in a cache. */
const STREAM_COST = 5;
/** What the transforms of a tile cost, in multiply-adds for each input and output channel: with a scratch for each point, and without. */
const POINT_COST = 11;
const SMALL_COST = 70;
/** Share of the direct sum's time that has to be left over. */
const MOST_SHARE = 0.8;

/** Tiles of 2×2 outputs. */
export const SMALL: WinogradTile = [F23, F23];
export const isSmall = ([down, across]: WinogradTile): boolean => down === F23 && across === F23;

/** Whether a tile is of 2×2 outputs of plain 3×3 kernels: it loses fewer bits than direct sums. */
export const isExact = (phases: Phases, tile: WinogradTile): boolean => isSmall(tile) && phases.every(isPlain);

/** Whether an axis has three taps and no stride. */
const isPlain = ({ stride, step, windows }: AxisPhases): boolean =>
  stride === 1 && step === 1 && windows[0]!.taps[0]!.length === 3;

/**
 * The tiles that a layer can have. Windows of four and five places have tiles of their own: in pieces of three they transform as much
 * and keep more (96 channels at 27×27 in 2 groups, 5×5: 5.1 ms so, 5.2 to 5.6 in pieces). Wider ones go in pieces.
 */
export function tilesFor(phases: Phases): readonly WinogradTile[] {
  const [down, across] = phases.map(({ windows }) => {
    const width = Math.max(...windows.map(({ taps }) => taps[0]!.length));
    if (width < 2) return [];
    return width === 4 ? [F34] : width === 5 ? [F25] : [F43, F23];
  }) as [TileAxis[], TileAxis[]];
  return down.flatMap((first) => across.map((second) => [first, second] as const));
}

/** Tiles down and across, counting those that lie between each other as one. */
export const tilesOf = (phases: Phases, tile: WinogradTile): [rows: number, columns: number] =>
  phases.map(({ count, dilation }, axis) => Math.ceil(Math.ceil(count / dilation) / tile[axis]!.outputs)) as [
    number,
    number,
  ];

/**
 * The points of an axis at which a phase's taps are not all zero, from the first to before the last: a polynomial is its first
 * coefficient at 0, and its last at ∞.
 */
export function pointsOf(
  taps: readonly (number | null)[],
  { points, taps: places }: TileAxis,
): readonly [number, number] {
  const found = taps.flatMap((tap, place) => (tap === null ? [] : [place]));
  if (found.length === 0) return [0, 0];
  return [found[0] === 0 ? 0 : 1, found.at(-1) === places - 1 ? points : points - 1];
}

/** Products of a tile, of all pieces of the windows and for all phases. */
export const productsOf = (phases: Phases, tile: WinogradTile): number =>
  product(
    phases.map((axis, i) =>
      piecesOf(axis, tile[i]!.taps)
        .flatMap(({ taps }) => taps)
        .reduce((sum, phase) => {
          const [from, to] = pointsOf(phase, tile[i]!);
          return sum + to - from;
        }, 0),
    ),
  );

/** Pieces of the windows. */
export const pieceCount = (phases: Phases, tile: WinogradTile): number =>
  product(phases.map((axis, i) => piecesOf(axis, tile[i]!.taps).length));

/** Products of the direct sum for an output of every phase. */
export const directProducts = (phases: Phases): number =>
  product(phases.map(({ windows }) => windows.flatMap(({ taps }) => taps.flat()).filter((tap) => tap !== null).length));

/** Time by tiles of a size, transforms included, as a share of the direct sum's. */
function share({ geometry: g, phases }: PhasedLayer, tile: WinogradTile): number {
  const [H, W] = phases;
  const [rows, columns] = tilesOf(phases, tile);
  const images = g.batch * asVolume(g.output)[0];
  const tiles = images * rows * columns * H.dilation * W.dilation;
  const depth = g.windows.length === 3 ? g.windows[0]!.kernel : 1;
  const [inChannels, outChannels] = [(depth * g.inChannels) / g.groups, g.outChannels / g.groups];
  const products = productsOf(phases, tile);
  const transform = isSmall(tile) ? SMALL_COST : POINT_COST * tile[0].points * tile[1].points;
  const outputs = H.phaseCount * W.phaseCount;
  // For each pair of channels: what is multiplied, read, transformed, and lost in a call of the dense kernel.
  const filled = WIDTHS.reduce((sum, width) => sum + width * Math.ceil(tiles / width), 0) / WIDTHS.length;
  const multiplied = products * (filled + STREAM_COST);
  const transforms = tiles * transform * (pieceCount(phases, tile) / outChannels + outputs / inChannels);
  const calls = (products * CALL_COST) / (inChannels * outChannels);
  const direct = directProducts(phases) * (images * H.count * W.count + STREAM_COST);
  return (multiplied + transforms + calls) / direct;
}

/**
 * The tiles that a layer should run by; null for direct sums.
 *
 * @param trained  whether gradients will be computed: through a deep network and back roundings add up, and tiles of
 *   2×2 lose fewer bits than direct sums. Weights then change from call to call.
 */
export function winogradTile(layer: PhasedLayer, trained: boolean): WinogradTile | null {
  const { geometry: g, phases } = layer;
  const pixels = g.batch * product(g.output);
  if (g.groups > MOST_GROUPS || Math.min(g.inChannels, g.outChannels) / g.groups < LEAST_CHANNELS) return null;
  if (pixels < (trained ? LEAST_TRAINED : LEAST_PIXELS)) return null;
  if (trained && !isExact(phases, SMALL)) return null;
  const tiles = trained ? [SMALL] : tilesFor(phases);
  const [best] = tiles.map((tile) => ({ tile, cost: share(layer, tile) })).toSorted((a, b) => a.cost - b.cost);
  return best !== undefined && best.cost < MOST_SHARE ? best.tile : null;
}
