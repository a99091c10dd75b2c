/**
 * @file Copies boxes of numbers between layouts: halos, phases of a stride, packed weights, interleaved outputs.
 * Four nested loops; the innermost one is made for its steps.
 */

import {
  type Expr,
  type Program,
  type Writer,
  add,
  below,
  i32,
  loadF32,
  loadVector,
  op,
  program,
  shuffle,
} from '../emit/language.js';

type Address = Expr<'i32'>;

// Of every loop: its turns, and the bytes from turn to turn. Loop 3 is the innermost one.
// prettier-ignore
const PARAMS = [
  'to', 'from',
  'n0', 'to0', 'from0',
  'n1', 'to1', 'from1',
  'n2', 'to2', 'from2',
  'n3', 'to3', 'from3',
] as const;

/** Four numbers of a row whose numbers are `step` apart, 1 or 2. */
function fourOf(step: 1 | 2, at: Address): Expr<'v128'> {
  return step === 1 ? loadVector(at) : shuffle(loadVector(at), loadVector(at, 16), [0, 2, 4, 6]);
}

/**
 * - `copy1`  rows of neighbours to neighbours (`to3` and `from3` are 4)
 * - `copy2`  every second number to neighbours (`from3` is 8); reads up to four bytes past the last number
 * - `copy`   any steps
 */
export function copyKernel(step: 1 | 2 | null): Program {
  return program(`copy${step ?? ''}`, PARAMS, (w, p) => {
    const nest = (depth: 0 | 1 | 2, to: Address, from: Address, inner: (to: Address, from: Address) => void): void => {
      const target = w.let(`to_${depth}`, to);
      const source = w.let(`from_${depth}`, from);
      const left = w.let(`left_${depth}`, p[`n${depth}`]);
      w.loop(() => {
        inner(target, source);
        w.advance(target, p[`to${depth}`]);
        w.advance(source, p[`from${depth}`]);
        w.advance(left, i32(-1));
        return left;
      });
    };
    nest(0, p.to, p.from, (to0, from0) =>
      nest(1, to0, from0, (to1, from1) => nest(2, to1, from1, (to2, from2) => copyRow(w, step, p, to2, from2))),
    );
  });
}

function copyRow(
  w: Writer,
  step: 1 | 2 | null,
  p: { readonly n3: Address; readonly to3: Address; readonly from3: Address },
  to: Address,
  from: Address,
): void {
  const target = w.let('target', to);
  const source = w.let('source', from);
  const left = w.let('left', p.n3);
  if (step !== null)
    w.when(below(i32(3), left), () =>
      w.loop(() => {
        w.store(target, fourOf(step, source));
        w.advance(target, i32(16));
        w.advance(source, i32(16 * step));
        w.advance(left, i32(-4));
        return below(i32(3), left);
      }),
    );
  w.when(left, () =>
    w.loop(() => {
      w.store(target, loadF32(source));
      w.set(target, add(target, p.to3));
      w.set(source, add(source, p.from3));
      w.set(left, op('i32.add', left, i32(-1)));
      return left;
    }),
  );
}
