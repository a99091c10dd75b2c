/** @file How a layer along one axis runs by Winograd's algorithm: passes, and the tables that name its tiles. */

import type { TileAxis } from './kernels/winograd-transforms.js';
import { skewed } from './layout.js';
import type { Line, LineLayer } from './line.js';
import type { Machine } from './machine.js';
import { SPARE_PIXELS, type Schedule, schedule } from './sums.js';
import { range } from './phases.js';
import { vectorsOf } from './winograd-job.js';
import { type LineTiles, lineTiles } from './winograd-line-tile.js';

/**
 * Products that are summed before the sums are added up. The worst error in units of PyTorch's tolerance, N(0, 1) inputs and
 * He-scaled weights, 64 to 1024 channels, without fused multiply-add: 1.0 in one piece, 0.7 in pieces of 256, 0.56 of 64; direct 0.69.
 */
const LONGEST_SUM = 64;
/** Bytes of the transformed inputs and products of a pass, which go through the caches; more where weights are large. */
const PASS_BYTES = { least: 3 << 19, most: 24 << 20 };
/** A whole number of vectors of all tiles of the dense kernel. */
const PASS_UNIT = 24;

export interface LineJob extends LineTiles {
  readonly kind: 'line';
  readonly layer: LineLayer;
  readonly tile: TileAxis;
  /** Numbers of a channel of inputs, with padding, and of outputs, with what lies between runs. */
  readonly inputPitch: number;
  readonly outputPitch: number;
  /** The first vector of those that reach past the outputs, which are written elsewhere: from which number on, and how many. */
  readonly tail: { readonly vector: number; readonly first: number; readonly pitch: number };
  /** Images that are worked on at a time; of a single one so many vectors. */
  readonly images: number;
  readonly pass: number;
  /** Numbers from one channel's tiles to the next, of inputs, of which there is a row for every shift, and of sums. */
  readonly pitch: number;
  readonly sumsPitch: number;
  /** From one point of a group to the next. */
  readonly pointPitch: number;
  readonly sumsPointPitch: number;
  /** Byte offsets of vectors in a channel of inputs, and of outputs. */
  readonly places: Int32Array;
  /** As the dense kernel reads them. */
  readonly tilePixels: Int32Array;
  readonly tileTaps: Int32Array;
  readonly schedule: Schedule;
}

/** The first number of every vector of tiles: of four neighbours, or of a vector's worth of tiles that are not. */
function placesOf({ dilation }: Line, { outputs }: TileAxis, { neighbours, vectors, more }: LineTiles): number[] {
  if (neighbours < 4) return range(vectors + more).map((v) => 4 * outputs * v);
  const across = vectorsOf(dilation);
  return range(vectors + more).map(
    (v) => outputs * dilation * Math.floor(v / across.length) + across[v % across.length]!,
  );
}

/** Images that are worked on at a time, and how many vectors of one. */
function passOf({ geometry: g }: LineLayer, { points }: TileAxis, tiles: LineTiles): { images: number; pass: number } {
  const { blocks, shifts, vectors, more } = tiles;
  const weightBytes = (4 * points * g.outChannels * g.inChannels * blocks) / g.groups;
  const passBytes = Math.max(PASS_BYTES.least, Math.min(PASS_BYTES.most, weightBytes / 2));
  const vectorBytes = 16 * points * (g.inChannels * shifts.length + g.outChannels);
  const most = Math.max(PASS_UNIT, Math.floor(passBytes / vectorBytes));
  const passes = Math.ceil(vectors / most);
  return {
    images: Math.max(1, Math.min(g.batch, Math.floor(most / (vectors + more)))),
    pass: passes === 1 ? vectors : PASS_UNIT * Math.ceil(vectors / passes / PASS_UNIT),
  };
}

/** Numbers that a vector reads or writes: four tiles one after the other, or four neighbours for each value of a tile. */
const reachOf = ({ dilation }: Line, { neighbours }: LineTiles, { outputs }: TileAxis, values: number): number =>
  neighbours === 4 ? (values - 1) * dilation + 4 : 4 * outputs;

/** How outputs lie, and where those that reach past them begin: with a whole row of tiles that lie between each other. */
function outputsOf(
  line: Line,
  tiles: LineTiles,
  tile: TileAxis,
  places: readonly number[],
): Pick<LineJob, 'outputPitch' | 'tail'> {
  const { vectors, rowVectors } = tiles;
  const reach = reachOf(line, tiles, tile, tile.outputs);
  const end = places[vectors - 1]! + reach;
  if (line.runs > 1) {
    const outputPitch = Math.max(end, (line.runs - 1) * line.pitch + line.outputs);
    return { outputPitch, tail: { vector: vectors, first: 0, pitch: 0 } };
  }
  const over = places.findIndex((place) => place + reach > line.outputs);
  const vector = over < 0 ? vectors : Math.min(vectors, over - (over % rowVectors));
  const first = places[vector] ?? end;
  return { outputPitch: line.outputs, tail: { vector, first, pitch: Math.max(0, end - first) } };
}

export function lineJob(machine: Machine, layer: LineLayer, tile: TileAxis): LineJob {
  const { line, geometry: g } = layer;
  const tiles = lineTiles(line, tile);
  const { blocks, shifts, more, tileStep } = tiles;
  const { images, pass } = passOf(layer, tile, tiles);
  const ins = g.inChannels / g.groups;
  const places = placesOf(line, tile, tiles);
  const read = places.at(-1)! + reachOf(line, tiles, tile, tile.points);
  const inputPitch = skewed(read + (tile.taps + shifts.at(-1)!) * line.dilation);
  const pitch = skewed(4 * images * (pass + more) + 4);
  const sumsPitch = skewed(4 * images * pass);
  const pixels = range(images * pass).map((n) => {
    const image = Math.floor(n / pass);
    return [16 * (n + image * more), 16 * n] as const;
  });
  return {
    kind: 'line',
    layer,
    tile,
    ...tiles,
    inputPitch,
    ...outputsOf(line, tiles, tile, places),
    images,
    pass,
    pitch,
    sumsPitch,
    pointPitch: skewed(ins * shifts.length * pitch),
    sumsPointPitch: skewed((g.outChannels / g.groups) * sumsPitch),
    places: Int32Array.from(places, (place) => 4 * place),
    tilePixels: Int32Array.from([...pixels, ...range(SPARE_PIXELS).map(() => pixels.at(-1)!)].flat()),
    tileTaps: Int32Array.from({ length: ins * blocks }, (_, k) => {
      const first = tile.taps * (k % blocks);
      const row = Math.floor(k / blocks) * shifts.length + shifts.indexOf(first % tile.outputs);
      return 4 * (row * pitch + Math.floor(first / tile.outputs) * tileStep);
    }),
    schedule: schedule(machine, {
      channels: g.outChannels / g.groups,
      tapCount: ins * blocks,
      vectors: pixels.length,
      footprint: 4 * ins * shifts.length,
      piece: LONGEST_SUM,
    }),
  };
}
