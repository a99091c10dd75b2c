/**
 * @file The tiles of a layer along one axis, and whether they pay. Three taps at a time make a *block*: tap 3b of a tile reads what
 * tap 0 reads 3b dilations further on: in inputs that begin (3b mod outputs) dilations further on, and there in the
 * ⌊3b / outputs⌋th tile from it. The sums run over blocks as over channels.
 */

import { F23, F43, type TileAxis } from './kernels/winograd-transforms.js';
import type { Neighbours } from './kernels/winograd-line.js';
import type { Line, LineLayer } from './line.js';
import { range } from './phases.js';

/** Channels of a group from which on the transforms pay. */
const LEAST_CHANNELS = 12;
/** Outputs of a batch from which on they pay; more in a training, where weights are transformed anew in every step. */
const LEAST_OUTPUTS = { run: 16, trained: 192 };
/**
 * Products from which on tiles of four outputs lose no more bits than direct sums: root mean squares of 2.9 and 2.9 · 10⁻⁷ of the
 * result for 64 channels, 3.1 and 4.0 for 128; of 32, 2.3 and 2.0. Tiles of two lose fewer whatever the channels: 1.2 of 32, 1.6 of 64.
 */
const EXACT_TERMS = 64;
/** Pixels of a tile of the dense kernel, and what its calls cost for one point, in multiply-adds. */
const WIDTH = 8;
const CALL_COST = 30_000;
/** What the transforms of a vector cost for each input and each output channel, in multiply-adds. */
const TRANSFORM_COST = 120;
/** What the weights of a block and a point cost that are transformed in every step, in multiply-adds. */
const WEIGHT_COST = 22;
/** Share of the direct sum's time that has to be left over. */
const MOST_SHARE = 0.85;

/** The tiles of a line. */
export interface LineTiles {
  readonly neighbours: Neighbours;
  /** Vectors of the tiles that lie between each other; one where it takes several of these for a vector. */
  readonly rowVectors: number;
  /** Blocks of taps, and by how many dilations the inputs that they read begin later. */
  readonly blocks: number;
  readonly shifts: readonly number[];
  /** Vectors of tiles of an image, and those after them that later blocks read. */
  readonly vectors: number;
  readonly more: number;
  /** Numbers from a tile's sums to the next one's. */
  readonly tileStep: number;
}

export function lineTiles({ kernel, dilation, runs, pitch, outputs }: Line, tile: TileAxis): LineTiles {
  const blocks = Math.ceil(kernel / tile.taps);
  const neighbours = dilation < 3 ? (dilation as 1 | 2) : 4;
  const rowTiles = neighbours === 4 ? 1 : 4 / dilation;
  const rowVectors = neighbours === 4 ? Math.ceil(dilation / 4) : 1;
  const vectorsFor = (tiles: number): number => rowVectors * Math.ceil(tiles / rowTiles);
  return {
    neighbours,
    rowVectors,
    blocks,
    shifts: [...new Set(range(blocks).map((b) => (tile.taps * b) % tile.outputs))].toSorted((a, b) => a - b),
    vectors: vectorsFor(Math.ceil(((runs - 1) * pitch + outputs) / (tile.outputs * dilation))),
    more: vectorsFor(Math.floor((tile.taps * (blocks - 1)) / tile.outputs)),
    tileStep: (4 * rowVectors) / rowTiles,
  };
}

/** Time by tiles, transforms included, as a share of the direct sum's. */
function share({ geometry: g, line }: LineLayer, tile: TileAxis, trained: boolean): number {
  const { blocks, shifts, vectors, more } = lineTiles(line, tile);
  const [ins, outs] = [g.inChannels / g.groups, g.outChannels / g.groups];
  // For each pair of channels: what is multiplied, transformed, and lost in a call of the dense kernel.
  const products = tile.points * blocks * WIDTH * Math.ceil((4 * g.batch * vectors) / WIDTH);
  const inputs = (g.batch * (vectors + more) * shifts.length) / outs;
  const transforms = TRANSFORM_COST * (inputs + (g.batch * vectors) / ins);
  const weights = trained ? WEIGHT_COST * tile.points * blocks : 0;
  const calls = (tile.points * CALL_COST) / (ins * outs);
  return (products + transforms + weights + calls) / (line.kernel * g.batch * line.runs * line.outputs);
}

/** The tiles that a layer can have; in a training only those that lose no more bits than direct sums. */
export function tilesFor({ geometry: g, line }: LineLayer, trained: boolean): readonly TileAxis[] {
  const terms = (g.inChannels / g.groups) * Math.ceil(line.kernel / F43.taps);
  return trained && terms < EXACT_TERMS ? [F23] : [F43, F23];
}

/**
 * The tiles that a layer should run by; null for direct sums.
 *
 * @param trained  whether gradients will be computed
 */
export function lineTile(layer: LineLayer, trained: boolean): TileAxis | null {
  const { geometry: g, line } = layer;
  if (line.kernel < F43.taps || Math.min(g.inChannels, g.outChannels) / g.groups < LEAST_CHANNELS) return null;
  if (g.batch * line.runs * line.outputs < LEAST_OUTPUTS[trained ? 'trained' : 'run']) return null;
  const tiles = tilesFor(layer, trained);
  const costs = tiles.map((tile) => share(layer, tile, trained));
  const least = Math.min(...costs);
  return least < MOST_SHARE ? tiles[costs.indexOf(least)]! : null;
}
