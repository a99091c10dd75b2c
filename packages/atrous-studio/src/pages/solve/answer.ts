/** @file The solver's answer to a state of the page. Runs off the main thread. */

import { alternatives, type Alternatives, solve, type SolveResult } from 'atrous-explain';
import { type Refusal, refusalOf } from '../../kit/refusal.js';
import type { SolveState } from './state.js';

export interface Solved {
  readonly result: SolveResult;
  /** What can be done instead, where nothing fits. */
  readonly other: Alternatives | undefined;
}

/** Sizes or values that no layer has. */
export interface Refused {
  readonly refused: Refusal;
}

/** So many alternatives of each kind are offered. */
const SHOWN = 4;

export function answer({ op, input, output, fixed }: Omit<SolveState, 'all'>): Solved | Refused {
  const query = { op, input, output, fixed };
  try {
    const result = solve(query);
    return { result, other: result.count === 0 ? alternatives(query, SHOWN) : undefined };
  } catch (error) {
    return { refused: refusalOf(error) };
  }
}
