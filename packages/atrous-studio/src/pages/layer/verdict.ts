/** @file What the library says to a state: the layer with everything explained, or why PyTorch refuses it. */

import { type Arg, type LayerSpec, outputShape } from 'atrous/spec';
import { type Explanation, type Phrase, explain, quoted } from 'atrous-explain';
import { refusalOf } from '../../kit/refusal.js';
import { argRules, type LayerPageState, specOf } from './state.js';

/** A layer that takes its input. */
export interface Legal {
  readonly spec: LayerSpec;
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly explanation: Explanation;
}

/** PyTorch's message and what may be done. */
export interface Illegal {
  readonly message: Phrase;
  readonly hints: readonly Phrase[];
}

export type Verdict =
  | { readonly legal: Legal; readonly illegal?: undefined }
  | { readonly illegal: Illegal; readonly legal?: undefined };

/** Judges a state. Never throws over what somebody can type. */
export function judge(state: LayerPageState): Verdict {
  let spec: LayerSpec;
  try {
    spec = specOf(state);
  } catch (error) {
    return { illegal: refusalOf(error) };
  }
  const explanation = explain(spec, state.input);
  const { refusal, output } = explanation;
  if (refusal) return { illegal: { message: quoted(refusal.message), hints: refusal.hints } };
  return { legal: { spec, input: state.input, output: output!, explanation } };
}

/** One change that makes the layer legal. */
export interface Fix {
  /** An argument, or `input`. */
  readonly name: string;
  readonly value: Arg;
}

/** Whether the layer takes its input and leaves something of every axis. */
export function works(state: LayerPageState): boolean {
  try {
    return outputShape(specOf(state), state.input).every((size) => size > 0);
  } catch (error) {
    refusalOf(error);
    return false;
  }
}

/** Every value is tried up to this far away, and beyond it where a bound lies. */
const NEAR = 24;
const FAR = 2 ** 20;

/**
 * The integer nearest to `from` that is good; the larger of two equally near ones. What is far away is found where being good begins
 * at some value, as it does with sizes.
 */
function nearestInteger(from: number, isGood: (value: number) => boolean, least: number): number | undefined {
  for (let away = 1; away <= NEAR; away++) {
    if (isGood(from + away)) return from + away;
    if (from - away >= least && isGood(from - away)) return from - away;
  }
  for (let away = 2 * NEAR; away <= FAR; away *= 2)
    // Below there may be no more than the least value and the one after it.
    for (const value of [from + away, from - away > least ? from - away : least + 1])
      if (isGood(value)) return edgeOf(from, value, isGood);
  return undefined;
}

/** Between a value that is not good and one that is: the last good one on the way to the first. */
function edgeOf(bad: number, good: number, isGood: (value: number) => boolean): number {
  while (Math.abs(good - bad) > 1) {
    const middle = Math.trunc((good + bad) / 2);
    if (isGood(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

/** What one argument could be instead. */
function fixOf(state: LayerPageState, name: string): Fix | undefined {
  const value = state.args[name]!;
  const tried = (next: Arg): boolean => works({ ...state, args: { ...state.args, [name]: next } });
  const found = (next: Arg | undefined): Fix | undefined => (next === undefined ? undefined : { name, value: next });
  if (typeof value === 'number') return found(nearestInteger(value, tried, 0));
  if (typeof value === 'boolean') return tried(!value) ? { name, value: !value } : undefined;
  if (Array.isArray(value)) {
    for (const [axis, size] of value.entries()) {
      const put = (next: number): Arg => value.with(axis, next);
      const next = nearestInteger(Number(size), (n) => tried(put(n)), 0);
      if (next !== undefined) return { name, value: put(next) };
    }
    return undefined;
  }
  return typeof value === 'string' ? found([0, 1, 'zeros', 'nearest'].find(tried)) : undefined;
}

/** An input that the layer would take: one size changed, or all spatial ones by as much. */
function inputFix(state: LayerPageState): Fix | undefined {
  const { input } = state;
  const tried = (next: readonly number[]): boolean => works({ ...state, input: next });
  for (const [dim, size] of input.entries()) {
    const next = nearestInteger(size, (n) => tried(input.with(dim, n)), 1);
    if (next !== undefined) return { name: 'input', value: input.with(dim, next) };
  }
  const grown = nearestInteger(0, (n) => n > 0 && tried(input.map((size, dim) => (dim < 2 ? size : size + n))), 0);
  return grown === undefined
    ? undefined
    : { name: 'input', value: input.map((size, dim) => (dim < 2 ? size : size + grown)) };
}

const MOST_FIXES = 3;

/** How far a fix is from what was written. */
function distance(state: LayerPageState, { name, value }: Fix): number {
  const before = [name === 'input' ? state.input : state.args[name]!].flat();
  const after = [value].flat();
  return before.reduce<number>((sum, item, i) => {
    const next = after[i];
    return sum + (typeof item === 'number' && typeof next === 'number' ? Math.abs(item - next) : 1);
  }, 0);
}

/**
 * The nearest legal values, each a change of one thing.
 *
 * @param changed  what was changed last: its own nearest value comes first
 */
export function nearestLegal(state: LayerPageState, changed: string): Fix[] {
  const fixes = [...argRules(state.op).map(({ name }) => fixOf(state, name)), inputFix(state)].filter(
    (fix) => fix !== undefined,
  );
  const order = (fix: Fix): number => (fix.name === changed ? -1 : distance(state, fix));
  return fixes.sort((a, b) => order(a) - order(b)).slice(0, MOST_FIXES);
}

/** The state with a fix. */
export function applyFix(state: LayerPageState, { name, value }: Fix): LayerPageState {
  return name === 'input'
    ? { ...state, input: value as readonly number[] }
    : { ...state, args: { ...state.args, [name]: value } };
}
