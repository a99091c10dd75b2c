/** @file Functions that cut a tensor into parts. */

import { intOf, sizesOf, valueOf } from '../given.js';
import { type PartsValue, type Runtime, isList, tuple } from '../runtime.js';
import { type Size, formula, knownSize } from '../sizes.js';
import type { TensorCall, TensorFunction } from './call.js';

const number = (value: number): Size => ({ kind: 'number', value });

function partOf(call: TensorCall, dim: number, start: Size | undefined, end: Size | undefined): Runtime {
  if (!start || !end) return call.machine.unknown(call.node);
  return call.machine.graph.sized(
    call.machine.nodeName(call.name),
    'slice',
    call.input,
    { start: [start], end: [end] },
    call.node,
    { dim },
  );
}

/** Parts of `length` cells each, made as they are taken. */
function evenParts(call: TensorCall, dim: number, length: Size, count: number | undefined): PartsValue {
  const made = new Map<number, Runtime>();
  const part = (index: number): Runtime => {
    const found = made.get(index);
    if (found) return found;
    const one = partOf(call, dim, formula('*', length, number(index)), formula('*', length, number(index + 1)));
    made.set(index, one);
    return one;
  };
  return { kind: 'parts', count, part };
}

const chunk: TensorFunction = (call) => {
  const chunks = intOf(call.args, 0, 'chunks');
  const dim = intOf(call.args, 1, 'dim') ?? 0;
  if (chunks === undefined || chunks < 1 || chunks > 1000) return undefined;
  const whole: Size = { kind: 'axis', tensor: call.input, axis: dim };
  const rounded = formula('+', whole, number(chunks - 1));
  const length = rounded && formula('//', rounded, number(chunks));
  return length && evenParts(call, dim, length, chunks);
};

const split: TensorFunction = (call) => {
  const given = valueOf(call.args, 0, 'split_size_or_sections', 'split_size');
  const dim = intOf(call.args, 1, 'dim') ?? 0;
  const sizes = sizesOf(given);
  if (!given || !sizes) return undefined;
  if (!isList(given)) {
    const [whole, length] = [call.input.shape?.at(dim), knownSize(sizes[0]!)];
    const count = whole === undefined || !length ? undefined : Math.ceil(whole / length);
    return evenParts(call, dim, sizes[0]!, count);
  }
  let end: Size | undefined = number(0);
  return tuple(
    sizes.map((size) => {
      const start = end;
      end = start && formula('+', start, size);
      return partOf(call, dim, start, end);
    }),
  );
};

const narrow: TensorFunction = (call) => {
  const dim = intOf(call.args, 0, 'dim');
  const [start, length] = [sizesOf(valueOf(call.args, 1, 'start'))?.[0], sizesOf(valueOf(call.args, 2, 'length'))?.[0]];
  return dim === undefined || !start || !length ? undefined : partOf(call, dim, start, formula('+', start, length));
};

export const PARTS: Readonly<Record<string, TensorFunction>> = { chunk, split, narrow };
