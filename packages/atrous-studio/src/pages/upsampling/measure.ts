/** @file The layer and its remedies, run by the library on the chosen input. */

import 'atrous/engine';
import { Generator, nn, noGrad, rand, randn, Tensor } from 'atrous';
import {
  compareRemedies,
  type Initial,
  type Measured,
  overlapMap,
  type OverlapMap,
  type Phrase,
  type RemedyId,
  type Values,
  type WeightedLayer,
} from 'atrous-explain';
import { type LayerSpec, macs, outputShape, type Shape } from 'atrous/spec';
import { inputOf, specOf, type UpsamplingState } from './state.js';

const product = (sizes: Shape): number => sizes.reduce((a, b) => a * b, 1);

/** The layer as it is, or one of its remedies. */
export interface Way {
  readonly id: RemedyId | 'own';
  readonly layers: readonly LayerSpec[];
  /** Of the output for a constant input; Infinity where phases differ about a mean of 0. */
  readonly unevenness: number;
  /** The first channel of the output for the chosen input. */
  readonly plane: Plane;
  /** What it is and what it costs; undefined for the layer itself. */
  readonly note: Phrase | undefined;
}

export interface Plane {
  readonly height: number;
  readonly width: number;
  readonly values: Float32Array;
}

export interface Measurement {
  readonly spec: LayerSpec;
  readonly input: Shape;
  readonly output: Shape;
  readonly overlap: OverlapMap;
  /** Products that the layer takes; of more than `MOST_PRODUCTS` nothing is run. */
  readonly products: number;
  readonly ways: readonly Way[];
  /** Whether the input leaves no room away from the borders, so that they had to be counted in. */
  readonly withBorder: boolean;
}

/** The layer and its remedies, run twice, take about ten times as long as the layer: a tenth of a second for so many. */
export const MOST_PRODUCTS = 5e7;

/** Numbers in (−b, b) with `b = 1/√fan_in`, as PyTorch's convolutions begin, from a seed; or all 1. */
function initialFor({ weights, seed }: UpsamplingState): Initial {
  const generator = new Generator().manualSeed(seed);
  return (shape) => {
    if (weights === 'ones') return new Float32Array(product(shape)).fill(1);
    const bound = 1 / Math.sqrt(Math.max(1, product(shape.slice(1))));
    const drawn = rand(shape, { generator }).data;
    return Float32Array.from(drawn as Float32Array, (value) => (2 * value - 1) * bound);
  };
}

function compute({ spec, parameters }: WeightedLayer, { data, shape }: Values): Values {
  const layer = nn.build(spec).eval();
  const given = Object.entries(parameters).map(([name, values]): [string, Tensor] => [
    name,
    new Tensor(Float32Array.from(values), layer.getParameter(name).shape, 'float32'),
  ]);
  layer.loadStateDict(new Map(given));
  const y = noGrad(() => layer.forward(new Tensor(Float32Array.from(data), shape, 'float32')));
  return { data: y.data as Float32Array, shape: y.shape };
}

/** A disc beside a bar: a smooth edge and straight ones. */
function disc(size: number): Float32Array {
  return Float32Array.from({ length: size * size }, (_, i) => {
    const [y, x] = [Math.floor(i / size) + 0.5, (i % size) + 0.5];
    const away = Math.hypot(y - 0.5 * size, x - 0.4 * size);
    const inDisc = Math.min(1, Math.max(0, 0.3 * size - away + 0.5));
    return Math.max(inDisc, x > 0.78 * size && x < 0.92 * size ? 1 : 0);
  });
}

/** What goes through the layers; undefined for the constant, which has gone through them already. */
function filled({ fill, seed, size }: UpsamplingState, shape: Shape): Values | undefined {
  if (fill === 'constant') return undefined;
  // A stream of its own, so that weights do not depend on the input's size.
  if (fill === 'noise')
    return { shape, data: randn(shape, { generator: new Generator().manualSeed(seed + 1) }).data as Float32Array };
  const plane = disc(size);
  return { shape, data: Float32Array.from({ length: product(shape) }, (_, i) => plane[i % plane.length]!) };
}

function firstPlane({ data, shape }: Values): Plane {
  const [height, width] = shape.slice(-2) as [number, number];
  return { height, width, values: Float32Array.from({ length: height * width }, (_, i) => data[i]!) };
}

/**
 * Everything that the page shows.
 *
 * @throws what PyTorch throws for the layer or its input
 */
export function measure(state: UpsamplingState): Measurement {
  const spec = specOf(state);
  const input = inputOf(state);
  const output = outputShape(spec, input);
  const overlap = overlapMap(spec, input);
  const products = macs(spec, input);
  const shown = { spec, input, output, overlap, products };
  if (products > MOST_PRODUCTS || output.includes(0)) return { ...shown, ways: [], withBorder: false };
  const { own, remedies } = compareRemedies(spec, input, compute, { initial: initialFor(state) });
  const x = filled(state, input);
  const way = (id: Way['id'], { layers, unevenness, output: constant }: Measured, note?: Phrase): Way => ({
    id,
    layers: layers.map((layer) => layer.spec),
    unevenness: unevenness.value,
    plane: firstPlane(x === undefined ? constant : layers.reduce<Values>((now, layer) => compute(layer, now), x)),
    note,
  });
  return {
    ...shown,
    ways: [way('own', own), ...remedies.map((remedy) => way(remedy.id, remedy, remedy.note))],
    withBorder: own.withBorder,
  };
}
