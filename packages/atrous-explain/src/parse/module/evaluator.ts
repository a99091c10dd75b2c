/**
 * @file Python read symbolically: statements and expressions over values that may not be known. Nothing is run: what a
 * function of a library would do is known here for those that networks are made of, and is an assumption for the rest.
 */

import type { SyntaxNode } from '@lezer/common';
import { children } from '../value.js';
import { builtInForward, callValue } from './calls.js';
import { expressionValue } from './expressions.js';
import { Exhausted } from './graph.js';
import type { Machine } from './machine.js';
import { expressionsIn } from './nodes.js';
import { type ClassValue, type FunctionValue, NONE, type Runtime } from './runtime.js';
import { Scope } from './scope.js';
import { type Completion, statement } from './statement.js';
import { phrase } from '../../explain/words/phrase.js';

/** Deeper expressions than anybody writes; reading them is a recursion. */
const DEEPEST = 600;

/** Where a function and its class stand while its body is read. */
export interface Frame {
  readonly scope: Scope;
  readonly owner: ClassValue | undefined;
}

export class Evaluator {
  readonly machine: Machine;
  #depth = 0;

  constructor(machine: Machine) {
    this.machine = machine;
    machine.call = (target, args, node) => callValue(this, target, args, node);
    machine.builtIn = (module, args, node) => builtInForward(this, module, args, node);
  }

  /** Statements in order, up to the one that leaves the block. */
  block(statements: readonly SyntaxNode[], frame: Frame): Completion | undefined {
    for (const one of statements) {
      const completion = statement(this, one, frame);
      if (completion) return completion;
    }
    return undefined;
  }

  /** The statements of a body; nothing where there is none. */
  body(node: SyntaxNode | null | undefined, frame: Frame): Completion | undefined {
    return node ? this.block(expressionsIn(children(node)), frame) : undefined;
  }

  /** Runs a function's body, its parameters bound. */
  run(code: FunctionValue, bound: ReadonlyMap<string, Runtime>): Runtime {
    const scope = new Scope(code.scope);
    for (const [name, value] of bound) scope.set(name, value);
    const frame = { scope, owner: code.owner };
    return this.machine.deeper(() => {
      if (code.body.name !== 'Body') return this.expression(code.body, frame);
      const completion = this.body(code.body, frame);
      return completion?.kind === 'return' ? completion.value : NONE;
    });
  }

  /** The value of an expression. @throws Exhausted where it is nested too deeply */
  expression(node: SyntaxNode, frame: Frame): Runtime {
    this.machine.step();
    if (++this.#depth > DEEPEST) throw new Exhausted(phrase('problemTooDeep'));
    try {
      return expressionValue(this, node, frame);
    } finally {
      this.#depth--;
    }
  }
}
