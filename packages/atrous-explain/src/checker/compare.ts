/** @file Checkerboards measured: the layer and its remedies on a constant input, computed by whoever can compute layers. */

import { type LayerSpec, type Shape, chain, parameterShapes } from 'atrous/spec';
import { extentAt } from '../field/field.js';
import { followNetwork } from '../field/reads.js';
import { type OverlapMap, overlapMap, transposedLayer } from './overlap.js';
import { type Initial, type Remedy, type WeightedLayer, initialValues, remediesOf } from './remedies.js';
import { type Inner, type Unevenness, type Values, phaseMeans, unevennessOf } from './unevenness.js';

/** Computes one layer. This package holds no tensors, so it is given from outside. */
export type ComputeLayer = (layer: WeightedLayer, x: Values) => Values;

/** A layer or a remedy, measured. */
export interface Measured {
  readonly layers: readonly WeightedLayer[];
  readonly output: Values;
  /** Of the output for a constant input of 1, away from borders where the input leaves room for that. */
  readonly unevenness: Unevenness;
  /** Whether the border had to be counted in. */
  readonly withBorder: boolean;
}

export interface CheckerReport {
  readonly overlap: OverlapMap;
  readonly own: Measured;
  readonly remedies: readonly (Remedy & Measured)[];
}

/** The positions whose field lies inside the input, per axis; undefined where they hold no whole period. */
function innerOf(specs: readonly LayerSpec[], input: Shape, period: readonly number[]): Inner | undefined {
  const followed = followNetwork(chain(specs), input);
  const last = specs.length - 1;
  const rank = followed.axes.length;
  const inner = followed.axes.map((steps, axis): readonly [number, number] => {
    const size = input.at(axis - rank)!;
    const inside = Array.from({ length: followed.outputs[last]!.at(axis - rank)! }, (_, o) => {
      const field = extentAt(steps, last, size, o);
      const low = field.start - (field.size - 1) / 2;
      return field.size > 0 && low >= 0 && low + field.size <= size;
    });
    return [inside.indexOf(true), inside.lastIndexOf(true)];
  });
  const enough = inner.every(([first, end], axis) => first >= 0 && end - first + 1 >= period[axis]!);
  return enough ? inner : undefined;
}

function measured(
  layers: readonly WeightedLayer[],
  x: Values,
  period: readonly number[],
  compute: ComputeLayer,
): Measured {
  const output = layers.reduce<Values>((now, layer) => compute(layer, now), x);
  const inner = innerOf(
    layers.map(({ spec }) => spec),
    x.shape,
    period,
  );
  return {
    layers,
    output,
    unevenness: unevennessOf(phaseMeans(output, period, inner)),
    withBorder: inner === undefined,
  };
}

export interface CheckerOptions {
  /** The layer's own parameters, flat, by name; default `initial`'s. */
  readonly parameters?: Readonly<Record<string, ArrayLike<number>>> | undefined;
  /** Parameters of the remedies' layers; default numbers as PyTorch's layers begin with, always the same. */
  readonly initial?: Initial | undefined;
  /** Whether remedies are measured too, each as long as the layer itself; default true. */
  readonly remedies?: boolean | undefined;
}

/**
 * Measures a transposed convolution and its remedies on a constant input: phase unevenness is
 * `(max − min) / |mean|` of the means of the `s × s` phases of the output.
 *
 * A kernel that the stride divides evens out how many products each cell has, not what random or trained weights make of
 * them; resizing, ICNR and the blur are even for any weights at the start.
 *
 * @param input    the layer's input shape; larger ones leave more room away from borders
 * @param compute  computes a layer with given parameters: `nn.build(spec)` with its weights set
 * @throws QuestionError for another layer; what PyTorch throws for the input
 */
export function compareRemedies(
  spec: LayerSpec,
  input: Shape,
  compute: ComputeLayer,
  options: CheckerOptions = {},
): CheckerReport {
  const { initial = initialValues, remedies = true } = options;
  const layer = transposedLayer(spec, input);
  const own: WeightedLayer = { spec, parameters: options.parameters ?? parametersOf(spec, initial) };
  const period = layer.windows.map(({ stride }) => stride);
  const x = constant(input);
  return {
    overlap: overlapMap(spec, input),
    own: measured([own], x, period, compute),
    remedies: (remedies ? remediesOf(own, input, initial) : []).map((remedy) => ({
      ...remedy,
      ...measured(remedy.layers, x, period, compute),
    })),
  };
}

const parametersOf = (spec: LayerSpec, initial: Initial): Record<string, ArrayLike<number>> =>
  Object.fromEntries(parameterShapes(spec).map(([name, shape]) => [name, initial(shape, name)]));

function constant(shape: Shape): Values {
  return { shape, data: new Float64Array(shape.reduce((a, b) => a * b, 1)).fill(1) };
}
