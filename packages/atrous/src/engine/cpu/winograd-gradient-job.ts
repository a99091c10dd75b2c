/**
 * @file How the weight gradient of a layer runs by Winograd's algorithm: whether it does, in which passes, and the tables that
 * name their tiles. Tiles are numbered as in `winograd-job.ts`, on both sides.
 */

import type { ConvGeometry } from '../../geometry/conv.js';
import type { Window } from '../../geometry/types.js';
import { asVolume, product } from './conv-plan.js';
import type { Engine } from './engine.js';
import { DOT_COLUMNS, dotVectors } from './kernels/dots.js';
import { type Layout, layoutOf, skewed, tapOffset, windowAxis } from './layout.js';
import type { Machine } from './machine.js';
import { evenly, panelsOf } from './panels.js';
import { type Phases, convPhases, range } from './phases.js';
import { placesAcross } from './winograd-job.js';
import { SINGLE, columnwise, inputLayout } from './winograd-pieces.js';
import { SMALL, tilesOf } from './winograd-tile.js';

const TILE = 2;
export const POINTS = 16;
export const TAPS = 9;
/** Channels of a group on both sides from which on the transforms pay. */
const LEAST_CHANNELS = 12;
/**
 * Bytes of the transformed inputs and gradients of a pass: they go through the caches. Every pass adds to all sums; where these
 * are many, passes are larger as well.
 */
const PASS_BYTES = { least: 1 << 20, most: 24 << 20 };
/** Most numbers of a row that are summed before the sums are added up: short sums lose fewer bits, and stay in a cache. */
const PIECE = 256;
/** What the transform of a tile costs for each channel, in multiply-adds; adding up a piece, of each sum; and the last step, of each pair. */
const COSTS = { transform: 70, piece: 8, taps: 40 };
/** Share of the direct sum's time that has to be left over. */
const MOST_SHARE = 0.85;

/** How the transforms find one side's tiles, in a layout. */
export interface Side {
  readonly channels: number;
  readonly layout: Layout;
  readonly taps: Int32Array;
  /** Numbers from a row of tiles to the next, counting those that lie between each other as one. */
  readonly rowStep: number;
  /** Numbers from one channel's tiles to the next, and from one point to the next. */
  readonly pitch: number;
  readonly pointPitch: number;
}

/** Rows of tiles that are worked on together; counted as one where they lie between each other. */
export interface Band {
  readonly first: number;
  readonly tables: BandTables;
}

/** Everything about a band that follows from its height. */
export interface BandTables {
  /** Tiles of one plane. */
  readonly perPlane: number;
  /** Of all images of a pass, those of each image together. */
  readonly x: Int32Array;
  readonly y: Int32Array;
}

/** Everything that follows from the sizes alone. */
export interface WinogradGradient {
  readonly geometry: ConvGeometry;
  readonly depth: Window;
  readonly dilationH: number;
  /** Planes of an image: of inputs with their padding, and of gradients. */
  readonly planes: number;
  readonly outPlanes: number;
  readonly x: Side;
  readonly y: Side;
  /** Images of a pass. */
  readonly images: number;
  readonly bands: readonly Band[];
  /** Tiles of an image. */
  readonly tiles: number;
  /** Numbers of a row that are summed before the sums are added up. */
  readonly piece: number;
  /** Numbers of the sums of a point, of a group and a slice of the kernel. */
  readonly sums: number;
}

/** The sizes that decide. */
interface Sizes {
  readonly g: ConvGeometry;
  readonly phases: Phases;
  readonly depth: Window;
  readonly planes: number;
  readonly outPlanes: number;
  /** Rows and columns of tiles of a plane, counting those that lie between each other as one. */
  readonly rows: number;
  readonly columns: number;
}

function sizesOf(g: ConvGeometry): Sizes | null {
  const layer = convPhases(g);
  if (layer === null || g.windows.slice(-2).some(({ kernel, stride }) => kernel !== 3 || stride > 1)) return null;
  const depth = g.windows.length === 3 ? g.windows[0]! : SINGLE;
  const outPlanes = asVolume(g.output)[0];
  const planes = outPlanes + depth.dilation * (depth.kernel - 1);
  const [rows, columns] = tilesOf(layer.phases, SMALL);
  return depth.stride > 1 ? null : { g, phases: layer.phases, depth, planes, outPlanes, rows, columns };
}

const dilationsOf = ({ phases }: Sizes): [number, number] => phases.map(({ dilation }) => dilation) as [number, number];

const tilesOfImage = (sizes: Sizes): number =>
  sizes.outPlanes * sizes.rows * sizes.columns * product(dilationsOf(sizes));

/** Whether the transforms pay: their time and that of the products as a share of the direct sum's. */
function pays(sizes: Sizes): boolean {
  const { g, depth, planes, outPlanes } = sizes;
  const { batch, groups } = g;
  const [inChannels, outChannels] = [g.inChannels / groups, g.outChannels / groups];
  if (Math.min(inChannels, outChannels) < LEAST_CHANNELS || inChannels % DOT_COLUMNS > 0) return false;
  const tiles = batch * tilesOfImage(sizes);
  // For each pair of channels and slice of the kernel.
  const transforms =
    (COSTS.transform * tiles * ((planes / outPlanes) * (1 / outChannels) + 1 / inChannels)) / depth.kernel;
  const pieces = POINTS * COSTS.piece * Math.ceil(tiles / PIECE);
  const all = POINTS * 4 * Math.ceil(tiles / 4) + transforms + pieces + COSTS.taps;
  return all < MOST_SHARE * TAPS * batch * product(g.output);
}

