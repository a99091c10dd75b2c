/** @file Expressions with operators: comparisons that go on, `and` and `or` that stop. */

import type { SyntaxNode } from '@lezer/common';
import { children } from '../value.js';
import type { Evaluator, Frame } from './evaluator.js';
import { binary, compared, negated, truthValue } from './operators.js';
import { type Runtime, bool, truth } from './runtime.js';

export function binaryExpression(evaluator: Evaluator, node: SyntaxNode, frame: Frame): Runtime {
  const parts = children(node);
  const [leftNode, rightNode] = [parts[0]!, parts.at(-1)!];
  const sign = parts
    .slice(1, -1)
    .map((part) => evaluator.machine.source(part))
    .join(' ');
  if (parts.length < 3 || rightNode.type.isError) return evaluator.machine.unknown(node);
  const left = evaluator.expression(leftNode, frame);
  if (sign === 'and' || sign === 'or') {
    const known = truth(left);
    if (known === (sign === 'or')) return left;
    const right = evaluator.expression(rightNode, frame);
    if (known !== undefined) return right;
    return truth(right) === (sign === 'or') ? right : evaluator.machine.unknown(node);
  }
  if (!COMPARISONS.has(sign))
    return binary(evaluator.machine, sign, left, evaluator.expression(rightNode, frame), node);
  const right = evaluator.expression(rightNode, frame);
  const own = truthValue(compared(sign, middle(evaluator, leftNode, left, frame), right), evaluator.machine, node);
  // `a < b < c`: the left side is a comparison of its own.
  return isComparison(leftNode, evaluator.machine.text) && truth(left) !== true ? left : own;
}

/** In `a < b < c`, what the second sign compares is `b`. */
function middle(evaluator: Evaluator, leftNode: SyntaxNode, left: Runtime, frame: Frame): Runtime {
  return isComparison(leftNode, evaluator.machine.text) ? evaluator.expression(leftNode.lastChild!, frame) : left;
}

export function unary(evaluator: Evaluator, node: SyntaxNode, frame: Frame): Runtime {
  const [operator, operand] = children(node);
  if (!operator || !operand) return evaluator.machine.unknown(node);
  const value = evaluator.expression(operand, frame);
  const sign = evaluator.machine.source(operator);
  if (sign !== 'not') return negated(evaluator.machine, sign, value, node);
  const known = truth(value);
  return known === undefined ? evaluator.machine.unknown(node) : bool(!known);
}

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '>', '<=', '>=', 'is', 'is not', 'in', 'not in']);

function isComparison(node: SyntaxNode, text: string): boolean {
  if (node.name !== 'BinaryExpression') return false;
  const operator = children(node)[1];
  return operator !== undefined && COMPARISONS.has(text.slice(operator.from, operator.to));
}
