/** @file `match value:` and its patterns. */

import type { SyntaxNode } from '@lezer/common';
import { shortened } from '../call.js';
import { children } from '../value.js';
import type { Evaluator, Frame } from './evaluator.js';
import { equal, itemsOfValue } from './operators.js';
import { instanceOf } from './instances.js';
import { type Runtime, keyOf, list, truth } from './runtime.js';
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
      return fitsClass(evaluator, pattern, value, frame);
    case 'AsPattern': {
      const name = pattern.getChild('VariableName');
      if (name) frame.scope.set(evaluator.machine.source(name), value);
      return first ? fitsPattern(evaluator, first, value, frame) : undefined;
    }
    case 'MappingPattern':
      return fitsMapping(evaluator, pattern, value, frame);
    case 'SequencePattern':
      return fitsSequence(evaluator, pattern, value, frame);
    default:
      return undefined;
  }
}

const oneOf = (answers: readonly (boolean | undefined)[]): boolean | undefined =>
  answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;

const patternsIn = (node: SyntaxNode): SyntaxNode[] => children(node).filter(({ name }) => name.endsWith('Pattern'));

const all = (answers: readonly (boolean | undefined)[]): boolean | undefined =>
  answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;

/** `int()`, `int(width)`, `Conv(width=3)`: a type, its value, and attributes of its objects. */
function fitsClass(evaluator: Evaluator, pattern: SyntaxNode, value: Runtime, frame: Frame): boolean | undefined {
  const callee = pattern.firstChild;
  const given = pattern.getChild('PatternArgList');
  if (!callee) return undefined;
  const fits = instanceOf(value, evaluator.expression(callee, frame));
  // The grammar reads something into empty brackets.
  const inside = given ? patternsIn(given).filter(({ from, to }) => to > from) : [];
  if (fits === false || inside.length === 0) return fits;
  const fields = value.kind === 'module' ? [...(value.owner?.fields ?? [])] : [];
  const answers = inside.map((part, i) => {
    const name = part.name === 'KeywordPattern' ? part.getChild('VariableName') : null;
    const own = name ? part.lastChild! : part;
    const field = name ? evaluator.machine.source(name) : fields[i];
    // Python's own types have themselves as their one part.
    const held = value.kind === 'module' ? value.attributes.get(field ?? '') : name || i > 0 ? undefined : value;
    return held && fitsPattern(evaluator, own, held, frame);
  });
  return all([fits, ...answers]);
}

/** `{'width': w, **rest}`: keys that a dictionary has, others too. */
function fitsMapping(evaluator: Evaluator, pattern: SyntaxNode, value: Runtime, frame: Frame): boolean | undefined {
  if (value.kind !== 'dict') return value.kind === 'unknown' ? undefined : false;
  const left = new Map(value.entries);
  const parts = children(pattern);
  const answers: (boolean | undefined)[] = [];
  for (const [i, part] of parts.entries()) {
    const behind = parts[i + 1];
    if (part.name === '**' && behind)
      frame.scope.set(evaluator.machine.source(behind), { kind: 'dict', entries: left });
    if (behind?.name !== ':' || !part.firstChild) continue;
    const key = keyOf(evaluator.expression(part.name === 'LiteralPattern' ? part.firstChild : part, frame));
    const entry = key === undefined ? undefined : left.get(key);
    if (key !== undefined) left.delete(key);
    if (key !== undefined && !entry) return false;
    answers.push(entry && fitsPattern(evaluator, parts[i + 2]!, entry.value, frame));
  }
  return all(answers);
}

function fitsSequence(evaluator: Evaluator, pattern: SyntaxNode, value: Runtime, frame: Frame): boolean | undefined {
  const parts = patternsIn(pattern);
  const items = value.kind === 'string' ? undefined : itemsOfValue(value);
  if (!items) return value.kind === 'unknown' ? undefined : false;
  const star = parts.findIndex(({ name }) => name === 'StarPattern');
  if (star < 0 ? items.length !== parts.length : items.length < parts.length - 1) return false;
  const end = items.length - (parts.length - 1 - star);
  const values = star < 0 ? items : [...items.slice(0, star), list(items.slice(star, end)), ...items.slice(end)];
  return all(
    parts.map((part, i) => {
      const own = part.name === 'StarPattern' ? part.lastChild! : part;
      return fitsPattern(evaluator, own, values[i]!, frame);
    }),
  );
}
