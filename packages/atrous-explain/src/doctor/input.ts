/** @file The input of a network, where nobody says it: what the text tries it with, what leads to a message, a usual size. */

import { type NetworkSpec, type Shape, networkReads } from 'atrous/spec';
import type { Diagnosis } from '../parse/error/diagnose.js';

/** Where an input comes from. */
export type InputSource = 'given' | 'text' | 'message' | 'usual';

export interface Guess {
  readonly shape: Shape;
  readonly source: InputSource;
}

export interface Clues {
  /** What the text gives to its model. */
  readonly example: Shape | undefined;
  readonly text: string;
  /** Of the message that the input led to. */
  readonly diagnosis: Diagnosis | undefined;
}

const SIZES: readonly number[] = [224, 32, 28, 64, 256, 128, 299, 227, 96, 512, 16, 572, 1];

/** Sizes that are tried for the one that leads to a message, and nodes that are sized on the way. */
const LARGEST = 640;
const MOST_NODES = 60_000;

type ShapeOf = (size: number, batch?: number) => number[];

/** Channels and axes that the first layer which tells takes; undefined where none does. */
function shapeFor(network: NetworkSpec): ShapeOf | undefined {
  for (const { spec, from } of network.nodes) {
    if (!from.includes('input')) continue;
    const rank = Number(/([123])d$/.exec(spec.op)?.[1] ?? 0);
    const channels = spec.args['inChannels'] ?? spec.args['numFeatures'] ?? spec.args['numChannels'];
    if (spec.op === 'Linear') return (_, batch = 1) => [batch, spec.args['inFeatures'] as number];
    if (rank > 0) {
      const first = typeof channels === 'number' ? channels : (firstChannels(network) ?? 3);
      return (size, batch = 1) => [batch, first, ...Array<number>(rank).fill(rank === 3 ? Math.min(size, 64) : size)];
    }
  }
  const channels = firstChannels(network);
  return channels === undefined ? undefined : (size, batch = 1) => [batch, channels, size, size];
}

const firstChannels = (network: NetworkSpec): number | undefined =>
  network.nodes.map(({ spec }) => spec.args['inChannels']).find((value) => typeof value === 'number');

/** Tensors that the text makes, and what it gives to summaries. */
const MADE =
  /\b(?:torch\.(?:randn|rand|zeros|ones|empty)|summary\([^\n]{0,80}?,)\s*\(?\s*(?:input_size\s*=\s*)?[([]?[([]?\s*(\d+(?:\s*,\s*\d+){0,4})\s*,?\s*[\])]/g;

/** The first shape in the text that has the axes and the channels of the input; the batch may be left out. */
function shapeInText(text: string, shape: ShapeOf): Shape | undefined {
  const like = shape(1);
  for (const [, sizes] of text.slice(0, 200_000).matchAll(MADE)) {
    const found = sizes!.split(',').map(Number);
    const whole = found.length === like.length - 1 ? [1, ...found] : found;
    if (whole.length === like.length && whole[1] === like[1] && whole.every((size) => size > 0)) return whole;
  }
  return undefined;
}

/** First numbers of the sizes in a message: one of them may be the batch. */
const batchesIn = ({ numbers }: Diagnosis): number[] => [
  ...new Set([...Object.values(numbers).flatMap((field) => (typeof field === 'object' ? [field[0]!] : [])), 1]),
];

/** An input at which the network stops with the very message. */
function leadingTo(
  diagnosis: Diagnosis,
  network: NetworkSpec,
  shape: ShapeOf,
  likely: readonly Shape[],
): Shape | undefined {
  let left = MOST_NODES;
  const leads = (input: Shape): boolean => {
    left -= network.nodes.length;
    return left > 0 && networkReads(network, input).failure?.error.torchMessage.includes(diagnosis.message) === true;
  };
  const known = likely.find(leads);
  if (known) return known;
  const all = [...new Set([...SIZES, ...Array.from({ length: LARGEST }, (_, i) => i + 1)])];
  for (const batch of batchesIn(diagnosis).filter((count) => count > 0 && count <= 4096)) {
    const found = all.find((size) => left > 0 && leads(shape(size, batch)));
    if (found !== undefined) return shape(found, batch);
  }
  return undefined;
}

/** An input of a usual size that the network takes; the first of them where it takes none. */
function usual(network: NetworkSpec, shape: ShapeOf): Shape {
  const sizes = shape(1)[1] === 1 ? [28, ...SIZES] : SIZES;
  const works = (size: number): boolean => {
    const { failure, rows } = networkReads(network, shape(size));
    return failure === null && rows.every(({ output }) => output[0] === 1);
  };
  const found = network.nodes.length > 400 ? undefined : sizes.find(works);
  return shape(found ?? sizes[0]!);
}

/** The input that is likeliest meant; undefined where no layer tells what it takes. */
export function guessInput(network: NetworkSpec, { example, text, diagnosis }: Clues): Guess | undefined {
  const shape = shapeFor(network);
  const inText = example ?? (shape && shapeInText(text, shape));
  if (diagnosis && shape) {
    const found = leadingTo(diagnosis, network, shape, inText ? [inText] : []);
    if (found) return { shape: found, source: found === inText ? 'text' : 'message' };
  }
  if (inText) return { shape: inText, source: 'text' };
  return shape && { shape: usual(network, shape), source: 'usual' };
}
