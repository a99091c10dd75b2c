/** @file How many taps each output of a transposed convolution is a sum of, and what that does to a constant input. */

import type { LayerSpec, Shape } from 'atrous/spec';
import { QuestionError } from '../explain/error.js';
import { type TapsLayer, tapsLayer } from '../taps/layer.js';
import { linesOfOutput } from '../taps/line.js';
import { expectLength } from '../matrix/matrix.js';
import { type Unevenness, unevennessOf } from './unevenness.js';
import { phrase } from '../explain/words/phrase.js';

/** The overlap of the kernel's marks, per axis; of a cell it is the product over the axes. */
export interface OverlapMap {
  /** Spatial sizes of the output. */
  readonly shape: readonly number[];
  /** Per axis, how many taps reach each position. */
  readonly axes: readonly (readonly number[])[];
  /** Per axis, the taps of each phase away from the border: phase 0 is that of the first tap. */
  readonly phases: readonly (readonly number[])[];
  /** Taps that reach a cell, per input channel of its group. */
  at(position: readonly number[]): number;
  /** Of the counts of all phases: 0 where every inner cell is a sum of as many products. */
  readonly unevenness: Unevenness;
}

/**
 * How many taps reach each phase of the output, `o mod s`: tap `t` reaches phase `d·t mod s`. Interior cells only; padding
 * turns the list round.
 */
export function tapsPerPhase(kernel: number, stride: number, dilation: number): number[] {
  const counts = Array.from({ length: stride }, () => 0);
  for (let tap = 0; tap < kernel; tap++) counts[(tap * dilation) % stride]! += 1;
  return counts;
}

/** @throws QuestionError for a layer that is no transposed convolution */
export function transposedLayer(spec: LayerSpec, input: Shape): TapsLayer {
  if (!/^(Lazy)?ConvTranspose[123]d$/.test(spec.op))
    throw new QuestionError(phrase('questionNoMarks', { op: spec.op }), { op: spec.op }, phrase('questionTransposed'));
  return tapsLayer(spec, input);
}

/** All combinations of one element per list, multiplied. */
const products = (lists: readonly (readonly number[])[]): number[] =>
  lists.reduce<number[]>((all, list) => all.flatMap((a) => list.map((b) => a * b)), [1]);

/**
 * The overlap map of a transposed convolution. Along one axis, kernel 3 at stride 2 alternates 1, 2 (1, 2, 2, 4 in a plane), kernel
 * 4 is 2 everywhere.
 *
 * @throws QuestionError for another layer; what PyTorch throws for the input
 * @see Odena, Dumoulin, Olah, "Deconvolution and Checkerboard Artifacts", Distill 2016
 */
export function overlapMap(spec: LayerSpec, input: Shape): OverlapMap {
  const layer = transposedLayer(spec, input);
  const axes = layer.output.map((count, axis) =>
    Array.from({ length: count }, (_, o) => linesOfOutput(layer, axis, o).reduce((sum, line) => sum + line.count, 0)),
  );
  const phases = layer.windows.map(({ kernel, stride, dilation }) => tapsPerPhase(kernel, stride, dilation));
  return {
    shape: layer.output,
    axes,
    phases,
    at: (position) => position.reduce((product, o, axis) => product * axes[axis]![o]!, 1),
    unevenness: unevennessOf([products(phases)]),
  };
}

/** The flat places of a kernel's taps by phase. */
function placesByPhase(layer: TapsLayer): number[][] {
  const strides = layer.windows.map(({ stride }) => stride);
  const kernel = layer.windows.map((window) => window.kernel);
  const places: number[][] = Array.from({ length: strides.reduce((a, b) => a * b, 1) }, () => []);
  const taps = kernel.reduce((a, b) => a * b, 1);
  for (let place = 0; place < taps; place++) {
    let [rest, phase, scale] = [place, 0, 1];
    for (let axis = kernel.length - 1; axis >= 0; axis--) {
      const tap = rest % kernel[axis]!;
      rest = Math.floor(rest / kernel[axis]!);
      phase += ((tap * layer.windows[axis]!.dilation) % strides[axis]!) * scale;
      scale *= strides[axis]!;
    }
    places[phase]!.push(place);
  }
  return places;
}

/**
 * What a constant input of 1 gives at each phase, per output channel, away from borders and without bias: the sum of the
 * weights that reach that phase, over all input channels of the group. Closed form: no layer has to run.
 *
 * @param weight  flat, as in the layer: [in, out / groups, kernel…]
 * @throws QuestionError for another layer or a wrong number of weights
 */
export function phaseSums(spec: LayerSpec, input: Shape, weight: ArrayLike<number>): number[][] {
  const layer = transposedLayer(spec, input);
  const [ins, outs, ...kernel] = layer.weight as [number, number, ...number[]];
  const taps = kernel.reduce((a, b) => a * b, 1);
  expectLength('weight', weight, ins * outs * taps);
  const places = placesByPhase(layer);
  return Array.from({ length: layer.outChannels }, (_, channel) => {
    const group = Math.floor(channel / outs);
    const share = ins / layer.groups;
    return places.map((own) => {
      let sum = 0;
      for (let i = group * share; i < (group + 1) * share; i++)
        for (const place of own) sum += weight[(i * outs + (channel % outs)) * taps + place]!;
      return sum;
    });
  });
}
