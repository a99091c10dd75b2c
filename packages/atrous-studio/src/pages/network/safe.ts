/** @file Which sizes of the input go through a text's network. Runs off the main thread. */

import { doctor, nearestSafe, type Phrase, safeSizes, wholeShape } from 'atrous-explain';
import type { CodeState } from '../code/state.js';

export interface WorkingSizes {
  /** The text and the input that were asked about. */
  readonly of: CodeState;
  /** The rule: `multiples of 16, from 16`. */
  readonly note: Phrase;
  /** Whole shapes nearest to the input, smaller and larger; none where the input itself works, or is not square. */
  readonly near: readonly (readonly number[])[];
}

/** Nodes that are sized altogether: a second's work. */
const MOST_STEPS = 12_000;
const [LEAST_RANGE, MOST_RANGE] = [64, 512];

/** @returns undefined where there is no network, or its input has no spatial axes */
export function workingSizes(state: CodeState): WorkingSizes | undefined {
  const { model, input: found } = doctor(state.text);
  if (model === undefined || model.network.nodes.length === 0) return undefined;
  const { network } = model;
  const input = state.sizes ? wholeShape(network, state.sizes) : found;
  if (input === undefined || input.length < 3) return undefined;
  const to = Math.min(MOST_RANGE, Math.max(LEAST_RANGE, Math.floor(MOST_STEPS / network.nodes.length)));
  const safe = safeSizes(network, input, { to });
  const [size, ...others] = input.slice(2) as [number, ...number[]];
  const { below, above } = nearestSafe(safe, size);
  const isAlike = others.every((other) => other === size) && size <= to;
  const near = isAlike && below !== size ? [below, above].filter((each) => each !== undefined) : [];
  return {
    of: state,
    note: safe.note,
    near: near.map((each) => input.map((given, axis) => (axis < 2 ? given : each))),
  };
}
