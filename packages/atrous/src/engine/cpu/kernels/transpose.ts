/** @file Puts channels last, 4×4 numbers at a time: a line of the cache is touched a quarter as often as by a copy. */

import { type Local, type Program, type Writer, add, i32, loadVector, program, shuffle } from '../emit/language.js';

const PARAMS = [
  'to', // [rows][columns][channels]
  'from', // [channels][rows][columns]
  'rows',
  'toRow', // bytes from row to row
  'fromRow',
  'channels', // groups of four
  'fromChannel', // bytes from channel to channel
  'columns', // groups of four
  'toColumn', // bytes from column to column
] as const;

export function transposeKernel(): Program {
  return program('transpose', PARAMS, (w, p) => {
    w.loop(() => {
      const from = w.let('rowFrom', p.from);
      const to = w.let('rowTo', p.to);
      times(w, p.channels, () => {
        const source = w.let('source', from);
        const target = w.let('target', to);
        times(w, p.columns, () => {
          for (const column of transposed(w, vectors(w, source, p.fromChannel))) {
            w.store(target, column);
            w.advance(target, p.toColumn);
          }
          w.advance(source, i32(16));
        });
        for (let c = 0; c < 4; c++) w.advance(from, p.fromChannel);
        w.advance(to, i32(16));
      });
      w.advance(p.from, p.fromRow);
      w.advance(p.to, p.toRow);
      w.advance(p.rows, i32(-1));
      return p.rows;
    });
  });
}

/** So many turns, at least one. */
function times(w: Writer, count: Local<'i32'>, body: () => void): void {
  const left = w.let('left', count);
  w.loop(() => {
    body();
    w.advance(left, i32(-1));
    return left;
  });
}

/** Four vectors that lie `step` bytes apart. */
function vectors(w: Writer, at: Local<'i32'>, step: Local<'i32'>): Local<'v128'>[] {
  const address = w.let('address', at);
  return ['a', 'b', 'c', 'd'].map((name) => {
    const row = w.let(name, loadVector(address));
    w.set(address, add(address, step));
    return row;
  });
}

/** Four vectors as columns. */
export function transposed(w: Writer, [a, b, c, d]: readonly Local<'v128'>[]): Local<'v128'>[] {
  return [0, 2].flatMap((i) => {
    const upper = w.let('upper', shuffle(a!, b!, [i, i + 4, i + 1, i + 5]));
    const lower = w.let('lower', shuffle(c!, d!, [i, i + 4, i + 1, i + 5]));
    return [w.let('even', shuffle(upper, lower, [0, 1, 4, 5])), w.let('odd', shuffle(upper, lower, [2, 3, 6, 7]))];
  });
}
