/** @file Taps of whole layers: which inputs, outputs and weights meet, channels and groups included. */

import type { LayerSpec, Range, Shape } from 'atrous/spec';
import { QuestionError } from '../explain/error.js';
import { type TapsLayer, tapsLayer } from './layer.js';
import { type Line, linesOfInput, linesOfOutput, linesOfTap, type Triple, triplesOf } from './line.js';
import { phrase } from '../explain/words/phrase.js';

/**
 * Products of a layer with one of three things held: every pair of channels with, on every axis, every triple of the axis's
 * lines. Closed: as large as the number of axes (and of copied padding), not as the number of products.
 */
export interface Taps {
  readonly layer: TapsLayer;
  readonly inputChannels: Range;
  readonly outputChannels: Range;
  /** Per spatial axis the progressions; their triples together are the axis's. */
  readonly axes: readonly (readonly Line[])[];
  /** How many products there are. */
  readonly count: number;
}

/** One product: `y[output] += w[weight]·x[input]`. Indices without the batch; a pool's weight is its place in the window. */
export interface TapPair {
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly weight: readonly number[];
}

const length = ({ start, end }: Range): number => end - start;

const one = (index: number): Range => ({ start: index, end: index + 1 });

/** The channels of a side that a group has. */
function groupRange(group: number, channels: number, groups: number): Range {
  const share = channels / groups;
  return { start: group * share, end: (group + 1) * share };
}

const groupOf = (channel: number, channels: number, groups: number): number =>
  Math.floor(channel / (channels / groups));

function made(layer: TapsLayer, inputChannels: Range, outputChannels: Range, axes: readonly (readonly Line[])[]): Taps {
  // A pool joins every channel with itself only.
  const ins = layer.kind === 'pool' ? 1 : length(inputChannels);
  const channels = ins * length(outputChannels);
  const count = axes.reduce((product, lines) => product * lines.reduce((sum, line) => sum + line.count, 0), channels);
  return { layer, inputChannels, outputChannels, axes, count };
}

/** @throws QuestionError for an index of another length or outside its sizes */
function checkIndex(what: 'questionNoOutput' | 'questionNoInput' | 'questionNoTap', index: Shape, sizes: Shape): void {
  if (index.length === sizes.length && index.every((i, d) => Number.isInteger(i) && i >= 0 && i < sizes[d]!)) return;
  throw new QuestionError(
    phrase(what, { index: JSON.stringify(index), sizes: JSON.stringify(sizes) }),
    { index, sizes },
    phrase('questionIndex'),
  );
}

/**
 * What one output is made of: its window, in every input channel of its group.
 *
 * @param index  channel and position, without the batch
 * @throws QuestionError for a layer without taps or an index that is none; what PyTorch throws for the input
 */
export function tapsOfOutputAt(spec: LayerSpec, shape: Shape, index: Shape): Taps {
  return outputTaps(tapsLayer(spec, shape), index);
}

/** The same for a layer that is already read. */
export function outputTaps(layer: TapsLayer, index: Shape): Taps {
  checkIndex('questionNoOutput', index, [layer.outChannels, ...layer.output]);
  const [channel, ...position] = index as [number, ...number[]];
  const group = groupOf(channel, layer.outChannels, layer.groups);
  const axes = position.map((at, axis) => linesOfOutput(layer, axis, at));
  return made(layer, groupRange(group, layer.inChannels, layer.groups), one(channel), axes);
}

/** Every output that one input goes into, with the tap that takes it there. Parameters and errors as `tapsOfOutputAt`. */
export function tapsOfInputAt(spec: LayerSpec, shape: Shape, index: Shape): Taps {
  const layer = tapsLayer(spec, shape);
  checkIndex('questionNoInput', index, [layer.inChannels, ...layer.input]);
  const [channel, ...cell] = index as [number, ...number[]];
  const group = groupOf(channel, layer.inChannels, layer.groups);
  const axes = cell.map((at, axis) => linesOfInput(layer, axis, at));
  return made(layer, one(channel), groupRange(group, layer.outChannels, layer.groups), axes);
}

/** The channels that a weight joins: `[out, in of the group]` of a convolution, `[in, out of the group]` of a transposed one. */
function channelsOfWeight(layer: TapsLayer, index: Shape): { inputs: Range; outputs: Range } {
  if (layer.kind === 'pool')
    return { inputs: { start: 0, end: layer.inChannels }, outputs: { start: 0, end: layer.outChannels } };
  const [first, second] = index as [number, number, ...number[]];
  if (layer.kind === 'conv') {
    const group = groupOf(first, layer.outChannels, layer.groups);
    return { inputs: one((group * layer.inChannels) / layer.groups + second), outputs: one(first) };
  }
  const group = groupOf(first, layer.inChannels, layer.groups);
  return { inputs: one(first), outputs: one((group * layer.outChannels) / layer.groups + second) };
}

/**
 * Every pair that one element of the weight joins.
 *
 * @param index  as in the weight's shape; of a pool the place in the window
 */
export function tapsOfTapAt(spec: LayerSpec, shape: Shape, index: Shape): Taps {
  const layer = tapsLayer(spec, shape);
  checkIndex('questionNoTap', index, layer.weight);
  const { inputs, outputs } = channelsOfWeight(layer, index);
  const axes = index.slice(-layer.windows.length).map((tap, axis) => linesOfTap(layer, axis, tap));
  return made(layer, inputs, outputs, axes);
}

/** The index of the weight for a pair of channels and a tap per axis. */
function weightIndex(layer: TapsLayer, input: number, output: number, taps: readonly number[]): number[] {
  if (layer.kind === 'pool') return [...taps];
  const [ins, outs] = [layer.inChannels / layer.groups, layer.outChannels / layer.groups];
  return layer.kind === 'conv' ? [output, input % ins, ...taps] : [input, output % outs, ...taps];
}

/** The triples of all axes combined. */
function* combinations(axes: readonly (readonly Triple[])[]): Generator<readonly Triple[]> {
  const [first, ...rest] = axes;
  if (first === undefined) yield [];
  else for (const triple of first) for (const others of combinations(rest)) yield [triple, ...others];
}

/** The products one by one: of a pool channel by channel. */
export function* eachPair(taps: Taps): Generator<TapPair> {
  const { layer, inputChannels, outputChannels } = taps;
  const axes = taps.axes.map(triplesOf);
  for (let output = outputChannels.start; output < outputChannels.end; output++)
    for (let input = inputChannels.start; input < inputChannels.end; input++) {
      if (layer.kind === 'pool' && input !== output) continue;
      for (const triples of combinations(axes))
        yield {
          input: [input, ...triples.map((triple) => triple.input)],
          output: [output, ...triples.map((triple) => triple.output)],
          weight: weightIndex(
            layer,
            input,
            output,
            triples.map(({ tap }) => tap),
          ),
        };
    }
}
