/**
 * @file Gradients of the normalisations. For a set of m elements with x̂ = (x − mean)·inv, inv = 1/√(variance + eps):
 *
 *     h = gY·weight
 *     gX = inv·(h − Σh/m − x̂·Σ(h·x̂)/m)     gX = inv·h where the statistics are not the set's own
 *     gWeight = Σ gY·x̂                       gBias = Σ gY
 *
 * Without a mean to take off (root mean square) Σh/m is left out.
 *
 * Saved: input and weight; the statistics are kept as numbers for the first derivative, which is computed in two passes.
 * A derivative that will be differentiated again is made of operations instead, from the saved input.
 */

import { differentiable, isRecorded } from '../../autograd/index.js';
import type { NormGeometry } from '../../geometry/norm.js';
import type { FloatArray } from '../../tensor/dtype.js';
import { empty } from '../../tensor/element.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { AffineOptions } from './arguments.js';
import { accelerated, type ElementSums, onFloat32 } from '../engine.js';
import { recordedGradients } from './recorded-gradient.js';
import { inverseDeviations, type Statistics } from './statistics.js';

/** What a normalisation did. */
export interface Normalization {
  /** PyTorch's name without `Backward0`. */
  readonly name: string;
  readonly geometry: NormGeometry;
  /** What it normalised with; kept, so not to be changed any more. */
  readonly stats: Statistics;
  /** Whether these are constants, as running statistics are, and not the input's own. */
  readonly constant: boolean;
  /** Whether the mean stays: it is 0 here, and its gradient none. */
  readonly uncentred?: boolean;
  readonly eps: number;
  /** Whether there is a weight per element of a set (layer normalisation), not per channel. */
  readonly perElement: boolean;
  /** Of weight and bias, also where only one of them is there. */
  readonly parameterShape: readonly number[];
}

/** Gives the output of a normalisation its history. */
export function recordNormalization(
  input: Tensor,
  { weight = null, bias = null }: AffineOptions,
  output: Tensor,
  done: Normalization,
): Tensor {
  return differentiable(
    done.name,
    [input, weight, bias],
    output,
    (grad, [x, w = null], needs) => {
      const gradients = isRecorded([grad, x, w]) ? recordedGradients : firstGradients;
      return gradients(grad, x!, w, done, needs);
    },
    weight ? [input, weight] : [input],
  );
}

const NOTHING = new Float32Array(0);

/** One weight and bias per channel: `spatial` elements in a row share all but the gradient. */
function sumsByChannel(
  grad: Tensor,
  input: Tensor,
  w: FloatArray | null,
  inverse: Float64Array,
  { geometry, stats }: Normalization,
): ElementSums {
  const { sets, inner, channels, spatial } = geometry;
  const [total, dot] = [new Float64Array(sets), new Float64Array(sets)];
  const [weight, bias] = [new Float64Array(channels), new Float64Array(channels)];
  const quick = onFloat32([grad, input], (engine, g, x) => engine.normSums(g, x, geometry, stats.mean));
  const g = quick ? NOTHING : arrayOf(grad);
  const x = quick ? NOTHING : arrayOf(input);
  for (let start = 0, run = 0; start < input.numel(); start += spatial, run++) {
    const set = Math.floor(start / inner) % sets;
    const channel = run % channels;
    const mean = stats.mean[set]!;
    let sum = quick ? quick.first[run]! : 0;
    let product = quick ? quick.second[run]! : 0;
    const end = quick ? start : start + spatial;
    for (let i = start; i < end; i++) {
      sum += g[i]!;
      product += g[i]! * (x[i]! - mean);
    }
    const scale = w === null ? 1 : w[channel]!;
    total[set]! += scale * sum;
    dot[set]! += scale * product;
    weight[channel]! += product * inverse[set]!;
    bias[channel]! += sum;
  }
  return { total, dot, weight, bias };
}

