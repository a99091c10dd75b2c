/**
 * @file How a convolution with kernels of 3×3 and stride 1 runs by Winograd's algorithm: its tiles, and the tables that name
 * them.
 *
 * Tiles are numbered [image][plane][row][column]. The inputs and outputs of a tile lie a dilation apart: as many tiles as
 * the dilation lie between each other. A third axis is summed over like more channels, plane by plane.
 */

import type { ConvGeometry } from '../../geometry/conv.js';
import type { Window } from '../../geometry/types.js';
import { asVolume, product } from './conv-plan.js';
import type { TileSize } from './kernels/winograd.js';
import { type Layout, layoutOf, skewed, tapOffset, windowAxis } from './layout.js';
import type { Machine } from './machine.js';
import { SPARE_PIXELS, type Schedule, schedule } from './sums.js';

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
/**
 * Channels that are summed before the sums are added up, for tiles of 4×4. The worst error in units of PyTorch's tolerance,
 * N(0, 1) inputs and He-scaled weights, without fused multiply-add: 1.3 in pieces of 128 channels, 1.1 of 64, 0.9 of 32.
 */
const LONGEST_SUM = 32;
/**
 * Bytes of the transformed inputs and products of a pass: they go through the caches. Every pass reads all weights again;
 * where these are large, passes are larger as well.
 */
const PASS_BYTES = { least: 2 << 20, most: 24 << 20 };
/** Outputs of a tile of the dense kernel. */
const WIDTH = 8;
/** What its calls cost for one point, in multiply-adds. */
const CALL_COST = 30_000;
/** What the transforms of a tile cost, in multiply-adds for each input and output channel. */
const TRANSFORM_COST: Readonly<Record<TileSize, number>> = { 2: 70, 4: 200 };

export const SINGLE: Window = { kernel: 1, stride: 1, dilation: 1, padBefore: 0, padAfter: 0 };

