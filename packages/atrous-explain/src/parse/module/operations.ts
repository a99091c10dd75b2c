/** @file Expressions with operators: comparisons that go on, `and` and `or` that stop. */

import type { SyntaxNode } from '@lezer/common';
import { children } from '../value.js';
import type { Evaluator, Frame } from './evaluator.js';
import { binary, compared, negated, truthValue } from './operators.js';
import { type Runtime, bool, truth } from './runtime.js';

/** What stands on the left and on the right of a sign; undefined where one is missing. */
function partsOf(
  evaluator: Evaluator,
  node: SyntaxNode,
): { left: SyntaxNode; sign: string; right: SyntaxNode } | undefined {
  const parts = children(node);
  const [left, right] = [parts[0], parts.at(-1)];
  if (parts.length < 3 || !left || !right || right.type.isError) return undefined;
  const sign = parts
    .slice(1, -1)
    .map((part) => evaluator.machine.source(part))
    .join(' ');
  return { left, sign, right };
}

/** `left sign right`. */
export function binaryExpression(evaluator: Evaluator, node: SyntaxNode, frame: Frame): Runtime {
  const parts = partsOf(evaluator, node);
  if (!parts) return evaluator.machine.unknown(node);
  const { left: leftNode, sign, right: rightNode } = parts;
  const left = evaluator.expression(leftNode, frame);
  if (sign === 'and' || sign === 'or') return logical(evaluator, sign, left, rightNode, frame, node);
  const right = evaluator.expression(rightNode, frame);
  if (!COMPARISONS.has(sign)) return binary(evaluator.machine, sign, left, right, node);
  const own = truthValue(compared(sign, middle(evaluator, leftNode, left, frame), right), evaluator.machine, node);
  // `a < b < c`: the left side is a comparison of its own.
  return isComparison(leftNode, evaluator.machine.text) && truth(left) !== true ? left : own;
}

/** `left and right`, `left or right`: the right side is looked at only where the left does not tell. */
function logical(
  evaluator: Evaluator,
  sign: 'and' | 'or',
  left: Runtime,
  rightNode: SyntaxNode,
  frame: Frame,
  node: SyntaxNode,
): Runtime {
  const known = truth(left);
  if (known === (sign === 'or')) return left;
  const right = evaluator.expression(rightNode, frame);
  if (known !== undefined) return right;
  return truth(right) === (sign === 'or') ? right : evaluator.machine.unknown(node);
}

/** In `a < b < c`, what the second sign compares is `b`. */
function middle(evaluator: Evaluator, leftNode: SyntaxNode, left: Runtime, frame: Frame): Runtime {
  return isComparison(leftNode, evaluator.machine.text) ? evaluator.expression(leftNode.lastChild!, frame) : left;
}

/** `-a`, `not a`. */
export function unary(evaluator: Evaluator, node: SyntaxNode, frame: Frame): Runtime {
  const [operator, operand] = children(node);
  if (!operator || !operand) return evaluator.machine.unknown(node);
  const sign = evaluator.machine.source(operator);
  if (sign === 'not') return not(evaluator, operand, frame, node);
  return negated(evaluator.machine, sign, evaluator.expression(operand, frame), node);
}

/**
 * Python's `not a or b` is `(not a) or b`; the grammar reads it as `not (a or b)`, so that the sign is carried to the
 * first operand here.
 */
function not(evaluator: Evaluator, operand: SyntaxNode, frame: Frame, node: SyntaxNode): Runtime {
  const parts = operand.name === 'BinaryExpression' ? partsOf(evaluator, operand) : undefined;
  if (parts && (parts.sign === 'and' || parts.sign === 'or')) {
    const left = evaluator.machine.deeper(() => not(evaluator, parts.left, frame, node));
    return logical(evaluator, parts.sign, left, parts.right, frame, node);
  }
  const known = truth(evaluator.expression(operand, frame));
  return known === undefined ? evaluator.machine.unknown(node) : bool(!known);
}

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '>', '<=', '>=', 'is', 'is not', 'in', 'not in']);

function isComparison(node: SyntaxNode, text: string): boolean {
  if (node.name !== 'BinaryExpression') return false;
  const operator = children(node)[1];
  return operator !== undefined && COMPARISONS.has(text.slice(operator.from, operator.to));
}