/** One weight and bias per element of a set. */
function sumsByElement(
  grad: Tensor,
  input: Tensor,
  w: FloatArray | null,
  inverse: Float64Array,
  { geometry, stats }: Normalization,
): ElementSums {
  const terms = { centre: stats.mean, scale: inverse, weight: w };
  const quick = onFloat32([grad, input], (engine, g, x) => engine.elementSums(g, x, geometry, terms));
  if (quick !== undefined) return quick;
  const [g, x] = [arrayOf(grad), arrayOf(input)];
  const { sets, inner } = geometry;
  const [total, dot] = [new Float64Array(sets), new Float64Array(sets)];
  const [weight, bias] = [new Float64Array(inner), new Float64Array(inner)];
  for (let set = 0; set < sets; set++) {
    const start = set * inner;
    const mean = stats.mean[set]!;
    let [sum, product] = [0, 0];
    for (let i = 0; i < inner; i++) {
      const value = g[start + i]!;
      const centred = x[start + i]! - mean;
      const scaled = w === null ? value : value * w[i]!;
      sum += scaled;
      product += scaled * centred;
      weight[i]! += value * centred * inverse[set]!;
      bias[i]! += value;
    }
    total[set] = sum;
    dot[set] = product;
  }
  return { total, dot, weight, bias };
}

/** The gradient of the input from the sums, which constant statistics leave out. */
function inputGradient(
  grad: Tensor,
  input: Tensor,
  w: FloatArray | null,
  inverse: Float64Array,
  { total, dot }: ElementSums,
  { geometry, stats, constant, uncentred, perElement }: Normalization,
): Tensor {
  const { outer, sets, inner, channels, spatial } = geometry;
  const count = outer * inner;
  const level = total.map((sum) => (constant || uncentred ? 0 : sum / count));
  const slope = dot.map((sum, set) => (constant ? 0 : (sum / count) * inverse[set]! ** 2));
  const terms = { centre: stats.mean, scale: inverse, level, slope, weight: w };
  const quick = accelerated(input.shape, [grad, input], (engine, g, x) => engine.normGradient(g, x, geometry, terms));
  if (quick !== undefined) return quick;
  const output = empty(input.shape, input.dtype);
  const [g, x, out] = [arrayOf(grad), arrayOf(input), arrayOf(output)];
  for (let start = 0, run = 0; start < x.length; start += spatial, run++) {
    const set = Math.floor(start / inner) % sets;
    const [mean, scale, shift, tilt] = [stats.mean[set]!, inverse[set]!, level[set]!, slope[set]!];
    const first = perElement ? 0 : run % channels;
    const step = perElement ? 1 : 0;
    for (let i = start, at = first; i < start + spatial; i++, at += step) {
      const h = w === null ? g[i]! : g[i]! * w[at]!;
      out[i] = (h - shift - (x[i]! - mean) * tilt) * scale;
    }
  }
  return output;
}

type Gradients = (
  grad: Tensor,
  x: Tensor,
  w: Tensor | null,
  done: Normalization,
  needs: readonly boolean[],
) => (Tensor | null)[];

const arrayOf = (t: Tensor): FloatArray => t.storage.array as FloatArray;

/** All gradients in two passes over the data. */
const firstGradients: Gradients = (grad, input, weight, done, needs) => {
  const w = weight && arrayOf(weight);
  const inverse = inverseDeviations(done.stats, done.eps);
  const sums = (done.perElement ? sumsByElement : sumsByChannel)(grad, input, w, inverse, done);
  const parameter = (values: ArrayLike<number>): Tensor => {
    const out = empty(done.parameterShape, grad.dtype);
    arrayOf(out).set(values);
    return out;
  };
  const gradInput = needs[0] ? inputGradient(grad, input, w, inverse, sums, done) : null;
  return [gradInput, needs[1] ? parameter(sums.weight) : null, needs[2] ? parameter(sums.bias) : null];
};
