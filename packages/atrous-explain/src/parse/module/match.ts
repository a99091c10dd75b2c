/** @file `match value:` and its patterns. */

import type { SyntaxNode } from '@lezer/common';
import { shortened } from '../call.js';
import { children } from '../value.js';
import type { Evaluator, Frame } from './evaluator.js';
import { equal, itemsOfValue } from './operators.js';
import { instanceOf } from './instances.js';
import { type Runtime, truth } from './runtime.js';
import type { Completion } from './statement.js';
import { phrase } from '../../explain/words/phrase.js';

/** The first case whose pattern the value has; where that is not known, the case is taken, visibly. */
export function matchStatement(evaluator: Evaluator, node: SyntaxNode, frame: Frame): Completion | undefined {
  const subject = children(node)[1];
  const body = node.getChild('MatchBody');
  if (!subject || !body) return undefined;
  const value = evaluator.expression(subject, frame);
  for (const clause of body.getChildren('MatchClause')) {
    const pattern = children(clause)[1];
    if (!pattern) continue;
    const fits = both(fitsPattern(evaluator, pattern, value, frame), () => guarded(evaluator, clause, frame));
    if (fits === false) continue;
    if (fits === undefined)
      evaluator.machine.report(
        pattern,
        phrase('problemMatch', { source: shortened(evaluator.machine.source(pattern)) }),
        phrase('hintTakenSo'),
      );
    return evaluator.body(clause.getChild('Body'), frame);
  }
  return undefined;
}

const both = (first: boolean | undefined, second: () => boolean | undefined): boolean | undefined =>
  first === false ? false : second() === false ? false : first;

function guarded(evaluator: Evaluator, clause: SyntaxNode, frame: Frame): boolean | undefined {
  const condition = clause.getChild('Guard')?.lastChild;
  return condition ? truth(evaluator.expression(condition, frame)) : true;
}

/** Whether a value has a pattern; names in it are bound on the way. */
function fitsPattern(evaluator: Evaluator, pattern: SyntaxNode, value: Runtime, frame: Frame): boolean | undefined {
  const [first] = children(pattern);
  switch (pattern.name) {
    case 'CapturePattern': {
      const name = evaluator.machine.source(pattern);
      if (name !== '_') frame.scope.set(name, value);
      return true;
    }
    case 'LiteralPattern':
    case 'MemberPattern':
      return first
        ? equal(value, evaluator.expression(pattern.name === 'MemberPattern' ? pattern : first, frame))
        : undefined;
    case 'OrPattern':
      return oneOf(
        children(pattern)
          .filter(({ name }) => name.endsWith('Pattern'))
          .map((one) => fitsPattern(evaluator, one, value, frame)),
      );
    case 'ClassPattern':
      return first ? instanceOf(value, evaluator.expression(first, frame)) : undefined;
    case 'SequencePattern':
      return fitsSequence(evaluator, pattern, value, frame);
    default:
      return undefined;
  }
}

const oneOf = (answers: readonly (boolean | undefined)[]): boolean | undefined =>
  answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;

function fitsSequence(evaluator: Evaluator, pattern: SyntaxNode, value: Runtime, frame: Frame): boolean | undefined {
  const parts = children(pattern).filter(({ name }) => name.endsWith('Pattern'));
  const items = itemsOfValue(value);
  if (!items) return value.kind === 'unknown' ? undefined : false;
  if (parts.some(({ name }) => name === 'StarPattern')) return undefined;
  if (items.length !== parts.length) return false;
  const answers = parts.map((part, i) => fitsPattern(evaluator, part, items[i]!, frame));
  return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;
}