export interface WinogradJob {
  readonly kind: 'winograd';
  readonly geometry: ConvGeometry;
  readonly tile: TileSize;
  /** Whether the weights are those of the transposed layer, [C, outChannels/g, 3, 3], taken backwards. */
  readonly turned: boolean;
  /** Products of a tile. */
  readonly points: number;
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

/** Tiles down and across, counting those that lie between each other as one. */
export function tilesOf({ output, windows }: ConvGeometry, tile: TileSize): [rows: number, columns: number] {
  return output.slice(-2).map((size, i) => Math.ceil(Math.ceil(size / windows.at(i - 2)!.dilation) / tile)) as [
    number,
    number,
  ];
}

/** Time by tiles of a size, transforms included, as a share of the direct sum's. */
function share(g: ConvGeometry, tile: TileSize): number {
  const [rows, columns] = tilesOf(g, tile);
  const [H, W] = g.windows.slice(-2) as [Window, Window];
  const images = g.batch * asVolume(g.output)[0];
  const tiles = images * rows * columns * H.dilation * W.dilation;
  const depth = g.windows.length === 3 ? g.windows[0]!.kernel : 1;
  const [inChannels, outChannels] = [(depth * g.inChannels) / g.groups, g.outChannels / g.groups];
  const points = (tile + 2) ** 2;
  // For each pair of channels: what is multiplied, transformed, and lost in a call of the dense kernel.
  const products = points * WIDTH * Math.ceil(tiles / WIDTH);
  const transforms = tiles * TRANSFORM_COST[tile] * (1 / outChannels + 1 / inChannels);
  const calls = (points * CALL_COST) / (inChannels * outChannels);
  return (products + transforms + calls) / (9 * images * product(g.output.slice(-2)));
}

/**
 * The tiles that a layer should run by; null for direct sums.
 *
 * @param trained  whether gradients will be computed: through a deep network and back roundings add up, and tiles of
 *   2×2 lose fewer bits than direct sums. Weights then change from call to call.
 */
export function winogradTile(g: ConvGeometry, trained: boolean): TileSize | null {
  const { batch, inChannels, outChannels, groups, output, windows } = g;
  const flat = windows.slice(-2);
  if (flat.length < 2 || flat.some(({ kernel, stride }) => kernel !== 3 || stride !== 1)) return null;
  if (groups > MOST_GROUPS || Math.min(inChannels, outChannels) / groups < LEAST_CHANNELS) return null;
  if (batch * product(output) < (trained ? LEAST_TRAINED : LEAST_PIXELS)) return null;
  const sizes: readonly TileSize[] = trained ? [2] : [4, 2];
  const [best] = sizes.map((tile) => ({ tile, cost: share(g, tile) })).toSorted((a, b) => a.cost - b.cost);
  return best!.cost < 0.85 ? best!.tile : null;
}

export const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Offsets of the inputs of a tile, one column after the other. */
export function columnwise(size: number, offset: (i: number, j: number) => number): Int32Array {
  return Int32Array.from({ length: size * size }, (_, n) => offset(n % size, Math.floor(n / size)));
}

/** First elements of the vectors of four that cover a run; the last ones overlap, or reach past a run of fewer. */
export const vectorsOf = (run: number): number[] =>
  range(Math.ceil(run / 4)).map((v) => Math.max(0, Math.min(4 * v, run - 4)));

/** Places of four neighbouring tiles of a row: the first of them, its first input and its first output. */
interface Place {
  readonly tile: number;
  readonly from: number;
  readonly to: number;
}

/** Of a plain row the inputs of neighbouring tiles have been brought together; tiles of a dilated one are neighbours as they are. */
function placesAcross(tile: TileSize, columns: number, dilation: number): Place[] {
  if (dilation === 1) return vectorsOf(columns).map((v) => ({ tile: v, from: v, to: tile * v }));
  return range(columns).flatMap((column) =>
    vectorsOf(dilation).map((v) => {
      const first = column * dilation * tile + v;
      return { tile: column * dilation + v, from: first, to: first };
    }),
  );
}

/** The layout of the input, and the offsets of the inputs of a tile. */
export function inputLayout(
  g: ConvGeometry,
  tile: TileSize,
  planes: number,
  rows: number,
  columns: number,
): [Layout, Int32Array] {
  const [H, W] = g.windows.slice(-2) as [Window, Window];
  const reach = tile + 2;
  // A dilated tile reads that many cells; the last vector of a run of fewer than four reaches past it.
  const cells = (count: number, dilation: number): number => dilation * (tile * count + 2) + 4;
  const plain = ({ padBefore }: Window, count: number) => windowAxis({ ...SINGLE, padBefore }, count, false);
  const layout = layoutOf([
    plain(g.windows.length === 3 ? g.windows[0]! : SINGLE, planes),
    plain(H, cells(rows, H.dilation)),
    W.dilation === 1
      ? windowAxis({ ...W, kernel: reach, stride: tile }, columns, false)
      : plain(W, cells(columns, W.dilation)),
  ]);
  const rowCells = layout.axes[2].cells;
  const across = (j: number): number => (W.dilation === 1 ? tapOffset(layout, 0, 0, j) : j * W.dilation);
  return [layout, columnwise(reach, (i, j) => 4 * (i * H.dilation * rowCells + across(j)))];
}

export function winogradJob(
  machine: Machine,
  geometry: ConvGeometry,
  tile: TileSize,
  turned: boolean = false,
): WinogradJob {
  const { batch, inChannels, outChannels, groups, windows } = geometry;
  const [H, W] = windows.slice(-2) as [Window, Window];
  const D = windows.length === 3 ? windows[0]! : SINGLE;
  const points = (tile + 2) ** 2;
  const [rows, columns] = tilesOf(geometry, tile);
  const outPlanes = asVolume(geometry.output)[0];
  const planes = (outPlanes - 1) * D.stride + D.dilation * (D.kernel - 1) + 1;
  const [layout, inputTaps] = inputLayout(geometry, tile, planes, rows, columns);

  const across = columns * W.dilation;
  // Planes that have nothing to do with each other need not be worked on together.
  const apart = planes === outPlanes;
  const rowBytes = (slab: number): number =>
    4 * points * H.dilation * across * (inChannels * (apart ? slab : planes) + outChannels * slab);
  const weightBytes = (4 * points * inChannels * outChannels * D.kernel) / groups;
  const passBytes = Math.max(PASS_BYTES.least, Math.min(PASS_BYTES.most, weightBytes / 2));
  /** As many as fit into a pass, at least one. */
  const fitting = (bytes: number, most: number): number => Math.max(1, Math.min(most, Math.floor(passBytes / bytes)));
  const slab = apart ? fitting(rows * rowBytes(1), outPlanes) : outPlanes;
  const images = slab === outPlanes ? fitting(rows * rowBytes(slab), batch) : 1;
  const band = slab > 1 && apart ? rows : images > 1 ? rows : fitting(rowBytes(slab), rows);

  const inSlab = apart ? slab : planes;
  const down = band * H.dilation;
  const perPlane = down * across;
  const pitch = skewed(images * inSlab * perPlane + 4);
  const sumsPitch = skewed(images * slab * perPlane + 4);
  const sumsPointPitch = skewed(outChannels * sumsPitch);
  // Rows of tiles that lie between each other are not written in order: what one reaches over must not be the next row.
  const over = W.dilation > 1 ? 4 : H.dilation > 1 && columns < 4 ? 4 * tile : 0;
  const outRow = tile * across + over;
  const outPlane = tile * rows * H.dilation * outRow;
  // Four tiles are written at a time, and may reach beyond a channel's last row, which another thread writes the next of.
  const outChannel = outPlanes * outPlane + (across < 4 || over > 0 ? 4 * tile : 0);
  const outImage = outChannels * outChannel;

  const places = placesAcross(tile, columns, W.dilation);
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
          const cell = Math.floor(row / H.dilation) * H.dilation * tile + (row % H.dilation);
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
    geometry,
    tile,
    turned,
    points,
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
      ...(tile === 4 && { piece: LONGEST_SUM }),
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
    outputTaps: columnwise(tile + 2, (i, j) => 4 * sumsPointPitch * ((tile + 2) * i + j)),
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
