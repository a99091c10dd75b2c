/** @file Undo and redo over plain states. A run of small changes of one thing, as dragging makes, is one step. */

export interface History<State> {
  readonly past: readonly State[];
  readonly present: State;
  readonly future: readonly State[];
  /** What the latest change was of, and when: another one of the same soon after joins it. */
  readonly latest: { readonly of: string; readonly at: number } | undefined;
}

/** So many steps can be taken back. */
const MOST = 200;
/** Changes of the same thing within this time, in milliseconds, are one step. */
const JOINED = 800;

export const begin = <State>(present: State): History<State> => ({
  past: [],
  present,
  future: [],
  latest: undefined,
});

/**
 * A new state.
 *
 * @param of  what changes, `padding`; '' where the change stands alone
 * @param at  the time in milliseconds
 */
export function change<State>(history: History<State>, next: State, of: string, at: number): History<State> {
  const { past, present, latest } = history;
  const joins = of !== '' && latest?.of === of && at - latest.at < JOINED;
  return {
    past: joins ? past : [...past, present].slice(-MOST),
    present: next,
    future: [],
    latest: { of, at },
  };
}

/** The state before, or the same history where there is none. */
export function undo<State>(history: History<State>): History<State> {
  const { past, present, future } = history;
  if (past.length === 0) return history;
  return { past: past.slice(0, -1), present: past.at(-1)!, future: [present, ...future], latest: undefined };
}

/** What was taken back last, or the same history where nothing was. */
export function redo<State>(history: History<State>): History<State> {
  const { past, present, future } = history;
  if (future.length === 0) return history;
  return { past: [...past, present], present: future[0]!, future: future.slice(1), latest: undefined };
}
