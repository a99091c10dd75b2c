/** @file Assignments: `a = b = value` and `a += value`. */

import type { SyntaxNode } from '@lezer/common';
import { children } from '../value.js';
import { tupleOf } from './collections.js';
import type { Evaluator, Frame } from './evaluator.js';
import { adopt, itemsOf } from './layers.js';
import { expressionsIn } from './nodes.js';
import { LONGEST, binary } from './operators.js';
import { isList } from './runtime.js';
import { assign, assignAll } from './targets.js';

/** `targets = … = value`. */
export function assignment(evaluator: Evaluator, node: SyntaxNode, frame: Frame): undefined {
  const groups: SyntaxNode[][] = [[]];
  for (const part of children(node))
    if (part.name === 'AssignOp') groups.push([]);
    else if (part.name !== 'TypeDef') groups.at(-1)!.push(part);
  const values = expressionsIn(groups.at(-1)!);
  // `x: int` alone, or a value that the grammar could not read.
  if (groups.length < 2 || values.length === 0) return undefined;
  const value = tupleOf(
    evaluator,
    values,
    frame,
    groups.at(-1)!.some((part) => part.name === ','),
  );
  for (const targets of groups.slice(0, -1)) assignAll(evaluator, targets, value, frame);
  return undefined;
}

/** `target += value`. */
export function update(evaluator: Evaluator, node: SyntaxNode, frame: Frame): undefined {
  const [target, operator, ...rest] = children(node);
  const values = expressionsIn(rest);
  if (!target || !operator || values.length === 0) return undefined;
  const value = tupleOf(evaluator, values, frame);
  const old = evaluator.expression(target, frame);
  const sign = evaluator.machine.source(operator).slice(0, -1);
  if (old.kind === 'list' && sign === '+' && isList(value) && old.items.length + value.items.length <= LONGEST)
    old.items.push(...value.items);
  else if (old.kind === 'module' && sign === '+' && (old.type === 'ModuleList' || old.type === 'Sequential'))
    for (const item of itemsOf(value) ?? [])
      adopt(evaluator.machine, old, String(old.attributes.size), item, values[0]!);
  else assign(evaluator, target, binary(evaluator.machine, sign, old, value, node), frame);
  return undefined;
}
