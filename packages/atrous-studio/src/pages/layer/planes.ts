/** @file One channel of a layer's numbers, as a picture shows them. */

import type { SceneValues } from 'atrous-explain';
import type { LayerPageState } from './state.js';
import type { Values } from './values.js';
import type { Legal } from './verdict.js';
import { rankIn, readChannels } from './view.js';

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

const largestOf = (data: Float32Array): number => data.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;

/** The channels that are shown: those of the state, as far as the layer has them and the one is made of the other. */
export function channelsIn(
  legal: Legal,
  { channel, inChannel }: Pick<LayerPageState, 'channel' | 'inChannel'>,
): Pick<LayerPageState, 'channel' | 'inChannel'> {
  const rank = rankIn(legal);
  const least = (at: number, shape: readonly number[]): number =>
    Math.min(at, Math.max(0, (shape.at(-rank - 1) ?? 1) - 1));
  const made = least(channel, legal.output);
  const [first, count] = readChannels(legal, made);
  const read = least(inChannel, legal.input);
  return { channel: made, inChannel: read >= first && read < first + count ? read : first };
}

/** One channel of input and output, and the kernel between them. */
export function planesOf(values: Values, legal: Legal, channel: number, inChannel: number): SceneValues {
  const rank = rankIn(legal);
  const plane = (data: Float32Array, at: number, shape: readonly number[]): Float32Array => {
    const size = product(shape.slice(-rank));
    return data.subarray(at * size, (at + 1) * size);
  };
  const input = plane(values.input, inChannel, legal.input);
  const output = plane(values.output, channel, legal.output);
  return {
    input,
    output,
    kernel: kernelOf(values, legal, channel, inChannel),
    largest: { input: largestOf(input), output: largestOf(output) },
  };
}

function kernelOf({ weight }: Values, legal: Legal, channel: number, inChannel: number): Float32Array | undefined {
  const layout = legal.explanation.weight.parameters.find(({ parameter }) => parameter === 'weight');
  if (!weight || !layout) return undefined;
  const [, second, ...kernel] = layout.axes.map(({ size }) => size);
  const isTransposed = legal.spec.op.startsWith('ConvTranspose');
  const [first, inner] = isTransposed ? [inChannel, channel % second!] : [channel, inChannel % second!];
  const size = product(kernel);
  const start = (first * second! + inner) * size;
  return weight.subarray(start, start + size);
}
