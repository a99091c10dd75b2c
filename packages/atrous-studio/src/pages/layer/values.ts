/** @file Real numbers: the layer run by the library on a pattern, off the main thread. */

import 'atrous/engine';
import { AtrousError, fromTypedArray, manualSeed, nn, noGrad, randn, type Tensor } from 'atrous';
import type { LayerSpec } from 'atrous/spec';
import { spatialRank } from './rank.js';
import type { InputKind, WeightKind } from './state.js';

/** What is run, as plain data. */
export interface ValuesQuestion {
  readonly spec: LayerSpec;
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly macs: number;
  readonly inputKind: InputKind;
  readonly weightKind: WeightKind;
  readonly flipped: boolean;
}

/** A layer's numbers, all channels. */
export interface Values {
  readonly input: Float32Array;
  readonly output: Float32Array;
  /** Flat, as in the weight's shape; undefined for layers without. */
  readonly weight: Float32Array | undefined;
  readonly bias: Float32Array | undefined;
}

/** The numbers, or why there are none: it would take too long or too much memory, or the library refuses. */
export type ValuesAnswer = Values | 'large' | 'refused';

/** Elements of the tensors together; beyond it the page would need a gigabyte. */
const MOST_ELEMENTS = 40_000_000;
/** A second or so on the engine. */
const MOST_MACS = 20_000_000_000;

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** Whether the page runs such a layer. */
const isRunnable = ({ input, output, macs }: ValuesQuestion): boolean =>
  product(input) + product(output) <= MOST_ELEMENTS && macs <= MOST_MACS;

type Pattern = (row: number, column: number, rows: number, columns: number, channel: number) => number;

const middle = (size: number): number => Math.floor((size - 1) / 2);

const PATTERNS: Readonly<Record<Exclude<InputKind, 'noise'>, Pattern>> = {
  ramp: (row, column, _, columns) => row * columns + column,
  impulse: (row, column, rows, columns) => Number(row === middle(rows) && column === middle(columns)),
  ones: () => 1,
  checks: (row, column) => (row + column) % 2,
  edge: (_, column, __, columns) => Number(column > middle(columns)),
};

/** Every channel with the same pattern; noise is PyTorch's `randn` after `manual_seed(0)`. */
function inputOf(shape: readonly number[], rank: number, kind: InputKind): Tensor {
  if (kind === 'noise') {
    manualSeed(0);
    return randn([...shape]);
  }
  const data = new Float32Array(product(shape));
  const columns = shape.at(-1)!;
  const rows = rank === 1 ? 1 : product(shape.slice(-rank, -1));
  const plane = rows * columns;
  for (let at = 0; at < data.length; at++) {
    const place = at % plane;
    data[at] = PATTERNS[kind](Math.floor(place / columns), place % columns, rows, columns, 0);
  }
  return fromTypedArray(data, shape);
}

/** A filter over a kernel of any size: a function of the distances from its middle, in parts of half its side. */
type Filter = (offset: readonly number[], sizes: readonly number[]) => number;

const isMiddle = (offset: readonly number[]): boolean => offset.every((at) => Math.abs(at) < 0.5);
const bell = (at: number, size: number): number => Math.exp(-(at * at) / (2 * Math.max(0.3, size / 4) ** 2));

const FILTERS: Readonly<Record<Exclude<WeightKind, 'initial' | 'ramp' | 'ones'>, Filter>> = {
  identity: (offset) => Number(isMiddle(offset)),
  mean: (_, sizes) => 1 / product(sizes),
  gauss: (offset, sizes) => offset.reduce((value, at, axis) => value * bell(at, sizes[axis]!), 1),
  sobel: (offset, sizes) =>
    Math.sign(offset.at(-1)!) *
    offset.slice(0, -1).reduce((value, at, axis) => value * ((sizes[axis]! + 1) / 2 - Math.abs(at)), 1),
  laplace: (offset, sizes) => (isMiddle(offset) ? 1 - product(sizes) : 1),
  sharpen: (offset, sizes) => (isMiddle(offset) ? product(sizes) : -1),
};

/** Numbers of one kernel; a blur sums to 1. */
function filterOf(kind: keyof typeof FILTERS, sizes: readonly number[]): number[] {
  const taps = Array.from({ length: product(sizes) }, (_, place) => {
    let rest = place;
    const offset = sizes
      .toReversed()
      .map((size) => {
        const at = (rest % size) - (size - 1) / 2;
        rest = Math.floor(rest / size);
        return at;
      })
      .reverse();
    return FILTERS[kind](offset, sizes);
  });
  if (kind !== 'gauss') return taps;
  const sum = taps.reduce((a, b) => a + b, 0);
  return taps.map((tap) => tap / sum);
}

/** Fills the weight with a pattern, kernel by kernel, and the bias with zeros. `initial` leaves PyTorch's own numbers. */
function fill(weight: Tensor, bias: Tensor | null, kind: WeightKind, rank: number): void {
  if (kind === 'initial') return;
  const data = weight.data as Float32Array;
  const kernel = weight.shape.slice(-rank);
  const size = product(kernel);
  const filter =
    kind === 'ones'
      ? Array<number>(size).fill(1)
      : kind === 'ramp'
        ? Array.from({ length: size }, (_, i) => i + 1)
        : filterOf(kind, kernel);
  for (let at = 0; at < data.length; at++) data[at] = filter[at % size]!;
  weight.touch();
  if (bias === null) return;
  (bias.data as Float32Array).fill(0);
  bias.touch();
}

/** Turns every kernel by half a turn: the library's layers correlate, as PyTorch's do. */
function flip(weight: Tensor, rank: number): void {
  const data = weight.data as Float32Array;
  const size = product(weight.shape.slice(-rank));
  for (let start = 0; start < data.length; start += size) data.subarray(start, start + size).reverse();
  weight.touch();
}

type Weighted = nn.Module & { readonly weight: Tensor; readonly bias: Tensor | null };

const hasWeight = (layer: nn.Module): layer is Weighted => 'weight' in layer && layer.weight !== null;

/** Runs the layer. */
export function answerValues(question: ValuesQuestion): ValuesAnswer {
  if (!isRunnable(question)) return 'large';
  try {
    return computeValues(question);
  } catch (error) {
    if (error instanceof AtrousError) return 'refused';
    throw error;
  }
}

function computeValues({ spec, input: shape, inputKind, weightKind, flipped }: ValuesQuestion): Values {
  const rank = spatialRank(spec, shape);
  manualSeed(0);
  const layer = nn.build(spec);
  let weight: Tensor | undefined;
  let bias: Tensor | undefined;
  const x = inputOf(shape, rank, inputKind);
  return noGrad(() => {
    if (hasWeight(layer)) {
      fill(layer.weight, layer.bias, weightKind, rank);
      if (flipped) flip(layer.weight, rank);
      ({ weight } = layer);
      bias = layer.bias ?? undefined;
    }
    const y = layer.forward(x);
    return {
      input: x.data as Float32Array,
      output: y.data as Float32Array,
      weight: weight?.data as Float32Array | undefined,
      bias: bias?.data as Float32Array | undefined,
    };
  });
}
