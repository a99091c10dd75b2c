/**
 * @file How a layer, seen as a convolution of stride 1, runs by Winograd's algorithm: its tiles, and the tables that name them.
 *
 * Tiles are numbered [image][plane][row][column]. The inputs and outputs of a tile lie a dilation apart: as many tiles as
 * the dilation lie between each other. A third axis is summed over like more channels, plane by plane.
 */

import type { Window } from '../../geometry/types.js';
import { asVolume } from './conv-plan.js';
import type { WinogradTile } from './kernels/winograd.js';
import { F43, type TileAxis } from './kernels/winograd-transforms.js';
import { type Layout, layoutOf, skewed, tapOffset, windowAxis } from './layout.js';
import type { Machine } from './machine.js';
import type { PhasedLayer, Phases } from './phases.js';
import { SPARE_PIXELS, type Schedule, schedule } from './sums.js';
import { isSmall, pointsOf, productsOf, tilesOf } from './winograd-tile.js';

/**
 * Channels that are summed before the sums are added up. The worst error in units of PyTorch's tolerance, N(0, 1) inputs and
 * He-scaled weights, without fused multiply-add: of tiles of 4×4 outputs 1.3 in pieces of 128 channels, 1.1 of 64, 0.9 of 32;
 * of others with six points along an axis 0.6 in pieces of 64.
 */
const LONGEST_SUM = { widest: 32, others: 64 };
/**
 * Bytes of the transformed inputs and products of a pass: they go through the caches. Every pass reads all weights again;
 * where these are large, passes are larger as well.
 */
const PASS_BYTES = { least: 2 << 20, most: 24 << 20 };
export const SINGLE: Window = { kernel: 1, stride: 1, dilation: 1, padBefore: 0, padAfter: 0 };

/** Neighbouring points at which a phase has weights. */
export interface PointRun {
  readonly phase: number;
  readonly first: number;
  readonly count: number;
  /** Points of the runs before. */
  readonly before: number;
}

export interface WinogradJob {
  readonly kind: 'winograd';
  readonly layer: PhasedLayer;
  readonly tile: WinogradTile;
  /** Phases of both axes, and the channels of outputs that these make. */
  readonly phaseCount: number;
  readonly outputs: number;
  /** Transformed inputs of a tile. */
  readonly points: number;
  /** Products of a tile for all phases, and the runs of points that these are. */
  readonly products: number;
  readonly runs: readonly PointRun[];
  readonly outPlanes: number;
  /** Dilations along H and W. */
  readonly dilations: readonly [number, number];
  readonly layout: Layout;
  /** Tiles down and across, counting those that lie between each other as one. */
  readonly rows: number;
  readonly columns: number;
  /** Images, planes of outputs and rows that are worked on at a time. */
  readonly images: number;
  readonly slab: number;
  readonly band: number;
  /** Numbers of a row, a plane, a channel and an image of the tiles' outputs; rows and channels with room for what tiles reach over. */
  readonly outRow: number;
  readonly outPlane: number;
  readonly outChannel: number;
  readonly outImage: number;
  /** Numbers from one channel's tiles to the next, of inputs and of sums, and from one point to the next. */
  readonly pitch: number;
  readonly sumsPitch: number;
  readonly pointPitch: number;
  readonly sumsPointPitch: number;
  readonly schedule: Schedule;
  readonly inputPixels: Int32Array;
  readonly inputTaps: Int32Array;
  readonly tilePixels: Int32Array;
  /** Whether vectors of sums reach into those of the next plane. */
  readonly ascending: boolean;
  readonly tileTaps: Int32Array;
  readonly outputPixels: Int32Array;
  readonly outputTaps: Int32Array;
}

export const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Offsets of the values of a tile, one column after the other. */
export function columnwise(rows: number, columns: number, offset: (i: number, j: number) => number): Int32Array {
  return Int32Array.from({ length: rows * columns }, (_, n) => offset(n % rows, Math.floor(n / rows)));
}

/** First elements of the vectors of four that cover a run; the last ones overlap, or reach past a run of fewer. */
export const vectorsOf = (run: number): number[] =>
  range(Math.ceil(run / 4)).map((v) => Math.max(0, Math.min(4 * v, run - 4)));

/** Places of four neighbouring tiles of a row: the first of them, its first input and its first output. */
export interface Place {
  readonly tile: number;
  readonly from: number;
  readonly to: number;
}