/** The job of a layer's weight gradient; null where direct sums are better. */
export function winogradGradient({ machine, jobs, strict }: Engine, g: ConvGeometry): WinogradGradient | null {
  const sizes = strict ? null : sizesOf(g);
  if (sizes === null || !pays(sizes)) return null;
  const windows = g.windows.flatMap(({ kernel, padBefore, dilation }) => [kernel, padBefore, dilation]);
  const key = [
    'winograd gradient',
    g.batch,
    g.groups,
    g.inChannels,
    g.outChannels,
    ...g.input,
    ...g.output,
    ...windows,
  ];
  return jobs.get(key.join(' '), () => newJob(machine, sizes));
}

function newJob(machine: Machine, sizes: Sizes): WinogradGradient {
  const { g, phases, depth, planes, outPlanes, rows, columns } = sizes;
  const { batch, groups, inChannels, outChannels } = g;
  const [dilationH, dilationW] = dilationsOf(sizes);
  const across = columns * dilationW;
  const pairs = inChannels / groups / DOT_COLUMNS;
  const panels = panelsOf(outChannels / groups, machine.tallest);
  const sums = 4 * pairs * panels.reduce((all, panel) => all + panel.count * dotVectors(panel.rows), 0);
  const sumBytes = 4 * POINTS * sums * groups * depth.kernel;
  const passBytes = Math.max(PASS_BYTES.least, Math.min(PASS_BYTES.most, sumBytes));
  const rowBytes = 4 * POINTS * dilationH * across * (inChannels * planes + outChannels * outPlanes);
  const fitting = (bytes: number, most: number): number => Math.max(1, Math.min(most, Math.floor(passBytes / bytes)));
  const band = fitting(rowBytes, rows);
  // Planes of inputs that several slices of the kernel meet have others between those of two images.
  const images = band === rows && planes === outPlanes ? fitting(rows * rowBytes, batch) : 1;
  const heights = evenly(rows, band);
  const perPlane = Math.max(...heights) * dilationH * across;
  const side = (channels: number, count: number, [layout, taps]: [Layout, Int32Array]): Side => {
    // Vectors of fewer than four tiles reach over the last one.
    const pitch = skewed(images * count * perPlane + 4);
    const rowStep = TILE * dilationH * layout.axes[2].cells;
    return { channels, layout, taps, rowStep, pitch, pointPitch: skewed(channels * pitch) };
  };
  const firsts = phases.map(({ windows }) => windows[0]!.first) as [number, number];
  const x = side(inChannels, planes, inputLayout(phases, firsts, depth, SMALL, planes, rows, columns));
  const y = side(outChannels, outPlanes, gradientLayout(sizes));
  const places = placesAcross(TILE, columns, dilationW);
  const tableOf = ({ channels, layout, rowStep }: Side, count: number, height: number): Int32Array => {
    const rowCells = layout.axes[2].cells;
    const planeCells = layout.axes[1].cells * rowCells;
    const down = height * dilationH;
    return Int32Array.from(
      range(images * count).flatMap((n) => {
        const start = Math.floor(n / count) * channels * layout.channel + (n % count) * planeCells;
        return range(down).flatMap((row) => {
          const at = start + Math.floor(row / dilationH) * rowStep + (row % dilationH) * rowCells;
          return places.flatMap(({ tile, from }) => [4 * (at + from), 4 * ((n * down + row) * across + tile)]);
        });
      }),
    );
  };
  const tables = new Map(
    [...new Set(heights)].map((height) => [
      height,
      {
        perPlane: height * dilationH * across,
        x: tableOf(x, planes, height),
        y: tableOf(y, outPlanes, height),
      },
    ]),
  );
  let first = 0;
  const bands = heights.map((height): Band => {
    first += height;
    return { first: first - height, tables: tables.get(height)! };
  });
  const longest = images * outPlanes * perPlane;
  const piece = 4 * Math.ceil(longest / Math.ceil(longest / PIECE) / 4);
  return {
    geometry: g,
    depth,
    dilationH,
    planes,
    outPlanes,
    x,
    y,
    images,
    bands,
    tiles: tilesOfImage(sizes),
    piece,
    sums,
  };
}

/** The layout of the gradients, as that of inputs whose tiles share nothing, and the offsets of the gradients of a tile. */
function gradientLayout(sizes: Sizes): [Layout, Int32Array] {
  const { outPlanes, rows, columns } = sizes;
  const [dilationH, dilationW] = dilationsOf(sizes);
  const plain = (count: number) => windowAxis(SINGLE, count, false);
  const layout = layoutOf([
    plain(outPlanes),
    plain(TILE * dilationH * rows),
    dilationW === 1
      ? windowAxis({ ...SINGLE, kernel: TILE, stride: TILE }, columns, false)
      : plain(TILE * dilationW * columns + 4),
  ]);
  const rowCells = layout.axes[2].cells;
  const shift = (j: number): number => (dilationW === 1 ? tapOffset(layout, 0, 0, j) : j * dilationW);
  return [layout, columnwise(TILE, TILE, (i, j) => 4 * (i * dilationH * rowCells + shift(j)))];
}
