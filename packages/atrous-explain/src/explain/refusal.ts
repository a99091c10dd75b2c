/** @file Why a layer refuses an input: the axis at fault and the smallest size that works. */

import { LAYERS, type LayerSpec, type NetworkSpec, type Shape, type TraceFailure, traceNetwork } from 'atrous/spec';
import { outputOf } from './call.js';
import { isUsersMistake } from '../parse/bind.js';
import { libraryHints } from './library-hints.js';
import { axisNames } from './tokens.js';
import { type Lang, type Phrase, phrase, say } from './words/phrase.js';

/** A refusal in words. */
export interface Refusal {
  /** PyTorch's text. */
  readonly message: string;
  /** What to do, one line each: the library's hint, then the axes at fault. */
  readonly hints: readonly Phrase[];
  /** The spatial axes that are at fault, outermost first; none where it is not a matter of one axis's size. */
  readonly axes: readonly RefusedAxis[];
}

export interface RefusedAxis {
  readonly axis: string;
  /** Which axis of the input it is. */
  readonly dim: number;
  readonly size: number;
  /** The smallest size of this axis that works; undefined where none up to the search's limit does. */
  readonly smallest: number | undefined;
}

/** As large as any picture; divisible by every factor up to 10. */
const AMPLE = 20_160;
/** Sizes tried for the smallest one. */
const SEARCH_LIMIT = 4096;

/** Why the layer's size rule throws for this input; undefined where it does not. Errors of our own pass through. */
export function explainError(spec: LayerSpec, inputShape: Shape): Refusal | undefined {
  try {
    outputOf(spec, inputShape);
    return undefined;
  } catch (error) {
    if (!isUsersMistake(error)) throw error;
    const axes = refusedAxes(spec, inputShape);
    return { message: error.torchMessage, hints: [...libraryHints(error.hint), ...axes.map(axisPhrase)], axes };
  }
}

function axisPhrase({ axis, size, smallest }: RefusedAxis): Phrase {
  return smallest === undefined
    ? phrase('noSmallest', { axis, size, limit: SEARCH_LIMIT })
    : phrase('smallest', { axis, size, smallest });
}

/** The hints in a language. */
export function refusalHints({ hints }: Refusal, lang: Lang = 'en'): string[] {
  return hints.map((hint) => say(hint, lang));
}

/**
 * What to do about the node at which a trace stops: the axes at fault with the sizes that work, or the library's hint; and
 * whether it goes further with a batch of one.
 *
 * @param input what went into the network
 */
export function stopHints(failure: TraceFailure, network: NetworkSpec, input: Shape): readonly Phrase[] {
  const { spec } = network.nodes[failure.index]!;
  const [given] = failure.inputs;
  const refusal =
    Object.hasOwn(LAYERS, spec.op) && given && failure.inputs.length === 1 ? explainError(spec, given) : undefined;
  // The axes at fault say what the library's own hint says.
  const hints = refusal ? refusal.hints.slice(-refusal.axes.length) : libraryHints(failure.error.hint);
  return [...hints, ...batchHints(failure, network, input)];
}

/** Some layers take a single picture, others a batch alone: a network of both stops at the first of those. */
function batchHints({ index }: TraceFailure, network: NetworkSpec, input: Shape): readonly Phrase[] {
  const batch = [1, ...input];
  const { failure } = traceNetwork(network, batch);
  if (failure && failure.index <= index) return [];
  const values = { input: input.join('×'), batch: batch.join('×') };
  return [failure ? phrase('batchFurther', { ...values, name: failure.name }) : phrase('batchRuns', values)];
}

/** Whether the layer takes the input and leaves something of each of its last `rank` axes. */
function works(spec: LayerSpec, input: Shape, rank: number): boolean {
  try {
    return outputOf(spec, input)
      .slice(-rank)
      .every((size) => size > 0);
  } catch (error) {
    if (!isUsersMistake(error)) throw error;
    return false;
  }
}

/** The layer's spatial axes: as its name says, or the last two, among those that the input has. */
function spatialRank(op: string, input: Shape): number {
  const rank = Number(/([123])d$/.exec(op)?.[1] ?? 2);
  return input.length > rank ? rank : 0;
}

/** An axis is at fault if the input is refused although all other spatial axes have an ample size. */
function refusedAxes(spec: LayerSpec, input: Shape): RefusedAxis[] {
  const rank = spatialRank(spec.op, input);
  const first = input.length - rank;
  const withOnly = (dim: number, size: number): number[] =>
    input.map((given, i) => (i < first ? given : i === dim ? size : AMPLE));
  const fits = (dim: number, size: number): boolean => works(spec, withOnly(dim, size), rank);
  if (rank === 0 || !fits(-1, AMPLE)) return [];
  return axisNames(rank)
    .map((axis, i) => ({ axis, dim: first + i, size: input[first + i]! }))
    .filter(({ dim, size }) => !fits(dim, size))
    .map((at) => ({ ...at, smallest: smallestSize((size) => fits(at.dim, size)) }));
}

function smallestSize(fits: (size: number) => boolean): number | undefined {
  for (let size = 1; size <= SEARCH_LIMIT; size++) if (fits(size)) return size;
  return undefined;
}
