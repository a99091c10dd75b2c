/** @file What the library says to a stack: every layer's field, and the asked output's in detail; or where it stops. */

import { type FieldAt, fieldAt, type PathCounts, pathCounts } from 'atrous-explain';
import { type AxisField, type NetworkSpec, type Shape, traceNetwork } from 'atrous/spec';
import { type Refusal, refusalOf } from '../../kit/refusal.js';
import { type FieldPageState, inputOf, networkOf } from './state.js';

/** A layer of the stack as the library sees it. */
export interface JudgedRow {
  /** The printed layer. */
  readonly layer: string;
  readonly output: Shape;
  readonly field: AxisField;
}

/** A layer that refuses, counted from 0. */
export interface RefusedRow extends Refusal {
  readonly row: number;
}

/** The asked output. */
export interface Asked {
  readonly row: number;
  readonly position: readonly [number, number];
  readonly field: FieldAt;
  /** Undefined where the input is too large for a map. */
  readonly paths: PathCounts | undefined;
}

export interface Judgement {
  /** Layers up to the one that refuses. */
  readonly rows: readonly JudgedRow[];
  readonly network: NetworkSpec | undefined;
  readonly asked: Asked | undefined;
  readonly refusal: RefusedRow | undefined;
}

/** Cells along an axis of the largest map that is drawn. */
export const LARGEST_MAP = 512;

/** The layers that can be made, and why the next one cannot. */
function made(state: FieldPageState): { network: NetworkSpec; refusal: RefusedRow | undefined } {
  for (let count = 1; count <= state.rows.length; count++)
    try {
      networkOf(state.rows.slice(0, count));
    } catch (error) {
      const refusal = { row: count - 1, ...refusalOf(error) };
      return { network: networkOf(state.rows.slice(0, count - 1)), refusal };
    }
  return { network: networkOf(state.rows), refusal: undefined };
}

const middle = (shape: Shape): readonly [number, number] => [
  Math.floor((shape.at(-2)! - 1) / 2),
  Math.floor((shape.at(-1)! - 1) / 2),
];

function ask(network: NetworkSpec, state: FieldPageState, rows: readonly JudgedRow[]): Asked | undefined {
  const row = Math.min(state.row, rows.length - 1);
  const output = rows[row]?.output;
  if (output === undefined || output.includes(0)) return undefined;
  const [y, x] = state.position ?? middle(output);
  const position = [Math.min(y, output.at(-2)! - 1), Math.min(x, output.at(-1)! - 1)] as const;
  const { name } = network.nodes[row]!;
  const field = fieldAt(network, inputOf(state), name, position);
  const paths = state.size <= LARGEST_MAP ? pathCounts(network, inputOf(state), name, position) : undefined;
  return { row, position, field, paths };
}

/** Judges a state. Never throws over what somebody can type. */
export function judge(state: FieldPageState): Judgement {
  const { network, refusal: unmade } = made(state);
  const { rows: traced, failure } = traceNetwork(network, inputOf(state));
  const rows = traced.map(({ layer, output, field }) => ({ layer, output, field: field.at(-1)! }));
  const refusal = failure ? { row: rows.length, ...refusalOf(failure.error) } : unmade;
  const whole: NetworkSpec = { ...network, nodes: network.nodes.slice(0, rows.length) };
  return { rows, network: whole, asked: ask(whole, state, rows), refusal };
}
