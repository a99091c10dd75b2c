/** @file Conditions and loops: what is not known to be so is taken to be so, and loops have ends. */

import type { SyntaxNode } from '@lezer/common';
import { shortened } from '../call.js';
import { children } from '../value.js';
import { elements } from './collections.js';
import type { Evaluator, Frame } from './evaluator.js';
import { expressionsIn } from './nodes.js';
import { truth, tuple } from './runtime.js';
import type { Completion } from './statement.js';
import { assignAll } from './targets.js';
import { iterate } from './unpacking.js';
import { phrase } from '../../explain/words/phrase.js';

/** Turns of a loop whose end depends on what it does. */
const MOST_TURNS = 1000;

export function ifStatement(evaluator: Evaluator, node: SyntaxNode, frame: Frame): Completion | undefined {
  const parts = children(node);
  for (let i = 0; i < parts.length; i++) {
    const keyword = parts[i]!.name;
    if (keyword === 'else') return evaluator.body(parts[i + 1], frame);
    if (keyword !== 'if' && keyword !== 'elif') continue;
    const condition = parts[i + 1]!;
    const body = parts.slice(i + 1).find((part) => part.name === 'Body');
    const known = truth(evaluator.expression(condition, frame));
    if (known === true) return evaluator.body(body, frame);
    if (known === undefined && taken(evaluator, condition, body)) return evaluator.body(body, frame);
  }
  return undefined;
}

/** What is not known to be so is taken to be so, unless it is there to complain. */
function taken(evaluator: Evaluator, condition: SyntaxNode, body: SyntaxNode | undefined): boolean {
  const statements = body ? expressionsIn(children(body)) : [];
  const complains = statements.every(({ name }) => name === 'RaiseStatement');
  const callsOther =
    /^(not\s+)?(torch\.jit|torch\.onnx|torch\.cuda|torch\.is_|has_torch_function|logger|__name__)/.test(
      evaluator.machine.source(condition),
    );
  if (complains || callsOther) return false;
  if (!evaluator.machine.isInside) return true;
  evaluator.machine.report(
    condition,
    phrase('problemWhether', { source: shortened(evaluator.machine.source(condition)) }),
    phrase('hintTakenSo'),
  );
  return true;
}

export function forStatement(evaluator: Evaluator, node: SyntaxNode, frame: Frame): Completion | undefined {
  const parts = children(node);
  const at = parts.findIndex((part) => part.name === 'in');
  const forAt = parts.findIndex((part) => part.name === 'for');
  const iterables = parts.slice(
    at + 1,
    parts.findIndex((part) => part.name === 'Body'),
  );
  const [iterable] = iterables;
  const body = node.getChild('Body');
  if (at < 0 || !iterable || !body) return undefined;
  // `for width in 64, 128:`
  const isTuple = iterables.some((part) => part.name === ',');
  const over = isTuple ? tuple(elements(evaluator, iterables, frame)) : evaluator.expression(iterable, frame);
  const items = iterate(evaluator, over, iterable);
  const targets = parts.slice(forAt + 1, at);
  for (const item of items) {
    evaluator.machine.step();
    assignAll(evaluator, targets, item, frame);
    const completion = evaluator.body(body, frame);
    if (completion?.kind === 'break') break;
    if (completion && completion.kind !== 'continue') return completion;
  }
  return undefined;
}

/** `with open(path) as file: …`: what the names stand for is not known. */
export function withStatement(evaluator: Evaluator, node: SyntaxNode, frame: Frame): Completion | undefined {
  const parts = children(node);
  parts.forEach((part, i) => {
    if (part.name === 'VariableName' && parts[i - 1]?.name === 'as')
      frame.scope.set(evaluator.machine.source(part), evaluator.machine.unknown(part));
  });
  return evaluator.body(node.getChild('Body'), frame);
}

export function whileStatement(evaluator: Evaluator, node: SyntaxNode, frame: Frame): Completion | undefined {
  const condition = children(node)[1];
  const body = node.getChild('Body');
  if (!condition || !body) return undefined;
  for (let turn = 0; truth(evaluator.expression(condition, frame)) === true; turn++) {
    if (turn >= MOST_TURNS) {
      evaluator.machine.report(condition, phrase('problemEndless'), phrase('hintRestOfLoop'));
      break;
    }
    const completion = evaluator.body(body, frame);
    if (completion?.kind === 'break') break;
    if (completion && completion.kind !== 'continue') return completion;
  }
  return undefined;
}
