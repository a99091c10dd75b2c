/** @file What the grammar could not read, as problems that say what was expected instead. */

import type { SyntaxNode, Tree } from '@lezer/common';
import type { Problems } from './problem.js';

const EXPECTED: Readonly<Record<string, string>> = {
  ArgList: "an argument or ')'",
  ArrayExpression: "an element or ']'",
  TupleExpression: "an element or ')'",
  ParenthesizedExpression: "a value or ')'",
  DictionaryExpression: "'name': layer or '}'",
  BinaryExpression: 'a value after the operator',
  UnaryExpression: 'a value after the operator',
  MemberExpression: 'a name after the dot',
  AssignStatement: 'a value',
  Body: 'a statement',
};

/** Reports every place that the grammar skipped or missed something at, unless it is known what is wrong there. */
export function reportSyntax(tree: Tree, text: string, problems: Problems): void {
  const cursor = tree.cursor();
  const end = text.trimEnd().length;
  do {
    if (!cursor.type.isError) continue;
    const [from, to] = place(text, cursor.from, cursor.to);
    // A bracket that is never closed leaves the grammar waiting at the end; the bracket was reported.
    if (problems.covers(from, to) || (from >= end && problems.covers(0, end))) continue;
    problems.add(from, to, 'invalid syntax', { hint: `Expected ${expected(cursor.node)}.` });
  } while (cursor.next());
}

/** An error without extent stands before what was not expected. */
function place(text: string, from: number, to: number): [number, number] {
  if (to > from) return [from, to];
  let start = from;
  while (start < text.length && /[^\S\n]/.test(text[start]!)) start++;
  return [start, Math.min(start + 1, text.length)];
}

function expected(error: SyntaxNode): string {
  if (error.prevSibling?.name === 'AssignOp') return "a value after '='";
  return EXPECTED[error.parent?.name ?? ''] ?? 'a layer such as nn.ReLU()';
}
