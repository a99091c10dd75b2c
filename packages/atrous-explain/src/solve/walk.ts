/** @file The sizes through a network, without what a whole trace costs. */

import { type NetworkSpec, type NodeSpec, type Shape, nodeShape } from 'atrous/spec';
import { QuestionError } from '../explain/error.js';
import { isUsersMistake } from '../parse/bind.js';
import { phrase } from '../explain/words/phrase.js';

/** Where a walk ended before the last node. */
export interface WalkFailure {
  readonly node: NodeSpec;
  readonly inputs: readonly Shape[];
  /** PyTorch's text. */
  readonly message: string;
}

export interface Walk {
  /** Sizes by node, the input under `'input'`. */
  readonly shapes: ReadonlyMap<string, Shape>;
  /** Of the last node that was reached. */
  readonly output: Shape;
  readonly failure: WalkFailure | undefined;
}

/** The sizes node by node, up to the first that refuses. @throws QuestionError for a node that reads no earlier one */
export function walkNetwork(network: NetworkSpec, input: Shape): Walk {
  const shapes = new Map<string, Shape>([['input', input]]);
  let output = input;
  for (const node of network.nodes) {
    const inputs = node.from.map((name) => {
      const shape = shapes.get(name);
      if (shape === undefined)
        throw new QuestionError(phrase('questionReads', { node: node.name, name }), {
          node: node.name,
          name,
        });
      return shape;
    });
    try {
      output = nodeShape(node.spec, inputs);
    } catch (error) {
      if (!isUsersMistake(error)) throw error;
      return { shapes, output, failure: { node, inputs, message: error.torchMessage } };
    }
    shapes.set(node.name, output);
  }
  return { shapes, output, failure: undefined };
}
