/** @file Statements: where expressions with layers stand, and what is not run. */

import type { SyntaxNode } from '@lezer/common';
import { calleeOf, holdsCall, isPunctuation } from './call.js';
import { CONTAINERS, type Context, type LayerReader } from './layer-reader.js';
import type { Problems } from './problem.js';
import { children } from './value.js';
import { type Phrase, phrase } from '../explain/words/phrase.js';

/** Deeper blocks than anybody writes; reading them is a recursion. */
const DEEPEST = 100;

const SKIPPED_STATEMENTS: Readonly<Record<string, string>> = {
  IfStatement: 'if',
  ForStatement: 'for',
  WhileStatement: 'while',
  WithStatement: 'with',
  TryStatement: 'try',
  MatchStatement: 'match',
};

/** Hands the expressions of statements to a reader of layers. */
export class StatementReader {
  readonly #text: string;
  readonly #problems: Problems;
  readonly #layers: LayerReader;

  constructor(text: string, problems: Problems, layers: LayerReader) {
    this.#text = text;
    this.#problems = problems;
    this.#layers = layers;
  }

  statements(block: SyntaxNode, context: Context): void {
    for (const statement of children(block)) this.#statement(statement, context);
  }

  #source(node: SyntaxNode): string {
    return this.#text.slice(node.from, node.to);
  }

  #statement(node: SyntaxNode, context: Context): void {
    const skipped = SKIPPED_STATEMENTS[node.name];
    if (skipped !== undefined) return this.#skip(node, phrase('problemStatementNotRun', { keyword: skipped }));
    switch (node.name) {
      case 'ExpressionStatement':
        return this.#expressionStatement(node, context);
      case 'AssignStatement':
        return this.#assignment(node, context);
      case 'ReturnStatement':
        return children(node)
          .slice(1)
          .forEach((value) => this.#layers.expression(value, context));
      case 'StatementGroup':
        return this.statements(node, context);
      case 'ClassDefinition':
        return this.#class(node, context);
      case 'FunctionDefinition':
        return this.#skip(node, phrase('problemFunctionNotRun'));
      case 'UpdateStatement':
        return holdsCall(node, this.#text) ? this.#skip(node, phrase('problemUpdateNotRun')) : undefined;
      case 'DecoratedStatement': {
        const definition = node.lastChild;
        return definition ? this.#statement(definition, context) : undefined;
      }
      default:
        // Imports, pass, del and the like hold no layers; errors of syntax are reported elsewhere.
        return undefined;
    }
  }

  #skip(node: SyntaxNode, message: Phrase): void {
    const keyword = node.firstChild ?? node;
    this.#problems.add(keyword.from, keyword.to, message, {
      severity: 'warning',
      hint: phrase('hintOneAfterOther'),
    });
  }

  #expressionStatement(node: SyntaxNode, context: Context): void {
    const expressions = children(node).filter((child) => !isPunctuation(child));
    // A docstring.
    if (expressions.length === 1 && expressions[0]!.name.endsWith('String')) return;
    for (const expression of expressions) this.#layers.expression(expression, context);
  }

  /** `name = value`, `self.name = value`, `a = b = value`, `name: type = value`. */
  #assignment(node: SyntaxNode, context: Context): void {
    const parts = children(node);
    const at = parts.findLastIndex((part) => part.name === 'AssignOp');
    if (at < 0) return;
    const values = parts.slice(at + 1).filter((part) => !isPunctuation(part));
    const target = parts[0]!;
    for (const value of values) {
      if (!holdsCall(value, this.#text)) continue;
      this.#layers.expression(value, values.length === 1 ? this.#named(target, value, context) : context);
    }
  }

  /** A module's own field gives its name to what is in it; a plain variable only to a lone layer. */
  #named(target: SyntaxNode, value: SyntaxNode, context: Context): Context {
    const source = this.#source(target).replaceAll(/\s+/g, '');
    const field = /^self\.([\p{L}\p{N}_]+)$/u.exec(source)?.[1];
    if (field !== undefined) return { ...context, name: `${context.prefix}${field}` };
    const isContainer = CONTAINERS.has(calleeOf(value, this.#text)?.className ?? '');
    return target.name === 'VariableName' && !isContainer ? { ...context, name: source } : context;
  }

  /** The layers that `__init__` makes, in the order of their lines. */
  #class(node: SyntaxNode, context: Context): void {
    if (context.depth > DEEPEST) return;
    const name = node.getChild('VariableName');
    if (name) this.#layers.ownClasses.add(this.#source(name));
    const body = node.getChild('Body');
    const functions = body ? body.getChildren('FunctionDefinition') : [];
    const constructor = functions.find((f) => this.#functionName(f) === '__init__');
    const forward = functions.find((f) => this.#functionName(f) === 'forward');
    if (forward)
      this.#problems.add(forward.from, forward.getChild('Body')?.from ?? forward.to, phrase('problemForwardNotRead'), {
        severity: 'warning',
        hint: phrase('hintInitOrder'),
      });
    const statements = constructor?.getChild('Body');
    if (!statements) return;
    for (const statement of children(statements)) {
      const isSuper = /^\s*super\b/.test(this.#source(statement));
      if (!isSuper) this.#statement(statement, { prefix: '', printed: false, depth: context.depth + 1 });
    }
  }

  #functionName(node: SyntaxNode): string {
    const name = node.getChild('VariableName');
    return name ? this.#source(name) : '';
  }
}
