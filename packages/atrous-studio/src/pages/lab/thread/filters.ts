/** @file The filters of a convolution as tiles: colours where they read red, green and blue, signed tiles otherwise. */

import { nn } from 'atrous';
import { hasRoom, indexAt, NAN, position, WEIGHTS } from 'atrous-explain/pictures';
import { filtersOf } from './model.js';
import { type Ran, valuesOf } from './kept.js';
import { paint, statisticsOf, type Tile } from './tiles.js';

export interface FilterQuestion {
  readonly run: number;
  readonly layer: string;
  readonly page: number | undefined;
  readonly filter: number;
  /** The input channel of the kernel that is shown in numbers. */
  readonly input: number;
}

export interface FilterAnswer {
  readonly run: number;
  readonly layer: string;
  /** As the weight: first axis, second axis, rows, columns. */
  readonly shape: readonly [number, number, number, number];
  /** Whether the first axis are outputs, as of convolutions, or inputs, as of transposed ones. */
  readonly isTransposed: boolean;
  readonly page: number;
  readonly pages: number;
  readonly tiles: readonly { readonly filter: number; readonly tile: Tile }[];
  /** Kernels of the chosen filter, one per input channel, up to `MOST_KERNELS`; none where the tile shows all. */
  readonly kernels: readonly { readonly input: number; readonly tile: Tile }[];
  readonly filter: number;
  readonly input: number;
  readonly taps: readonly number[];
  readonly bias: number | undefined;
  readonly reach: number;
  readonly inColours: boolean;
  readonly hasRoom: boolean;
  readonly ramp: Uint8Array;
}

const PER_PAGE = 96;
const MOST_KERNELS = 64;

/** Middle grey is 0. */
const GREYS = Uint8Array.from({ length: 768 }, (_, at) => Math.floor(at / 3));

function colourTile(weights: Float32Array, height: number, width: number, reach: number): Tile {
  const plane = height * width;
  const pixels = new Uint8ClampedArray(4 * plane);
  for (let at = 0; at < plane; at++) {
    const parts = [0, 1, 2].map((part) => weights[part * plane + at]!);
    const isOdd = parts.some((weight) => !Number.isFinite(weight));
    const colour = isOdd ? NAN : parts.map((weight) => indexAt(position(weight, { low: -reach, high: reach })));
    pixels.set([...colour, 255], 4 * at);
  }
  return { height, width, pixels };
}

/** Undefined for another run, or a layer without filters. */
export function filterAnswer(ran: Ran | undefined, question: FilterQuestion): FilterAnswer | undefined {
  const layer = ran?.run === question.run ? filtersOf(ran.model.module, question.layer) : undefined;
  if (ran === undefined || layer === undefined) return undefined;
  const weight = valuesOf(layer.weight);
  const shape = layer.weight.shape as unknown as FilterAnswer['shape'];
  const [first, second, height, width] = shape;
  const isTransposed = layer instanceof nn.ConvTranspose2d;
  const { min, max } = statisticsOf(weight);
  const reach = Math.max(0, -min, max);
  const range = { low: -reach, high: reach };
  const filter = Math.min(question.filter, first - 1);
  const input = Math.min(question.input, second - 1);
  const kernelOf = (o: number, i: number): Float32Array => {
    const start = (o * second + i) * height * width;
    return weight.subarray(start, start + height * width);
  };
  const signed = (o: number, i: number): Tile => paint({ values: kernelOf(o, i), height, width }, WEIGHTS, range);
  const inColours = second === 3 && !isTransposed;
  const tileOf = (o: number): Tile =>
    inColours
      ? colourTile(weight.subarray(o * 3 * height * width, (o + 1) * 3 * height * width), height, width, reach)
      : signed(o, input);
  const pages = Math.ceil(first / PER_PAGE);
  const page = Math.min(question.page ?? Math.floor(filter / PER_PAGE), pages - 1);
  const shown = Array.from({ length: Math.min(PER_PAGE, first - page * PER_PAGE) }, (_, i) => page * PER_PAGE + i);
  return {
    run: ran.run,
    layer: question.layer,
    shape,
    isTransposed,
    page,
    pages,
    tiles: shown.map((o) => ({ filter: o, tile: tileOf(o) })),
    kernels: Array.from({ length: Math.min(second, MOST_KERNELS) }, (_, i) => ({ input: i, tile: signed(filter, i) })),
    filter,
    input,
    taps: [...kernelOf(filter, input)],
    bias: layer.bias === null ? undefined : valuesOf(layer.bias)[filter],
    reach,
    inColours,
    hasRoom: hasRoom(shape),
    ramp: inColours ? GREYS : WEIGHTS,
  };
}
