/** @file Parameters and multiply-accumulates, with the numbers put in. */

import {
  type LayerSpec,
  type Macs,
  type Shape,
  type Window,
  layerRule,
  layerWindows,
  outputsOfTap,
  parameterCount,
  parameterShapes,
  plainSpec,
} from 'atrous/spec';
import { outputOf } from './call.js';
import { type Step, type Token, formula, productOf, ref } from './tokens.js';

/** `64·3·7·7 + 64`: one product per parameter; undefined for a layer that has none. */
export function explainParameters(spec: LayerSpec): Step | undefined {
  const shapes = parameterShapes(spec);
  if (shapes.length === 0) return undefined;
  const tokens = shapes.flatMap(([name, shape], i) => [
    ...(i === 0 ? [] : formula(' + ')),
    ...(name === 'weight' ? weightTokens(spec, shape) : productOf([...shape])),
  ]);
  return { id: 'parameters', tokens, value: parameterCount(spec) };
}

/** The weight's sizes; of a grouped convolution the second is written as the quotient it is: `64·(32/4)·3·3`. */
function weightTokens({ op, args }: LayerSpec, shape: Shape): Token[] {
  if (!/^Conv(Transpose)?[123]d$/.test(op)) return productOf([...shape]);
  const channels = [
    ref('outChannels', 'C', Number(args['outChannels'])),
    ref('inChannels', 'C', Number(args['inChannels'])),
  ];
  const [first, second] = op.startsWith('ConvTranspose') ? channels.reverse() : channels;
  const groups = Number(args['groups']);
  const divided = groups === 1 ? [second!] : formula('(', second!, '/', ref('groups', 'C', groups), ')');
  const kernel = shape.slice(2).flatMap((k) => formula('·', ref('kernel', undefined, k)));
  return [first!, ...formula('·'), ...divided, ...kernel];
}

/** The cost of one call. */
export interface MacsExplanation extends Step {
  /** The three conventions; the formula's value is the nominal one. */
  readonly macs: Macs;
  /**
   * The other two with their numbers: with one addition of the bias per output element, and only the products that touch a
   * real input element and land inside the output.
   */
  readonly others: readonly Step[];
}

/**
 * `9,408·152·114`: elements of the weight times the positions it is put at, which are the output's (the input's of a
 * transposed convolution), times the batch. Undefined for a layer that multiplies nothing the conventions count.
 *
 * @throws what PyTorch throws where the layer refuses this input
 */
export function explainMacs(layer: LayerSpec, inputShape: Shape): MacsExplanation | undefined {
  const spec = plainSpec(layer, inputShape);
  const output = outputOf(spec, inputShape);
  const macs = layerRule(spec.op).macs?.(spec.args, inputShape, output);
  const weight = parameterShapes(spec)[0]?.[1];
  if (!macs || !weight) return undefined;
  const elements = weight.reduce((a, b) => a * b, 1);
  const positions = weightPositions(spec.op, inputShape, output);
  const others = [withBiasStep(macs, output), effectiveStep(spec, inputShape, output, macs)];
  return { id: 'macs', tokens: productOf([elements, ...positions]), value: macs.nominal, macs, others };
}

/** `163,021,824 + 64·152·114` */
function withBiasStep({ nominal, withBias }: Macs, output: Shape): Step {
  const adds = output.filter((size, i) => i > 0 || size !== 1);
  const tokens = withBias === nominal ? formula(nominal) : [...formula(nominal, ' + '), ...productOf(adds)];
  return { id: 'macsWithBias', tokens, value: withBias };
}

/**
 * `64·3·1,058·791`: channel pairs times, per axis, the pairs of a position and a tap that meet an element. Padding that shows
 * copies of real elements, and layers without windows, miss none.
 */
function effectiveStep(spec: LayerSpec, input: Shape, output: Shape, macs: Macs): Step {
  const windows = layerWindows(spec, input);
  const value = macs.effective;
  if (!windows || spec.args['paddingMode'] !== 'zeros') return { id: 'macsEffective', tokens: formula(value), value };
  const transposed = spec.op.startsWith('ConvTranspose');
  const [positions, others] = transposed ? [input, output] : [output, input];
  const rank = windows.length;
  const batch = positions.slice(0, -rank - 1).filter((size) => size !== 1);
  const [first, second] = parameterShapes(spec)[0]![1];
  const met = windows.map((window, i) => meetings(window, others.at(i - rank)!, positions.at(i - rank)!));
  return { id: 'macsEffective', tokens: productOf([...batch, first!, second!, ...met]), value };
}

/** Pairs of a position (of `count`) and a tap that meet one of `size` elements. */
function meetings(window: Window, size: number, count: number): number {
  let sum = 0;
  for (let tap = 0; tap < window.kernel; tap++) {
    const { start, end } = outputsOfTap(tap, size, window, count);
    sum += end - start;
  }
  return sum;
}

/** Batch and spatial sizes of the side that the weight slides over; a batch of one is left out. */
function weightPositions(op: string, input: Shape, output: Shape): number[] {
  const rank = Number(/([123])d$/.exec(op)?.[1] ?? 0);
  if (rank === 0) return output.slice(0, -1).filter((size, i) => i > 0 || size !== 1);
  const side = op.startsWith('ConvTranspose') ? input : output;
  const batch = side.slice(0, -rank - 1).filter((size) => size !== 1);
  return [...batch, ...side.slice(-rank)];
}
