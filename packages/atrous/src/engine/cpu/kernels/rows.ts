/** @file The loop over a row of numbers, four at a time, that writes nothing beyond its end. */

import { type Expr, type Local, type Writer, add, below, i32 } from '../emit/language.js';
import { index } from './dense.js';

type Address = Expr<'i32'>;

/** Vectors of a turn. */
const UNROLL = 4;

/**
 * `body` at every sixteenth byte of a row of at least sixteen. Of what is left over, fewer than sixteen bytes, `rest` is
 * called with the last sixteen of the row: some of its lanes have had their turn before.
 *
 * @param bytes  of the row, a multiple of four
 */
export function eachVector(
  w: Writer,
  bytes: Local<'i32'>,
  body: (at: Local<'i32'>, offset: number) => void,
  rest: (at: Local<'i32'>) => void = (at) => body(at, 0),
): void {
  const at = w.let('at', i32(0));
  const fits = (vectors: number): Address => below(add(at, i32(16 * vectors - 1)), bytes);
  for (const vectors of [UNROLL, 1])
    w.when(fits(vectors), () =>
      w.loop(() => {
        for (const v of index(vectors)) body(at, 16 * v);
        w.advance(at, i32(16 * vectors));
        return fits(vectors);
      }),
    );
  w.when(below(at, bytes), () => {
    w.set(at, add(bytes, i32(-16)));
    rest(at);
  });
}
