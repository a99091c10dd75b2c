/**
 * @file How a layer, seen as a convolution of stride 1, runs by Winograd's algorithm: its tiles, and the tables that name them.
 *
 * Tiles are numbered [image][plane][row][column]. The inputs and outputs of a tile lie a dilation apart: as many tiles as
 * the dilation lie between each other. A third axis is summed over like more channels, plane by plane.
 */

import type { Window } from '../../geometry/types.js';
import { asVolume } from './conv-plan.js';
import type { WinogradTile } from './kernels/winograd.js';
import { F43 } from './kernels/winograd-transforms.js';
import { type Layout, skewed } from './layout.js';
import type { Machine } from './machine.js';
import { type PhasedLayer, range } from './phases.js';
import { SPARE_PIXELS, type Schedule, schedule } from './sums.js';
import {
  type Piece,
  type PieceRun,
  SINGLE,
  columnwise,
  inputLayout,
  pieceRuns,
  piecesOfLayer,
  presentPieces,
} from './winograd-pieces.js';
import { isExact, productsOf, tilesOf } from './winograd-tile.js';

/**
 * Channels that are summed before the sums are added up. The worst error in units of PyTorch's tolerance, N(0, 1) inputs and
 * He-scaled weights, without fused multiply-add: of tiles of 4×4 outputs 1.3 in pieces of 128 channels, 1.1 of 64, 0.9 of 32;
 * of others 0.6 in pieces of 64. Only tiles of 2×2 outputs of plain 3×3 kernels need none.
 */
const LONGEST_SUM = { widest: 32, others: 64 };
/**
 * Bytes of the transformed inputs and products of a pass: they go through the caches. Every pass reads all weights again;
 * where these are large, passes are larger as well.
 */
const PASS_BYTES = { least: 2 << 20, most: 24 << 20 };

/** Neighbouring points at which a phase has weights, of the same pieces. */
export interface PointRun extends PieceRun {
  readonly phase: number;
  readonly tapCount: number;
  /** Weights of the runs before. */
  readonly before: number;
  /** Byte offsets of what is summed: channels, planes of the third axis, pieces. */
  readonly taps: Int32Array;
  readonly schedule: Schedule;
}

export interface WinogradJob {
  readonly kind: 'winograd';
  readonly layer: PhasedLayer;
  readonly tile: WinogradTile;
  /** Pieces of the windows of both axes, and the channels of inputs that these make. */
  readonly pieces: readonly Piece[];
  readonly inputs: number;
  /** Phases of both axes, and the channels of outputs that these make. */
  readonly phaseCount: number;
  readonly outputs: number;
  /** Transformed inputs of a tile. */
  readonly points: number;
  /** Products of a tile, and the runs of points that these are. */
  readonly products: number;
  readonly runs: readonly PointRun[];
  /** Transformed weights of a group. */
  readonly weights: number;
  readonly outPlanes: number;
  /** Dilations along H and W. */
  readonly dilations: readonly [number, number];
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
  readonly inputPixels: Int32Array;
  readonly inputTaps: Int32Array;
  readonly tilePixels: Int32Array;
  /** Whether vectors of sums reach into those of the next plane. */
  readonly ascending: boolean;
  readonly outputPixels: Int32Array;
  readonly outputTaps: Int32Array;
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

export function winogradJob(machine: Machine, layer: PhasedLayer, tile: WinogradTile): WinogradJob {
  const { geometry, phases } = layer;
  const { batch, inChannels, outChannels, groups, windows } = geometry;
  const [H, W] = phases;
  const D = windows.length === 3 ? windows[0]! : SINGLE;
  const [tileH, tileW] = tile;
  const points = tileH.points * tileW.points;
  const [rows, columns] = tilesOf(phases, tile);
  const outPlanes = asVolume(geometry.output)[0];
  const planes = (outPlanes - 1) * D.stride + D.dilation * (D.kernel - 1) + 1;
  const layoutFor = (firsts: readonly [number, number]): [Layout, Int32Array] =>
    inputLayout(phases, firsts, D, tile, planes, rows, columns);
  const pieces = piecesOfLayer(layer, tile, (firsts) => layoutFor(firsts)[0]);
  const [layout, inputTaps] = layoutFor([0, 0]);
  const phaseCount = H.phaseCount * W.phaseCount;
  const [inputs, outputs] = [pieces.length * inChannels, phaseCount * outChannels];
  const products = productsOf(phases, tile);

  const across = columns * W.dilation;
  // Planes that have nothing to do with each other need not be worked on together.
  const apart = planes === outPlanes;
  const rowBytes = (slab: number): number =>
    4 * points * H.dilation * across * (inputs * (apart ? slab : planes) + outputs * slab);
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
  const vectors = tilePixels.length / 2 - SPARE_PIXELS;
  const inner = (inChannels / groups) * D.kernel;
  let weights = 0;
  const summed = (phase: number, run: PieceRun): PointRun => {
    const tapCount = inner * run.pieces.length;
    const before = weights;
    weights += (outChannels / groups) * tapCount * run.count;
    return {
      ...run,
      phase,
      tapCount,
      before,
      taps: Int32Array.from({ length: tapCount }, (_, k) => {
        const [row, piece] = [Math.floor(k / run.pieces.length), run.pieces[k % run.pieces.length]!];
        const channel = piece * inChannels + Math.floor(row / D.kernel);
        return 4 * (pitch * channel + (row % D.kernel) * D.dilation * perPlane);
      }),
      schedule: schedule(machine, {
        channels: outChannels / groups,
        tapCount,
        vectors,
        footprint: 4 * tapCount,
        ...(!isExact(phases, tile) && { piece: LONGEST_SUM[tileH === F43 && tileW === F43 ? 'widest' : 'others'] }),
      }),
    };
  };
  const runs = range(phaseCount).flatMap((phase) =>
    pieceRuns(presentPieces(pieces, phase, tile)).map((run) => summed(phase, run)),
  );
  return {
    kind: 'winograd',
    layer,
    tile,
    pieces,
    inputs,
    phaseCount,
    outputs,
    points,
    products,
    runs,
    weights,
    outPlanes,
    dilations: [H.dilation, W.dilation],
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
    pointPitch: skewed(inputs * pitch),
    sumsPointPitch,
    inputTaps,
    inputPixels: pixels(
      inSlab,
      (image, plane) => image * inputs * layout.channel + plane * planeCells,
      (number, row, place, start) => [start + row * rowCells + place.from, number],
    ),
    tilePixels,
    ascending: !apart && perPlane < 4,
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
