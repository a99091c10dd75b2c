/** @file What every node of a network reads along each spatial axis, ready to be walked back. */

import {
  type FieldStep,
  type NetworkSpec,
  type NodeSpec,
  type Shape,
  type TraceFailure,
  networkReads,
} from 'atrous/spec';
import { QuestionError } from '../explain/error.js';
import { axisNames } from '../explain/tokens.js';
import { phrase, quoted } from '../explain/words/phrase.js';

/** A network on one input: sizes, and per axis and node what is read. */
export interface Followed {
  readonly input: Shape;
  /** Of the spatial axes. */
  readonly names: readonly string[];
  /** The nodes, in order, as far as the network runs. */
  readonly nodes: readonly NodeSpec[];
  readonly outputs: readonly Shape[];
  /** Per spatial axis, per node, one step per input. */
  readonly axes: readonly (readonly (readonly FieldStep[])[])[];
  readonly failure: TraceFailure | null;
}

/** @throws ArgumentError where names do not fit together; never because of sizes */
export function followNetwork(network: NetworkSpec, input: Shape): Followed {
  const { rows, axes, failure } = networkReads(network, input);
  const names = axes.length <= 3 ? axisNames(axes.length) : axes.map((_, i) => String(i));
  return {
    input,
    names,
    nodes: network.nodes.slice(0, rows.length),
    outputs: rows.map(({ output }) => output),
    axes,
    failure,
  };
}

/** The number of a node. @throws QuestionError for a name that there is not, or one behind the failure */
export function nodeNumber(followed: Followed, name: string): number {
  const number = followed.nodes.findIndex((node) => node.name === name);
  if (number >= 0) return number;
  const { failure } = followed;
  throw new QuestionError(
    failure ? phrase('questionStops', { stop: failure.name, node: name }) : phrase('questionNoNode', { node: name }),
    { name },
    failure ? quoted(failure.error.torchMessage) : undefined,
  );
}

/** @throws QuestionError for a position outside the node's output */
export function checkPosition(followed: Followed, number: number, position: readonly number[]): void {
  const rank = followed.axes.length;
  const output = followed.outputs[number]!;
  const gone = isGone(followed, number);
  const fits = position.every((at, axis) => {
    const size = gone ? Infinity : output.at(axis - rank)!;
    return Number.isInteger(at) && at >= 0 && at < size;
  });
  if (position.length === rank && fits) return;
  throw new QuestionError(
    phrase('questionPosition', { position: JSON.stringify(position), output: JSON.stringify(output) }),
    { position, output },
    phrase('questionIndices', {
      rank,
      last: gone
        ? ''
        : output
            .slice(-rank)
            .map((size) => size - 1)
            .join(', '),
    }),
  );
}

/** Whether the spatial axes have gone, as behind a flatten. */
export const isGone = ({ input, outputs }: Followed, number: number): boolean =>
  number >= 0 && outputs[number]!.length < input.length;