/** Of a plain row the inputs of neighbouring tiles have been brought together; tiles of a dilated one are neighbours as they are. */
export function placesAcross(outputs: number, columns: number, dilation: number): Place[] {
  if (dilation === 1) return vectorsOf(columns).map((v) => ({ tile: v, from: v, to: outputs * v }));
  return range(columns).flatMap((column) =>
    vectorsOf(dilation).map((v) => {
      const first = column * dilation * outputs + v;
      return { tile: column * dilation + v, from: first, to: first };
    }),
  );
}

/** The layout of the input, and the offsets of the inputs of a tile. */
export function inputLayout(
  [H, W]: readonly [Window, Window],
  depth: Window,
  [down, across]: WinogradTile,
  planes: number,
  rows: number,
  columns: number,
): [Layout, Int32Array] {
  // A dilated tile reads that many cells; the last vector of a run of fewer than four reaches past it.
  const cells = (count: number, { outputs, taps }: TileAxis, dilation: number): number =>
    dilation * (outputs * count + taps - 1) + 4;
  const plain = ({ padBefore }: Window, count: number) => windowAxis({ ...SINGLE, padBefore }, count, false);
  const layout = layoutOf([
    plain(depth, planes),
    plain(H, cells(rows, down, H.dilation)),
    W.dilation === 1
      ? windowAxis({ ...W, kernel: across.points, stride: across.outputs }, columns, false)
      : plain(W, cells(columns, across, W.dilation)),
  ]);
  const rowCells = layout.axes[2].cells;
  const shift = (j: number): number => (W.dilation === 1 ? tapOffset(layout, 0, 0, j) : j * W.dilation);
  return [layout, columnwise(down.points, across.points, (i, j) => 4 * (i * H.dilation * rowCells + shift(j)))];
}

/** The points of all phases; where a phase has weights at all points of a row, rows follow each other. */
function pointRuns([H, W]: Phases, [down, across]: WinogradTile): PointRun[] {
  const runs: PointRun[] = [];
  let before = 0;
  const add = (phase: number, first: number, count: number): void => {
    if (count === 0) return;
    runs.push({ phase, first, count, before });
    before += count;
  };
  H.taps.forEach((tapsH, h) =>
    W.taps.forEach((tapsW, w) => {
      const phase = h * W.taps.length + w;
      const [top, bottom] = pointsOf(tapsH, down);
      const [from, to] = pointsOf(tapsW, across);
      if (to - from === across.points) return add(phase, top * across.points, (bottom - top) * across.points);
      for (let row = top; row < bottom; row++) add(phase, row * across.points + from, to - from);
    }),
  );
  return runs;
}

