/** @file Statements: which of them does what, and how a block ends. */

import type { SyntaxNode } from '@lezer/common';
import { children } from '../value.js';
import { assignment, update } from './assignment.js';
import { decorated, defineClass, defineFunction, nameOf } from './definitions.js';
import { tupleOf } from './collections.js';
import type { Evaluator, Frame } from './evaluator.js';
import { forStatement, ifStatement, whileStatement, withStatement } from './flow.js';
import { importedNames } from './imports.js';
import { matchStatement } from './match.js';
import { expressionsIn } from './nodes.js';
import type { Runtime } from './runtime.js';

/** How a block ended. */
export type Completion =
  | { readonly kind: 'return'; readonly value: Runtime }
  | { readonly kind: 'break' | 'continue' | 'raise' };

/** One statement; says how the block ends where it ends it. */
export function statement(evaluator: Evaluator, node: SyntaxNode, frame: Frame): Completion | undefined {
  evaluator.machine.step();
  switch (node.name) {
    case 'ExpressionStatement':
      for (const expression of expressionsIn(children(node))) {
        const value = evaluator.expression(expression, frame);
        if (node.parent?.name === 'Script') evaluator.machine.loose.push(value);
      }
      return undefined;
    case 'AssignStatement':
      return assignment(evaluator, node, frame);
    case 'UpdateStatement':
      return update(evaluator, node, frame);
    case 'ReturnStatement':
      return { kind: 'return', value: tupleOf(evaluator, expressionsIn(children(node).slice(1)), frame) };
    case 'IfStatement':
      return ifStatement(evaluator, node, frame);
    case 'ForStatement':
      return forStatement(evaluator, node, frame);
    case 'WhileStatement':
      return whileStatement(evaluator, node, frame);
    case 'WithStatement':
      return withStatement(evaluator, node, frame);
    case 'TryStatement':
      return evaluator.body(node.getChild('Body'), frame);
    case 'MatchStatement':
      return matchStatement(evaluator, node, frame);
    case 'StatementGroup':
      return evaluator.body(node, frame);
    case 'FunctionDefinition':
      frame.scope.set(nameOf(evaluator, node), defineFunction(evaluator, node, frame));
      return undefined;
    case 'ClassDefinition':
      frame.scope.set(nameOf(evaluator, node), defineClass(evaluator, node, frame));
      return undefined;
    case 'DecoratedStatement':
      return decorated(evaluator, node, frame);
    case 'ImportStatement':
      for (const [name, value] of importedNames(evaluator.machine.source(node))) frame.scope.set(name, value);
      return undefined;
    case 'BreakStatement':
      return { kind: 'break' };
    case 'ContinueStatement':
      return { kind: 'continue' };
    case 'RaiseStatement':
      return { kind: 'raise' };
    default:
      // pass, assert, del, global and the like; errors of syntax are reported elsewhere.
      return undefined;
  }
}
