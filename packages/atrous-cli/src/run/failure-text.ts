/** @file The layer at which a network stops, in words: PyTorch's text, which layer and axis, and what to change. */

import { explainError, type RefusedAxis, smallestPicture } from 'atrous-explain';
import { LAYERS, type NetworkSpec, type Shape, type TraceFailure } from 'atrous/spec';
import { formatSizes, inPythonNames } from 'atrous-explain/read';
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
}

type Hints = (stop: Stop) => readonly string[];

const product = (sizes: Shape): number => sizes.reduce((result, size) => result * size, 1);

const numberIn = (fields: Readonly<Record<string, unknown>>, name: string): number | undefined =>
  typeof fields[name] === 'number' ? fields[name] : undefined;

/** Who gave the layer its input. */
const giver = ({ failure, network }: Stop): string =>
  failure.index === 0 ? 'The picture' : `Layer ${network.nodes[failure.index - 1]!.name}`;

/** `Conv1d` and `Conv3d` on maps with height and width. */
const rankHints: Hints = ({ op, input }) => {
  const flat = op.replace(/[13]d$/, '2d');
  return input.length === 4 && flat !== op && Object.hasOwn(LAYERS, flat)
    ? [`Its input has height and width: use ${flat}.`]
    : [];
};

/** A layer built for another number of channels. */
const channelHints: Hints = (stop) => {
  const { failure, network, op, input } = stop;
  const { fields } = failure.error;
  const { args } = network.nodes[failure.index]!.spec;
  const built = args['numFeatures'] ?? args['numChannels'] ?? numberIn(fields, 'expected');
  const got = input[1];
  if (typeof built !== 'number' || got === undefined || built === got || input.length < 3) return [];
  const first = `${giver(stop)} has ${got} ${got === 1 ? 'channel' : 'channels'}`.replace(
    /^(Layer \S+) has/,
    '$1 gives',
  );
  const fix = op === 'GroupNorm' ? 'as its second argument' : 'as its first argument';
  const grey =
    failure.index > 0 ? '' : built === 1 ? ', or give --grey' : got === 1 && built === 3 ? ', or leave out --grey' : '';
  return [`${first}, ${op} is built for ${built}: write ${got} ${fix}${grey}.`];
};

/** A linear layer behind maps, or behind a flattening of another size. */
const featureHints: Hints = (stop) => {
  const { failure, op, input, network, picture } = stop;
  const wanted = numberIn(failure.error.fields, 'inFeatures');
  if (op !== 'Linear' || wanted === undefined) return [];
  if (input.length > 2) {
    const features = product(input.slice(1));
    const write = features === wanted ? '' : `, and write ${features} as its first argument`;
    return [`Put nn.Flatten() before it: then it gets ${features} features${write}.`];
  }
  const size = smallestPicture(upTo(network, failure.index), picture);
  const other = size === undefined ? '' : `, or give a picture that fits: --size ${size.join('x')} (height × width)`;
  return [`${giver(stop)} gives ${input.at(-1)} features: write ${input.at(-1)} as its first argument${other}.`];
};

/** The layers up to number `last`. */
const upTo = ({ version, nodes }: NetworkSpec, last: number): NetworkSpec => ({
  version,
  nodes: nodes.slice(0, last + 1),
});

const axisText = ({ axis, size, smallest }: RefusedAxis): string =>
  smallest === undefined
    ? `${axis} is ${size} here; no size works.`
    : `${axis} is ${size} here and must be at least ${smallest}.`;

/** Axes that are too small here, and the smallest picture for which none is. */
const sizeHints: Hints = ({ failure, network, input, picture }) => {
  const axes = explainError(network.nodes[failure.index]!.spec, input)?.axes ?? [];
  if (axes.length === 0) return [];
  const whole = smallestPicture(network, picture);
  const size = whole ?? smallestPicture(upTo(network, failure.index), picture);
  if (size === undefined) return axes.map(axisText);
  const reach = whole === undefined ? 'gets past this layer' : 'goes through the whole network';
  return [
    ...axes.map(axisText),
    `The smallest picture that ${reach} has ${formatSizes(size)} pixels (height × width): --size ${size.join('x')}.`,
  ];
};

/** From the most particular to the most general: the first that has something to say speaks. */
const HINTS: readonly Hints[] = [rankHints, channelHints, featureHints, sizeHints];

/** What to change; the library's own words where the command knows nothing better. */
function hintsOf(stop: Stop): readonly string[] {
  const found = HINTS.map((hints) => hints(stop)).find((hints) => hints.length > 0);
  const { hint } = stop.failure.error;
  return found ?? (hint === undefined ? [] : [inPythonNames(hint)]);
}

/** The layer, its input, PyTorch's text, and what to change, a line each. */
export function failureText(failure: TraceFailure, network: NetworkSpec, picture: Shape): string {
  const input = failure.inputs[0]!;
  const stop: Stop = { failure, network, op: network.nodes[failure.index]!.spec.op, input, picture };
  return [
    `layer ${failure.name}: ${failure.layer}`,
    `cannot take its input ${shapeText(input)}:`,
    failure.error.torchMessage,
    ...hintsOf(stop),
  ].join('\n');
}
