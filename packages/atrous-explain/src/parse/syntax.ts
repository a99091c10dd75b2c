/** @file What the grammar could not read, as problems that say what was expected instead. */

import type { SyntaxNode, Tree } from '@lezer/common';
import type { Problems } from './problem.js';
import { type Phrase, phrase, quoted } from '../explain/words/phrase.js';

const EXPECTED: Readonly<Record<string, Phrase>> = {
  ArgList: phrase('expectedArgument'),
  ArrayExpression: phrase('expectedElement', { sign: ']' }),
  TupleExpression: phrase('expectedElement', { sign: ')' }),
  ParenthesizedExpression: phrase('expectedValueOr'),
  DictionaryExpression: phrase('expectedPair'),
  BinaryExpression: phrase('expectedOperand'),
  UnaryExpression: phrase('expectedOperand'),
  MemberExpression: phrase('expectedName'),
  AssignStatement: phrase('expectedValue'),
  Body: phrase('expectedStatement'),
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
    problems.add(from, to, quoted('invalid syntax'), { hint: expected(cursor.node) });
  } while (cursor.next());
}

/** An error without extent stands before what was not expected. */
function place(text: string, from: number, to: number): [number, number] {
  if (to > from) return [from, to];
  let start = from;
  while (start < text.length && /[^\S\n]/.test(text[start]!)) start++;
  return [start, Math.min(start + 1, text.length)];
}

function expected(error: SyntaxNode): Phrase {
  if (error.prevSibling?.name === 'AssignOp') return phrase('expectedAssigned');
  return EXPECTED[error.parent?.name ?? ''] ?? phrase('expectedLayer');
}
