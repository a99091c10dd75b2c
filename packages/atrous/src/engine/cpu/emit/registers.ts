/**
 * @file How many vectors are alive at once. x64 has sixteen vector registers and V8 keeps one for itself; a sixteenth
 * live vector is spilled to the stack in the hot loop and halves the speed (66 → 32 GFLOP/s measured).
 *
 * The tests ask this of every kernel that they meet. The engine itself does not: it took half of the time that the first
 * call of a layer takes to write its kernels.
 */

import type { Expr, Local, Program, Stmt } from './language.js';

export const VECTOR_REGISTERS = 15;
/** ARM has 32; V8 keeps three. */
export const ARM_REGISTERS = 29;

type Live = ReadonlySet<Local>;

/** Calls `visit` with every vector variable that an expression reads. */
function reads(e: Expr, visit: (local: Local) => void): void {
  if (e.kind === 'local' && e.type === 'v128') visit(e);
  else if (e.kind === 'load') reads(e.address, visit);
  else if (e.kind === 'plain' || e.kind === 'shuffle') for (const arg of e.args) reads(arg, visit);
}

/** Unnamed vectors that are alive while an expression is worked out; its result is not counted. */
function temporaries(e: Expr): number {
  if (e.kind !== 'plain' && e.kind !== 'shuffle') return 0;
  let held = 0;
  let most = 0;
  for (const arg of e.args) {
    const named = arg.kind === 'local' || arg.type !== 'v128';
    most = Math.max(most, held + temporaries(arg) + (named ? 0 : 1));
    if (!named) held++;
  }
  return most;
}

/** The most vectors that live at once. */
export function vectorPressure({ body }: Program): number {
  let most = 0;
  const count = (live: Live, extra: number): void => {
    most = Math.max(most, live.size + extra);
  };

  const before = (statements: readonly Stmt[], after: Live): Live => {
    let live = after;
    for (const s of statements.toReversed()) live = beforeOne(s, live);
    return live;
  };

  const beforeOne = (s: Stmt, after: Live): Live => {
    if (s.kind === 'loop') {
      // What the next turn reads is alive at the end of this one.
      const next = before(s.body, after);
      return before(s.body, new Set([...after, ...next]));
    }
    if (s.kind === 'when') return new Set([...after, ...before(s.body, after)]);
    const live = new Set(after);
    if (s.kind === 'set' && s.local.type === 'v128') {
      count(new Set([...live, s.local]), 0);
      live.delete(s.local);
    }
    reads(s.value, (local) => live.add(local));
    count(live, temporaries(s.value));
    return live;
  };

  before(body, new Set());
  return most;
}
