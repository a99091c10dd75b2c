/** @file Lists, dictionaries and comprehensions. */

import type { SyntaxNode } from '@lezer/common';
import { isPunctuation } from '../call.js';
import { children } from '../value.js';
import type { Evaluator, Frame } from './evaluator.js';
import { expressionsIn } from './nodes.js';
import { LONGEST } from './operators.js';
import { NONE, type Runtime, keyOf, truth, tuple } from './runtime.js';
import { Scope } from './scope.js';
import { assignAll } from './targets.js';
import { iterate } from './unpacking.js';

/** One expression, or a tuple of several; None where there is none. */
export function tupleOf(
  evaluator: Evaluator,
  nodes: readonly SyntaxNode[],
  frame: Frame,
  isTuple: boolean = nodes.length > 1,
): Runtime {
  if (nodes.length === 0) return NONE;
  return isTuple ? tuple(elements(evaluator, nodes, frame)) : evaluator.expression(nodes[0]!, frame);
}

/** What stands between brackets, stars spread. */
export function elements(evaluator: Evaluator, nodes: readonly SyntaxNode[], frame: Frame): Runtime[] {
  return nodes.flatMap((node, i) => {
    if (isPunctuation(node) || node.type.isError || node.name === '*') return [];
    const value = evaluator.expression(node, frame);
    return nodes[i - 1]?.name === '*' ? iterate(evaluator, value, node) : [value];
  });
}

/** `{key: value, **others}`. */
export function dictionary(evaluator: Evaluator, node: SyntaxNode, frame: Frame): Runtime {
  const parts = expressionsIn(children(node));
  const pairs: Runtime[][] = [];
  for (let i = 0; i < parts.length; i++) {
    if (parts[i]!.name === '**') {
      const spread = evaluator.expression(parts[++i]!, frame);
      if (spread.kind === 'dict') for (const { key, value } of spread.entries.values()) pairs.push([key, value]);
    } else if (parts[i + 1])
      pairs.push([evaluator.expression(parts[i]!, frame), evaluator.expression(parts[++i]!, frame)]);
  }
  return dictionaryOf(pairs);
}

/** A dictionary of pairs; what cannot be a key is left out. */
export function dictionaryOf(pairs: readonly (readonly Runtime[])[]): Runtime {
  const entries = new Map<string, { key: Runtime; value: Runtime }>();
  for (const [key, value] of pairs) {
    const text = key && keyOf(key);
    if (key && value && text !== undefined) entries.set(text, { key, value });
  }
  return { kind: 'dict', entries };
}

/** The values of a comprehension: `width` of them for every turn. */
export function comprehension(evaluator: Evaluator, node: SyntaxNode, frame: Frame, width: number): Runtime[][] {
  const parts = children(node).filter((part) => !/^[()[\]{}:]$/.test(part.name) && !part.type.isError);
  const results: Runtime[][] = [];
  const turn = (at: number, inner: Frame): void => {
    const part = parts[at];
    if (part === undefined || results.length >= LONGEST) {
      if (results.length < LONGEST)
        results.push(parts.slice(0, width).map((value) => evaluator.expression(value, inner)));
    } else if (part.name === 'for') {
      const inAt = parts.findIndex((other, i) => i > at && other.name === 'in');
      const iterable = parts[inAt + 1];
      if (inAt < 0 || !iterable) return;
      for (const item of iterate(evaluator, evaluator.expression(iterable, inner), iterable)) {
        evaluator.machine.step();
        const scope = new Scope(inner.scope);
        assignAll(evaluator, parts.slice(at + 1, inAt), item, { scope, owner: inner.owner });
        turn(inAt + 2, { scope, owner: inner.owner });
      }
    } else if (part.name === 'if') {
      if (parts[at + 1] && truth(evaluator.expression(parts[at + 1]!, inner)) !== false) turn(at + 2, inner);
    } else turn(at + 1, inner);
  };
  turn(width, frame);
  return results;
}