export function winogradJob(machine: Machine, layer: PhasedLayer, tile: WinogradTile): WinogradJob {
  const { geometry, phases } = layer;
  const { batch, inChannels, outChannels, groups, windows } = geometry;
  const [{ window: H }, { window: W }] = phases;
  const D = windows.length === 3 ? windows[0]! : SINGLE;
  const [tileH, tileW] = tile;
  const points = tileH.points * tileW.points;
  const phaseCount = phases[0].taps.length * phases[1].taps.length;
  const outputs = phaseCount * outChannels;
  const products = productsOf(phases, tile);
  const [rows, columns] = tilesOf(phases, tile);
  const outPlanes = asVolume(geometry.output)[0];
  const planes = (outPlanes - 1) * D.stride + D.dilation * (D.kernel - 1) + 1;
  const [layout, inputTaps] = inputLayout([H, W], D, tile, planes, rows, columns);

  const across = columns * W.dilation;
  // Planes that have nothing to do with each other need not be worked on together.
  const apart = planes === outPlanes;
  const rowBytes = (slab: number): number =>
    4 * points * H.dilation * across * (inChannels * (apart ? slab : planes) + outputs * slab);
  const weightBytes = (4 * products * inChannels * outChannels * D.kernel) / groups;
  const passBytes = Math.max(PASS_BYTES.least, Math.min(PASS_BYTES.most, weightBytes));
  /** As many as fit into a pass, at least one, and as few as make no more passes: a last one reaches back, so that it is whole. */
  const fitting = (bytes: number, all: number): number =>
    Math.ceil(all / Math.ceil(all / Math.max(1, Math.floor(passBytes / bytes))));
  const slab = apart ? fitting(rows * rowBytes(1), outPlanes) : outPlanes;
  const images = slab === outPlanes ? fitting(rows * rowBytes(slab), batch) : 1;
  const band = slab > 1 && apart ? rows : images > 1 ? rows : fitting(rowBytes(slab), rows);

  const inSlab = apart ? slab : planes;
  const down = band * H.dilation;
  const perPlane = down * across;
  const pitch = skewed(images * inSlab * perPlane + 4);
  const sumsPitch = skewed(images * slab * perPlane + 4);
  const sumsPointPitch = skewed(outputs * sumsPitch);
  // Rows of tiles that lie between each other are not written in order: what one reaches over must not be the next row.
  const over = W.dilation > 1 ? 4 : H.dilation > 1 && columns < 4 ? 4 * tileW.outputs : 0;
  const outRow = tileW.outputs * across + over;
  const outPlane = tileH.outputs * rows * H.dilation * outRow;
  // Four tiles are written at a time, and may reach beyond a channel's last row, which another thread writes the next of.
  const outChannel = outPlanes * outPlane + (across < 4 || over > 0 ? 4 * tileW.outputs : 0);
  const outImage = outputs * outChannel;

  const places = placesAcross(tileW.outputs, columns, W.dilation);
  const rowCells = layout.axes[2].cells;
  const planeCells = layout.axes[1].cells * rowCells;
  /** Pairs of byte offsets for every vector of tiles of all planes. */
  const pixels = (
    count: number,
    first: (image: number, plane: number) => number,
    pair: (tileNumber: number, row: number, place: Place, start: number) => readonly [number, number],
  ): Int32Array =>
    Int32Array.from(
      range(images * count).flatMap((n) => {
        const start = first(Math.floor(n / count), n % count);
        return range(down).flatMap((row) => {
          const cell = Math.floor(row / H.dilation) * H.dilation * tileH.outputs + (row % H.dilation);
          return places.flatMap((place) =>
            pair((n * down + row) * across + place.tile, cell, place, start).map((number) => 4 * number),
          );
        });
      }),
    );
  const tilePixels = tileTable(images, inSlab, slab, D, perPlane);
  const taps = (inChannels / groups) * D.kernel;
  return {
    kind: 'winograd',
    layer,
    tile,
    phaseCount,
    outputs,
    points,
    products,
    runs: pointRuns(phases, tile),
    outPlanes,
    dilations: [H.dilation, W.dilation],
    layout,
    rows,
    columns,
    images,
    slab,
    band,
    outRow,
    outPlane,
    outChannel,
    outImage,
    pitch,
    sumsPitch,
    pointPitch: skewed(inChannels * pitch),
    sumsPointPitch,
    schedule: schedule(machine, {
      channels: outChannels / groups,
      tapCount: taps,
      vectors: tilePixels.length / 2 - SPARE_PIXELS,
      footprint: 4 * taps,
      ...(!isSmall(tile) && { piece: LONGEST_SUM[tileH === F43 && tileW === F43 ? 'widest' : 'others'] }),
    }),
    inputTaps,
    inputPixels: pixels(
      inSlab,
      (image, plane) => image * inChannels * layout.channel + plane * planeCells,
      (number, row, place, start) => [start + row * rowCells + place.from, number],
    ),
    tilePixels,
    ascending: !apart && perPlane < 4,
    tileTaps: Int32Array.from(
      { length: taps },
      (_, k) => 4 * (pitch * Math.floor(k / D.kernel) + (k % D.kernel) * D.dilation * perPlane),
    ),
    outputPixels: pixels(
      slab,
      (image, plane) => image * outImage + plane * outPlane,
      (number, row, place, start) => [number, start + row * outRow + place.to],
    ),
    outputTaps: columnwise(tileH.points, tileW.points, (i, j) => 4 * sumsPointPitch * (tileW.points * i + j)),
  };
}

/** Where four tiles of inputs begin, and the sums that they belong to; one run where the planes of both follow each other. */
function tileTable(images: number, planes: number, outPlanes: number, D: Window, perPlane: number): Int32Array {
  const runs =
    planes === outPlanes
      ? [[0, 0]]
      : range(images * outPlanes).map((n) => {
          const plane = Math.floor(n / outPlanes) * planes + (n % outPlanes) * D.stride;
          return [plane * perPlane, n * perPlane];
        });
  const length = planes === outPlanes ? images * planes * perPlane : perPlane;
  const table = runs.flatMap(([from, to]) => vectorsOf(length).flatMap((v) => [4 * (from! + v), 4 * (to! + v)]));
  return Int32Array.from([...table, ...range(SPARE_PIXELS).flatMap(() => table.slice(-2))]);
}
