/** @file Layers that get another number of channels or features than they were made for. */

import type { NodeSpec, Shape } from 'atrous/spec';
import { phrase } from '../explain/words/phrase.js';
import { type SpecEdit, applySpecEdits } from './edit.js';
import { editsOf, fixes } from './fix.js';
import { type Graph, graphOf, predecessor } from './graph.js';
import type { Advice, SpecFix } from './types.js';

/** Which argument counts what comes in, which what goes out, and on which axis of the input it lies. */
interface Counted {
  readonly comes: string;
  readonly goes: string | undefined;
  /** Counted from the last axis. */
  readonly axis: number;
}

function countedBy({ op }: NodeSpec['spec']): Counted | undefined {
  const rank = Number(/([123])d$/.exec(op)?.[1] ?? 0);
  if (/^(Conv|ConvTranspose)[123]d$/.test(op)) return { comes: 'inChannels', goes: 'outChannels', axis: -rank - 1 };
  if (op === 'Linear') return { comes: 'inFeatures', goes: 'outFeatures', axis: -1 };
  // The channels of a norm are axis 1, whatever follows.
  if (/^BatchNorm[123]d$/.test(op)) return { comes: 'numFeatures', goes: undefined, axis: 1 };
  return op === 'GroupNorm' ? { comes: 'numChannels', goes: undefined, axis: 1 } : undefined;
}

interface Mismatch {
  readonly node: NodeSpec;
  readonly counted: Counted;
  readonly shape: Shape;
  readonly wanted: number;
  readonly given: number;
}

/** The mismatch at which a walk stopped, if it was one. */
function mismatchOf({ walk }: Graph): Mismatch | undefined {
  if (!walk.failure) return undefined;
  const { node, inputs } = walk.failure;
  const counted = countedBy(node.spec);
  const [shape] = inputs;
  const given = counted && shape?.at(counted.axis);
  if (!counted || !shape || given === undefined) return undefined;
  const wanted = Number(node.spec.args[counted.comes]);
  return given === wanted ? undefined : { node, counted, shape, wanted, given };
}

/** The layer before, changed to give what is wanted; only where it gives channels of its own and nothing else reads it. */
function producerEdits(graph: Graph, { node, wanted, given }: Mismatch): SpecEdit[] {
  const producer = predecessor(graph, node);
  const goes = producer && countedBy(producer.spec)?.goes;
  if (!producer || goes === undefined || Number(producer.spec.args[goes]) !== given) return [];
  return editsOf(producer, { [goes]: wanted });
}

/** Whether the channels stand last, as pictures are stored elsewhere. */
const channelsLast = ({ node, shape, wanted, counted }: Mismatch): boolean =>
  node.spec.op.startsWith('Conv') && counted.axis < -1 && shape.at(-1) === wanted && node.from[0] === 'input';

function adviceOf(graph: Graph, mismatch: Mismatch): Advice {
  const { node, wanted, given, counted } = mismatch;
  const last = channelsLast(mismatch);
  const ways: SpecFix[] = last
    ? []
    : fixes(graph, editsOf(node, { [counted.comes]: given }), producerEdits(graph, mismatch));
  return {
    id: 'channels',
    severity: 'error',
    node: node.name,
    problem: phrase('adviceChannels', { node: node.name, op: node.spec.op, wanted, given }),
    reason: last ? phrase('adviceChannelsLast', { wanted }) : phrase('adviceChannelsWhy', { from: node.from[0]! }),
    fixes: ways,
  };
}

/** Every layer whose channels do not fit the one before: the first is repaired to find the next. */
export function channelsThatDoNotChain(graph: Graph): Advice[] {
  const found: Advice[] = [];
  let current = graph;
  for (let rounds = 0; rounds < graph.network.nodes.length; rounds++) {
    const mismatch = mismatchOf(current);
    if (!mismatch) break;
    const advice = adviceOf(current, mismatch);
    found.push(advice);
    const [first] = advice.fixes;
    if (!first) break;
    current = graphOf(applySpecEdits(current.network, first.edits), current.input);
  }
  return found;
}
