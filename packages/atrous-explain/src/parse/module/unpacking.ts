/** @file Values taken apart: for several targets at once, and one by one in loops. */

import type { SyntaxNode } from '@lezer/common';
import { shortened } from '../call.js';
import type { Evaluator } from './evaluator.js';
import { LONGEST, itemsOfValue } from './operators.js';
import { type Runtime, isTensor, list, string } from './runtime.js';
import { phrase, quoted } from '../../explain/words/phrase.js';

/** What a loop over the value gives, where that is known. */
function itemsIn(value: Runtime): readonly Runtime[] | undefined {
  if (value.kind === 'dict') return [...value.entries.values()].map(({ key }) => key);
  if (value.kind === 'string') return Array.from(value.value.slice(0, LONGEST), string);
  if (value.kind === 'module' && value.type === 'ModuleDict') return [...value.attributes.keys()].map(string);
  if (value.kind === 'module' && value.type !== 'own') return [...value.attributes.values()];
  return itemsOfValue(value);
}

/** As many values as there are targets; what cannot be told apart is not known. */
export function unpack(evaluator: Evaluator, value: Runtime, count: number, place: SyntaxNode): Runtime[] {
  const items = itemsIn(value);
  if (items) {
    if (items.length === count) return [...items];
    const [few, many] = [
      `not enough values to unpack (expected ${count}, got ${items.length})`,
      `too many values to unpack (expected ${count})`,
    ];
    evaluator.machine.report(place, quoted(items.length < count ? few : many), undefined, 'error');
  }
  return Array.from({ length: count }, (_, i) => unpacked(evaluator, value, i, place));
}

/** `before` values, a list of what is between, and `after` values: `first, *middle, last = …`. */
export function unpackStarred(
  evaluator: Evaluator,
  value: Runtime,
  [before, after]: readonly [number, number],
  place: SyntaxNode,
): Runtime[] {
  const items = itemsIn(value);
  if (items && items.length >= before + after) {
    const end = items.length - after;
    return [...items.slice(0, before), list(items.slice(before, end)), ...items.slice(end)];
  }
  if (items) {
    const message = `not enough values to unpack (expected at least ${before + after}, got ${items.length})`;
    evaluator.machine.report(place, quoted(message), undefined, 'error');
  }
  const between: Runtime =
    value.kind === 'shape' && value.end === undefined
      ? { ...value, start: value.start + before, end: after === 0 ? undefined : -after }
      : evaluator.machine.unknown(place);
  return [
    ...Array.from({ length: before }, (_, i) => unpacked(evaluator, value, i, place)),
    between,
    ...Array.from({ length: after }, (_, i) => unpacked(evaluator, value, i - after, place)),
  ];
}

/** A tensor is gone over row by row up to so many. */
const MOST_ROWS = 64;

function unpacked(evaluator: Evaluator, value: Runtime, index: number, place: SyntaxNode): Runtime {
  if (value.kind === 'shape')
    return {
      kind: 'size',
      size: { kind: 'axis', tensor: value.tensor, axis: index < 0 ? index : value.start + index },
    };
  if (value.kind === 'parts') return value.part(index);
  if (value.kind === 'array') return { kind: 'array', shape: value.shape?.slice(1), isParameter: false };
  // A tensor, and perhaps more, came from where nothing is known: the first is the tensor.
  if (value.kind === 'tensor' && value.assumed) return value;
  if (value.kind === 'tensor')
    return evaluator.machine.graph.join(
      evaluator.machine.nodeName('select'),
      'select',
      { dim: 0, index },
      [value],
      place,
    );
  return itemsOfValue(value)?.at(index) ?? evaluator.machine.unknown(place);
}

/** The values of a loop; none, and a word about it, where they are not known. */
export function iterate(evaluator: Evaluator, value: Runtime, place: SyntaxNode): readonly Runtime[] {
  if (value.kind === 'parts' && value.count !== undefined) return unpack(evaluator, value, value.count, place);
  const rows = isTensor(value) ? value.shape?.[0] : undefined;
  if (rows !== undefined && rows <= MOST_ROWS && !(value.kind === 'tensor' && value.assumed))
    return unpack(evaluator, value, rows, place);
  const items = itemsIn(value);
  if (items) return items;
  // What goes over all parameters sets weights: no size depends on it.
  if (/\.(named_)?(parameters|buffers|modules)\(\s*\)$/.test(evaluator.machine.source(place))) return [];
  // Loops of a program that trains a model say nothing about it.
  if (!evaluator.machine.isInside) return [];
  evaluator.machine.report(
    place,
    phrase('problemLoop', { source: shortened(evaluator.machine.source(place)) }),
    phrase('hintLoopLeftOut'),
  );
  return [];
}
