/** @file The layer at which a network stops, in words: PyTorch's text, which layer and axis, and what to change. */

import { explainError, type RefusedAxis, smallestPicture } from 'atrous-explain';
import { LAYERS, type NetworkSpec, type Shape, type TraceFailure } from 'atrous/spec';
import { formatSizes, isLayer, type Lang, libraryHints, sayInPythonNames } from 'atrous-explain';
import { networkWords } from '../network/words.js';
import { type Giver, type RunFailureWords, runFailureWords } from './failure-words.js';
import { shapeText } from './format.js';

/** A layer that does not take its input. */
interface Stop {
  readonly failure: TraceFailure;
  readonly network: NetworkSpec;
  readonly op: string;
  /** Shape of what the layer was given. */
  readonly input: Shape;
  /** Shape of the picture. */
  readonly picture: Shape;
  readonly words: RunFailureWords;
}

type Hints = (stop: Stop) => readonly string[];

const product = (sizes: Shape): number => sizes.reduce((result, size) => result * size, 1);

const numberIn = (fields: Readonly<Record<string, unknown>>, name: string): number | undefined =>
  typeof fields[name] === 'number' ? fields[name] : undefined;

const giverName = (name: string): Giver => (name === 'input' ? undefined : name);

/** Who gave the layer its input. */
const giver = ({ failure, network }: Stop): Giver => giverName(network.nodes[failure.index]!.from[0]!);

/** `Conv1d` and `Conv3d` on maps with height and width. */
const rankHints: Hints = ({ op, input, words }) => {
  const flat = op.replace(/[13]d$/, '2d');
  return input.length === 4 && flat !== op && Object.hasOwn(LAYERS, flat) ? [words.rank(flat)] : [];
};

/** A layer built for another number of channels. */
const channelHints: Hints = (stop) => {
  const { failure, network, op, input, words } = stop;
  const { fields } = failure.error;
  const { args } = network.nodes[failure.index]!.spec;
  const built = args['numFeatures'] ?? args['numChannels'] ?? numberIn(fields, 'expected');
  const got = input[1];
  if (typeof built !== 'number' || got === undefined || built === got || input.length < 3) return [];
  const isPicture = giver(stop) === undefined;
  const option = isPicture && built === 1 ? 'give' : isPicture && got === 1 && built === 3 ? 'leave' : undefined;
  return [words.channels(giver(stop), got, op, built) + words.grey(option)];
};

/** A linear layer behind maps, or behind a flattening of another size. */
const featureHints: Hints = (stop) => {
  const { failure, op, input, network, picture, words } = stop;
  const wanted = numberIn(failure.error.fields, 'inFeatures');
  if (op !== 'Linear' || wanted === undefined) return [];
  if (input.length > 2) {
    const features = product(input.slice(1));
    return [words.flatten(features, features !== wanted)];
  }
  return [words.features(giver(stop), input.at(-1)!, smallestPicture(upTo(network, failure.index), picture))];
};

/** The layers up to number `last`. */
const upTo = ({ version, nodes }: NetworkSpec, last: number): NetworkSpec => ({
  version,
  nodes: nodes.slice(0, last + 1),
});

const axisText = ({ axis, size, smallest }: RefusedAxis, words: RunFailureWords): string =>
  smallest === undefined ? words.noSize(axis, size) : words.least(axis, size, smallest);

/** Axes that are too small here, and the smallest picture for which none is. */
const sizeHints: Hints = ({ failure, network, input, picture, words }) => {
  const node = network.nodes[failure.index]!;
  const axes = isLayer(node) ? (explainError(node.spec, input)?.axes ?? []) : [];
  if (axes.length === 0) return [];
  const whole = smallestPicture(network, picture);
  const size = whole ?? smallestPicture(upTo(network, failure.index), picture);
  const said = axes.map((axis) => axisText(axis, words));
  if (size === undefined) return said;
  return [...said, words.smallestPicture(size, formatSizes(size), whole !== undefined)];
};

/** From the most particular to the most general: the first that has something to say speaks. */
const HINTS: readonly Hints[] = [rankHints, channelHints, featureHints, sizeHints];

/** What to change; the library's own words where the command knows nothing better. */
function hintsOf(stop: Stop, lang: Lang): readonly string[] {
  const found = HINTS.map((hints) => hints(stop)).find((hints) => hints.length > 0);
  return found ?? libraryHints(stop.failure.error.hint).map((hint) => sayInPythonNames(hint, lang));
}

/** The layer, its input, PyTorch's text, and what to change, a line each. */
export function failureText(failure: TraceFailure, network: NetworkSpec, picture: Shape, lang: Lang = 'en'): string {
  const input = failure.inputs[0]!;
  const words = runFailureWords(lang);
  const stop: Stop = { failure, network, op: network.nodes[failure.index]!.spec.op, input, picture, words };
  return [
    networkWords(lang).layer(failure.name, failure.layer),
    words.cannotTake(failure.inputs.map(shapeText).join(lang === 'zh' ? ' 和 ' : ' and ')),
    failure.error.torchMessage,
    ...hintsOf(stop, lang),
  ].join('\n');
}
