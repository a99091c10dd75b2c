/** @file Expressions: which of them gives what. */

import type { SyntaxNode } from '@lezer/common';
import { shortened } from '../call.js';
import { children, readValue } from '../value.js';
import { attributeOf } from './attributes.js';
import { callExpression } from './call-expression.js';
import { comprehension, dictionary, dictionaryOf, elements, tupleOf } from './collections.js';
import { lambda } from './definitions.js';
import type { Evaluator, Frame } from './evaluator.js';
import { expressionsIn } from './nodes.js';
import { binaryExpression, unary } from './operations.js';
import { ELLIPSIS } from './operators.js';
import { isKnownName, knownName } from './python-functions.js';
import { type Runtime, list, string, truth, tuple } from './runtime.js';
import { subscript } from './subscript.js';
import { assign } from './targets.js';
import { phrase, quoted } from '../../explain/words/phrase.js';

/** The value of an expression of any kind. */
export function expressionValue(evaluator: Evaluator, node: SyntaxNode, frame: Frame): Runtime {
  switch (node.name) {
    case 'Number':
    case 'String':
    case 'ContinuedString':
    case 'Boolean':
    case 'None':
      return literal(evaluator, node);
    case 'VariableName':
      return variable(evaluator, node, frame);
    case 'MemberExpression':
      return memberOf(evaluator, node, frame);
    case 'CallExpression':
      return callExpression(evaluator, node, frame);
    case 'BinaryExpression':
      return binaryExpression(evaluator, node, frame);
    case 'UnaryExpression':
      return unary(evaluator, node, frame);
    case 'ConditionalExpression':
      return conditional(evaluator, node, frame);
    case 'ParenthesizedExpression':
      return tupleOf(evaluator, expressionsIn(children(node)), frame);
    case 'TupleExpression':
      return tuple(elements(evaluator, children(node), frame));
    case 'ArrayExpression':
      return list(elements(evaluator, children(node), frame));
    case 'SetExpression':
      return list(elements(evaluator, children(node), frame));
    case 'DictionaryExpression':
      return dictionary(evaluator, node, frame);
    case 'ArrayComprehensionExpression':
    case 'ComprehensionExpression':
    case 'SetComprehensionExpression':
      return list(comprehension(evaluator, node, frame, 1).map(([value]) => value!));
    case 'DictionaryComprehensionExpression':
      return dictionaryOf(comprehension(evaluator, node, frame, 2));
    case 'LambdaExpression':
      return lambda(evaluator, node, frame);
    case 'FormatString':
      return format(evaluator, node, frame);
    case 'NamedExpression':
      return walrus(evaluator, node, frame);
    case 'Ellipsis':
      return ELLIPSIS;
    default:
      return evaluator.machine.unknown(node);
  }
}

function literal(evaluator: Evaluator, node: SyntaxNode): Runtime {
  const value = readValue(node, evaluator.machine.text);
  return value.kind === 'unreadable' || value.kind === 'sequence' || value.kind === 'name'
    ? evaluator.machine.unknown(node)
    : value;
}

function variable(evaluator: Evaluator, node: SyntaxNode, frame: Frame): Runtime {
  const name = evaluator.machine.source(node);
  const found = frame.scope.find(name);
  if (found) return found;
  if (isKnownName(name)) return knownName(name);
  // Pasted parts of programs leave out what has no part in sizes.
  if (name !== 'device')
    evaluator.machine.report(node, quoted(`name '${name}' is not defined`), phrase('hintDependsUnknown'));
  return evaluator.machine.unknown(node);
}

function memberOf(evaluator: Evaluator, node: SyntaxNode, frame: Frame): Runtime {
  const [objectNode, sign, ...rest] = children(node);
  if (!objectNode || objectNode.type.isError) return evaluator.machine.unknown(node);
  const object = evaluator.expression(objectNode, frame);
  if (sign?.name === '.') {
    const property = node.getChild('PropertyName');
    return property
      ? attributeOf(evaluator, object, evaluator.machine.source(property), node)
      : evaluator.machine.unknown(node);
  }
  return subscript(evaluator, object, rest, frame, node);
}

function conditional(evaluator: Evaluator, node: SyntaxNode, frame: Frame): Runtime {
  const [yes, , condition, , no] = children(node);
  if (!yes || !condition || !no) return evaluator.machine.unknown(node);
  const known = truth(evaluator.expression(condition, frame));
  if (known === undefined && evaluator.machine.isInside)
    evaluator.machine.report(
      condition,
      phrase('problemWhether', { source: shortened(evaluator.machine.source(condition)) }),
      phrase('hintTakenSo'),
    );
  return evaluator.expression(known === false ? no : yes, frame);
}

function format(evaluator: Evaluator, node: SyntaxNode, frame: Frame): Runtime {
  let text = '';
  let at = node.from + evaluator.machine.source(node).search(/["']/) + 1;
  for (const part of node.getChildren('FormatReplacement')) {
    const value = part.firstChild?.nextSibling;
    const shown = value && evaluator.expression(value, frame);
    const known = shown && (shown.kind === 'string' || shown.kind === 'int' || shown.kind === 'float');
    if (!known) return evaluator.machine.unknown(node);
    text += evaluator.machine.text.slice(at, part.from) + String(shown.value);
    at = part.to;
  }
  return string(text + evaluator.machine.text.slice(at, node.to - 1));
}

function walrus(evaluator: Evaluator, node: SyntaxNode, frame: Frame): Runtime {
  const [name, value] = [node.firstChild!, node.lastChild!];
  const made = evaluator.expression(value, frame);
  assign(evaluator, name, made, frame);
  return made;
}
