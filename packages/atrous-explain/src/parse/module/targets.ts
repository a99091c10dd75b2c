/** @file What stands on the left of an assignment: names, attributes and items get their values. */

import type { SyntaxNode } from '@lezer/common';
import { children } from '../value.js';
import type { Evaluator, Frame } from './evaluator.js';
import { expressionsIn } from './nodes.js';
import { type Runtime, keyOf, tuple } from './runtime.js';
import { unpack, unpackStarred } from './unpacking.js';

/** Gives one target its value, or several theirs. */
export function assignAll(evaluator: Evaluator, parts: readonly SyntaxNode[], value: Runtime, frame: Frame): void {
  const marked = expressionsIn(parts);
  const star = marked.findIndex((part) => part.name === '*');
  const targets = marked.filter((part) => part.name !== '*');
  if (targets.length === 1 && !parts.some((part) => part.name === ','))
    return assign(evaluator, targets[0]!, value, frame);
  const place = targets[0] ?? parts[0]!;
  const items =
    star < 0
      ? unpack(evaluator, value, targets.length, place)
      : unpackStarred(evaluator, value, [star, targets.length - 1 - star], place);
  targets.forEach((target, i) => assign(evaluator, target, items[i]!, frame));
}

/** Gives a name, an attribute or an item its value. */
export function assign(evaluator: Evaluator, target: SyntaxNode, value: Runtime, frame: Frame): void {
  switch (target.name) {
    case 'VariableName':
      return frame.scope.set(evaluator.machine.source(target), value);
    case 'TupleExpression':
    case 'ArrayExpression':
    case 'ParenthesizedExpression':
      return assignAll(
        evaluator,
        children(target).filter((part) => !/^[()[\]]$/.test(part.name)),
        value,
        frame,
      );
    case 'MemberExpression':
      return assignMember(evaluator, target, value, frame);
    default:
      return undefined;
  }
}

function assignMember(evaluator: Evaluator, target: SyntaxNode, value: Runtime, frame: Frame): void {
  const [objectNode, sign, ...rest] = children(target);
  const object = evaluator.expression(objectNode!, frame);
  const property = target.getChild('PropertyName');
  if (sign?.name === '.' && property && object.kind === 'module') {
    object.attributes.set(evaluator.machine.source(property), value);
    return;
  }
  if (sign?.name !== '[') return;
  const indices = expressionsIn(rest).map((index) => evaluator.expression(index, frame));
  const key = indices.length > 1 ? tuple(indices) : indices[0];
  if (object.kind === 'list' && key?.kind === 'int' && object.items.at(key.value) !== undefined)
    object.items[key.value < 0 ? key.value + object.items.length : key.value] = value;
  else if (object.kind === 'module' && key?.kind === 'string') object.attributes.set(key.value, value);
  else if (object.kind === 'module' && key?.kind === 'int') object.attributes.set(String(key.value), value);
  else if (object.kind === 'dict' && key) {
    const text = keyOf(key);
    if (text !== undefined) object.entries.set(text, { key, value });
  }
}
