/** @file Calls as they are written: what is called, and its arguments evaluated. */

import type { SyntaxNode } from '@lezer/common';
import { isPunctuation } from '../call.js';
import { children } from '../value.js';
import { callValue } from './calls.js';
import { comprehension } from './collections.js';
import type { Evaluator, Frame } from './evaluator.js';
import { expressionsIn } from './nodes.js';
import { type Argument, type CallArguments, type Runtime, list } from './runtime.js';
import { iterate } from './unpacking.js';

export function callExpression(evaluator: Evaluator, node: SyntaxNode, frame: Frame): Runtime {
  const calleeNode = node.firstChild!;
  if (evaluator.machine.source(calleeNode) === 'super') return superOf(evaluator, node, frame);
  const callee = evaluator.expression(calleeNode, frame);
  return callValue(evaluator, callee, argumentsOf(evaluator, node, frame), node);
}

function superOf(evaluator: Evaluator, node: SyntaxNode, frame: Frame): Runtime {
  const given = expressionsIn(children(node.getChild('ArgList') ?? node));
  const self = given[1] ? evaluator.expression(given[1], frame) : firstParameter(frame);
  const after = given[0] && given[1] ? evaluator.expression(given[0], frame) : frame.owner;
  return self?.kind === 'module' && after?.kind === 'class'
    ? { kind: 'super', self, after }
    : evaluator.machine.unknown(node);
}

function firstParameter(frame: Frame): Runtime | undefined {
  return frame.scope.find('self') ?? [...frame.scope.variables.values()][0];
}

/** The arguments of a call, evaluated: the ArgList of the node. */
export function argumentsOf(evaluator: Evaluator, node: SyntaxNode, frame: Frame): CallArguments {
  const positional: Argument[] = [];
  const keywords = new Map<string, Argument>();
  const argument = (at: SyntaxNode, value: Runtime): Argument => ({
    from: at.from,
    to: at.to,
    source: evaluator.machine.source(at),
    value,
  });
  const parts = children(node.getChild('ArgList') ?? node.lastChild!).filter((part) => !part.type.isError);
  // A generator stands in the brackets of the call itself.
  if (parts.some((part) => part.name === 'for')) {
    const items = comprehension(evaluator, node.getChild('ArgList')!, frame, 1).map(([value]) => value!);
    return { positional: [argument(node.getChild('ArgList')!, list(items))], keywords };
  }
  parts.forEach((part, i) => {
    const before = parts[i - 1]?.name;
    if (isPunctuation(part) || /^(\*\*?|AssignOp)$/.test(part.name) || parts[i + 1]?.name === 'AssignOp') return;
    const value = evaluator.expression(part, frame);
    if (before === 'AssignOp') {
      const { from, to } = parts[i - 2]!;
      keywords.set(evaluator.machine.source(parts[i - 2]!), { ...argument(part, value), keyword: { from, to } });
    } else if (before === '**') {
      if (value.kind === 'dict')
        for (const entry of value.entries.values())
          if (entry.key.kind === 'string') keywords.set(entry.key.value, argument(part, entry.value));
    } else if (before === '*')
      for (const item of iterate(evaluator, value, part)) positional.push(argument(part, item));
    else positional.push(argument(part, value));
  });
  return { positional, keywords };
}
