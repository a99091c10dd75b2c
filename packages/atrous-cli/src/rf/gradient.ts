/** @file The gradient field: how strongly one output of a network with real weights answers to each cell of its input. */

import { autograd, type nn, ones, randn, type Tensor, zeros } from 'atrous';
import { type Spread, spreadOf } from 'atrous-explain';
import type { NetworkSpec, Shape } from 'atrous/spec';

export interface GradientField extends Spread {
  /** Spatial sizes of the input. */
  readonly shape: readonly number[];
  /** One per cell, row-major: |∂y/∂x|, summed over the channels of the input, its mean over the inputs that were tried. */
  readonly values: Float64Array;
  /** Inputs that were tried. */
  readonly samples: number;
  /** Cells whose gradient is not 0. */
  readonly reached: number;
  /** The fewest cells that together hold 95 % of all of it. */
  readonly most: number;
}

/** Rectifiers and maxima pass on other cells for other inputs: so many are tried. */
const SAMPLES = 8;
const SHARE = 0.95;

/** The network up to a node, whose output it gives. */
export function upTo(network: NetworkSpec, node: string): NetworkSpec {
  const last = network.nodes.findIndex(({ name }) => name === node);
  return { ...network, nodes: network.nodes.slice(0, last + 1) };
}

/** Ones at a position of the spatial axes, in every channel; where these are gone, everywhere. */
function selector(output: Tensor, position: readonly number[], rank: number, isGone: boolean): Tensor {
  if (isGone) return ones(output.shape);
  const mask = zeros(output.shape);
  const data = mask.data as Float32Array;
  const sizes = output.shape.slice(-rank);
  const plane = sizes.reduce((a, b) => a * b, 1);
  const at = position.reduce((offset, i, axis) => offset * sizes[axis]! + i, 0);
  for (let start = at; start < data.length; start += plane) data[start] = 1;
  mask.touch();
  return mask;
}

/** Sums of the absolute values over everything but the last `rank` axes. */
function addPlanes(into: Float64Array, gradient: Tensor): void {
  const data = gradient.data as Float32Array;
  for (let i = 0; i < data.length; i++) into[i % into.length]! += Math.abs(data[i]!);
}

/** How few of the values hold a share of their sum. */
function fewest(values: Float64Array, share: number): number {
  const sorted = values.toSorted().toReversed();
  const wanted = share * sorted.reduce((a, b) => a + b, 0);
  let [sum, count] = [0, 0];
  while (sum < wanted && count < sorted.length) sum += sorted[count++]!;
  return count;
}

/**
 * Walks back from one position of the model's output, all channels added, to inputs drawn from a normal distribution.
 *
 * @param rank   spatial axes of the input
 * @see Luo et al., "Understanding the Effective Receptive Field in Deep Convolutional Neural Networks", 2016
 */
export function gradientField(
  model: nn.TensorModule,
  input: Shape,
  rank: number,
  position: readonly number[],
): GradientField {
  const shape = input.slice(-rank);
  const values = new Float64Array(shape.reduce((a, b) => a * b, 1));
  for (let sample = 0; sample < SAMPLES; sample++) {
    const x = randn([...input], { requiresGrad: true });
    const y = model.forward(x);
    const mask = selector(y, position, rank, y.shape.length < input.length);
    const [gradient] = autograd.grad(y, x, { gradOutputs: mask, allowUnused: true });
    if (gradient) addPlanes(values, gradient);
  }
  for (let i = 0; i < values.length; i++) values[i]! /= SAMPLES;
  return {
    shape,
    values,
    samples: SAMPLES,
    reached: values.reduce((count, value) => count + (value > 0 ? 1 : 0), 0),
    most: fewest(values, SHARE),
    ...spreadOf(shape, values),
  };
}
