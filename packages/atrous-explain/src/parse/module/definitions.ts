/** @file Functions and classes as they are defined: their parameters, bases and attributes. */

import type { SyntaxNode } from '@lezer/common';
import { children } from '../value.js';
import { argumentsOf } from './call-expression.js';
import { callValue } from './calls.js';
import type { Evaluator, Frame } from './evaluator.js';
import { expressionsIn } from './nodes.js';
import type { ClassValue, FunctionValue, Parameter, Runtime } from './runtime.js';
import { Scope } from './scope.js';

export function nameOf(evaluator: Evaluator, node: SyntaxNode): string {
  const name = node.getChild('VariableName');
  return name ? evaluator.machine.source(name) : '';
}

export function decorated(evaluator: Evaluator, node: SyntaxNode, frame: Frame): undefined {
  const definition = node.lastChild;
  if (!definition) return undefined;
  const names = node.getChildren('Decorator').map((decorator) => evaluator.machine.source(decorator).slice(1).trim());
  const is = (pattern: RegExp): boolean => names.some((name) => pattern.test(name));
  // What a property does when it is set is not followed.
  if (is(/\.(setter|deleter)$/)) return undefined;
  const decoration = is(/^staticmethod$/)
    ? 'static'
    : is(/^classmethod$/)
      ? 'class'
      : is(/(^|\.)(cached_)?property$/)
        ? 'property'
        : undefined;
  if (definition.name === 'FunctionDefinition')
    frame.scope.set(nameOf(evaluator, definition), defineFunction(evaluator, definition, frame, decoration));
  else evaluator.block([definition], frame);
  const made = frame.scope.find(nameOf(evaluator, definition));
  if (made)
    for (const decorator of node.getChildren('Decorator').reverse()) decorate(evaluator, decorator, made, frame);
  return undefined;
}

/** A decorator of the text is called, as registries want it; what it gives is taken to be what it was given. */
function decorate(evaluator: Evaluator, node: SyntaxNode, made: Runtime, frame: Frame): void {
  const name = node.getChild('VariableName');
  const target = name && frame.scope.find(evaluator.machine.source(name));
  if (target?.kind !== 'function' || node.getChildren('VariableName').length > 1) return;
  const given = node.getChild('ArgList')
    ? callValue(evaluator, target, argumentsOf(evaluator, node, frame), node)
    : target;
  const place = { from: node.from, to: node.to, source: evaluator.machine.source(node) };
  if (given.kind === 'function')
    callValue(evaluator, given, { positional: [{ ...place, value: made }], keywords: new Map() }, node);
}

export function defineFunction(
  evaluator: Evaluator,
  node: SyntaxNode,
  frame: Frame,
  decoration?: FunctionValue['decoration'],
): FunctionValue {
  return {
    kind: 'function',
    name: nameOf(evaluator, node),
    parameters: parametersOf(evaluator, node.getChild('ParamList'), frame),
    body: node.getChild('Body') ?? node,
    scope: frame.scope,
    owner: frame.owner,
    decoration,
  };
}

export function lambda(evaluator: Evaluator, node: SyntaxNode, frame: Frame): Runtime {
  const body = node.lastChild!;
  const parameters = parametersOf(evaluator, node.getChild('ParamList'), frame);
  return {
    kind: 'function',
    name: '<lambda>',
    parameters,
    body,
    scope: frame.scope,
    owner: undefined,
    decoration: undefined,
  };
}

function parametersOf(evaluator: Evaluator, node: SyntaxNode | null, frame: Frame): Parameter[] {
  const parts = node ? children(node) : [];
  const parameters: Parameter[] = [];
  let star: Parameter['star'] = '';
  let keywordOnly = false;
  parts.forEach((part, i) => {
    if (part.name === '*' || part.name === '**') {
      star = part.name;
      keywordOnly ||= star === '*';
    } else if (part.name === ',') star = '';
    // A default is a VariableName too, where it is one.
    else if (part.name === 'VariableName' && parts[i - 1]?.name !== 'AssignOp') {
      const sign = parts.slice(i + 1, i + 3).findIndex(({ name }) => name === 'AssignOp');
      const valueNode = sign < 0 || (sign === 1 && parts[i + 1]!.name === ',') ? undefined : parts[i + 2 + sign];
      const fallback = valueNode && evaluator.expression(valueNode, frame);
      parameters.push({
        name: evaluator.machine.source(part),
        star,
        keywordOnly: keywordOnly && star === '',
        fallback,
      });
    }
  });
  return parameters;
}

/** `class Name(bases): …`: its statements are read in a scope of their own. */
export function defineClass(evaluator: Evaluator, node: SyntaxNode, frame: Frame): ClassValue {
  const bases: (ClassValue | string)[] = [];
  for (const part of expressionsIn(children(node.getChild('ArgList') ?? node.firstChild!))) {
    if (part.name === 'AssignOp' || node.getChild('ArgList') === null) continue;
    const base = evaluator.expression(part, frame);
    if (base.kind === 'class') bases.push(base);
    else if (base.kind === 'library') bases.push(base.path);
    else bases.push(evaluator.machine.source(part));
  }
  const scope = new Scope(frame.scope);
  const made: ClassValue = {
    kind: 'class',
    name: nameOf(evaluator, node),
    bases,
    attributes: scope.variables,
    fields: new Set(),
    place: { from: node.from, to: node.getChild('Body')?.from ?? node.to },
  };
  for (const one of annotatedIn(evaluator, node)) made.fields.add(one);
  // Functions of a class do not see its names: they hang on the scope around it.
  const body = node.getChild('Body');
  for (const one of body ? expressionsIn(children(body)) : []) {
    const inner = /^(Function|Decorated)/.test(one.name) ? methodFrame(scope, frame, made) : { scope, owner: made };
    evaluator.block([one], inner);
  }
  return made;
}

/** The names that have a type in the body of a class, with or without a value: `width: int = 64`. */
function annotatedIn(evaluator: Evaluator, node: SyntaxNode): string[] {
  return (node.getChild('Body')?.getChildren('AssignStatement') ?? []).flatMap((statement) => {
    const name = statement.firstChild;
    return statement.getChild('TypeDef') && name?.name === 'VariableName' ? [evaluator.machine.source(name)] : [];
  });
}

/** Defines in the class; the function's body looks names up around it, its defaults in the class too. */
function methodFrame(target: Scope, frame: Frame, owner: ClassValue): Frame {
  const scope = new Scope(target);
  const set = (name: string, value: Runtime): void =>
    target.set(name, value.kind === 'function' ? { ...value, scope: frame.scope } : value);
  scope.set = set;
  return { scope, owner };
}
