/** @file Sizes and refusals of two thousand random layers, through the functions that users call. */

import { functional, tensorOf } from '../library.js';
import { expectThrows } from './errors.js';

export type ShapeRow = readonly [
  op: string,
  input: readonly number[],
  kernel: readonly number[],
  stride: readonly number[] | null,
  padding: readonly number[] | string,
  dilation: readonly number[] | null,
  outputPadding: readonly number[] | null,
  ceilMode: boolean | null,
  out: readonly number[] | number,
];

function callRow([op, input, kernel, stride, padding, dilation, outputPadding, ceilMode]: ShapeRow): readonly number[] {
  const all = { stride, padding, dilation, output_padding: outputPadding, ceil_mode: ceilMode };
  const options = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
  const x = tensorOf({ shape: [1, 1, ...input], dtype: 'float32' });
  const args = op.startsWith('conv')
    ? { input: x, weight: tensorOf({ shape: [1, 1, ...kernel], dtype: 'float32' }), ...options }
    : { input: x, kernel_size: kernel, ...options };
  return (functional(op)!(args) as { shape: readonly number[] }).shape.slice(2);
}

export function runShape(row: ShapeRow, messages: readonly string[]): void {
  const out = row[8];
  if (typeof out === 'number') {
    const [, pythonType, message] = /^(\w+): ([\s\S]*)$/.exec(messages[out]!)!;
    expectThrows(() => callRow(row), pythonType!, message!);
    return;
  }
  const actual = callRow(row);
  if (actual.join() !== out.join()) throw new Error(`[${actual.join(', ')}], expected [${out.join(', ')}]`);
}
