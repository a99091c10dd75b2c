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
function fourOf(step: 1 | 2, at: Address, offset: number): Expr<'v128'> {
  const first = loadVector(at, offset);
  return step === 1 ? first : shuffle(first, loadVector(at, offset + 16), [0, 2, 4, 6]);
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

/** One row: sixteen numbers at a time, then four; the last four overlap those before. Short rows go one by one. */
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
  const several = (vectors: number, width: 1 | 2): void => {
    for (let v = 0; v < vectors; v++) w.store(target, fourOf(width, source, 16 * width * v), 16 * v);
    w.advance(target, i32(16 * vectors));
    w.advance(source, i32(16 * width * vectors));
    w.advance(left, i32(-4 * vectors));
  };
  if (step !== null) {
    for (const vectors of [4, 1]) {
      const enough = (): Address => below(i32(4 * vectors - 1), left);
      w.when(enough(), () =>
        w.loop(() => {
          several(vectors, step);
          return enough();
        }),
      );
    }
    w.when(op('i32.mul', left, below(i32(3), p.n3)), () => {
      const back = w.let('back', add(left, i32(-4)));
      w.advance(target, op('i32.mul', back, i32(4)));
      w.advance(source, op('i32.mul', back, i32(4 * step)));
      several(1, step);
      w.set(left, i32(0));
    });
  }
  w.when(left, () =>
    w.loop(() => {
      w.store(target, loadF32(source));
      w.advance(target, p.to3);
      w.advance(source, p.from3);
      w.advance(left, i32(-1));
      return left;
    }),
  );
}
