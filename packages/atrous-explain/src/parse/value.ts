/** @file Literals of Python, read from the syntax tree. Arithmetic of numbers is carried out; nothing else is evaluated. */

import type { SyntaxNode } from '@lezer/common';
import type { Values } from '../explain/words/ids.js';
import { type Phrase, phrase } from '../explain/words/phrase.js';
import type { ProblemWordId } from '../explain/words/problems/ids.js';

/** What stands in the place of an argument. */
export type Value =
  | { readonly kind: 'int' | 'float'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'none' }
  | { readonly kind: 'string'; readonly value: string }
  /** A name without quotes, dotted or not: a variable, or a string as `print(model)` shows it. */
  | { readonly kind: 'name'; readonly value: string }
  | { readonly kind: 'sequence'; readonly items: readonly Value[] }
  | Unreadable;

/** Something that is no literal, with the place at fault and the reason in words. */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly node: SyntaxNode;
  readonly reason: Phrase;
}

type NumberValue = Extract<Value, { value: number }>;

/** Deeper expressions than anybody writes; reading them is a recursion. */
const DEEPEST = 250;

/** The children that are no comments. */
export function children(node: SyntaxNode): SyntaxNode[] {
  const list: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) if (child.name !== 'Comment') list.push(child);
  return list;
}

/** Reads an expression as a literal. */
export function readValue(node: SyntaxNode, text: string, depth = 0): Value {
  if (depth > DEEPEST) return unreadable(node, 'hintTooDeep');
  const source = text.slice(node.from, node.to);
  switch (node.name) {
    case 'Number':
      return readNumber(node, source);
    case 'Boolean':
      return { kind: 'bool', value: source === 'True' };
    case 'None':
      return { kind: 'none' };
    case 'String':
      return readString(node, source);
    case 'ContinuedString':
      return readContinued(node, text);
    case 'VariableName':
      return { kind: 'name', value: source };
    case 'MemberExpression':
      return dottedName(node, source);
    case 'CallExpression':
      return infinity(source) ?? unreadable(node, 'hintCall');
    case 'ParenthesizedExpression':
    case 'TupleExpression':
    case 'ArrayExpression':
      return readBrackets(node, text, depth);
    case 'UnaryExpression':
      return readUnary(node, text, depth);
    case 'BinaryExpression':
      return readBinary(node, text, depth);
    default:
      return unreadable(node, 'hintLiterals');
  }
}

/** Something at `node` that is no literal, for a reason. */
export function unreadable(node: SyntaxNode, id: ProblemWordId, values?: Values): Unreadable {
  return { kind: 'unreadable', node, reason: phrase(id, values) };
}

const INTEGER = /^(?:0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|0(?:_?0)*|[1-9](?:_?\d)*)$/;
const FLOAT = /^(?:(?:\d(?:_?\d)*)?\.\d(?:_?\d)*|\d(?:_?\d)*\.?)(?:[eE][+-]?\d(?:_?\d)*)?$/;

function readNumber(node: SyntaxNode, source: string): Value {
  const digits = source.replaceAll('_', '');
  if (INTEGER.test(source)) return checked(node, { kind: 'int', value: Number(digits) });
  if (FLOAT.test(source) && /[.eE]/.test(source)) return { kind: 'float', value: Number(digits) };
  return unreadable(node, 'hintWholeOrReal');
}

/** Refuses what a JavaScript number cannot hold exactly, and what no division gives. */
function checked(node: SyntaxNode, result: NumberValue): Value {
  if (Number.isNaN(result.value)) return unreadable(node, 'hintDivisionByZero');
  const tooLarge = result.kind === 'int' ? !Number.isSafeInteger(result.value) : !Number.isFinite(result.value);
  return tooLarge ? unreadable(node, 'hintTooLarge') : result;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\n': '' };

function readString(node: SyntaxNode, source: string): Value {
  const match = /^([rRuU]?)("""|'''|"|')([^]*)\2$/.exec(source);
  if (!match) return unreadable(node, 'hintPlainStrings');
  const [, prefix, , body] = match as unknown as [string, string, string, string];
  if (prefix.toLowerCase() === 'r') return { kind: 'string', value: body };
  return { kind: 'string', value: body.replaceAll(/\\([^])/g, (_, c: string) => ESCAPES[c] ?? c) };
}

function readContinued(node: SyntaxNode, text: string): Value {
  const parts = children(node).map((part) => readString(part, text.slice(part.from, part.to)));
  let value = '';
  for (const part of parts) {
    if (part.kind !== 'string') return part;
    value += part.value;
  }
  return { kind: 'string', value };
}

function dottedName(node: SyntaxNode, source: string): Value {
  const name = source.replaceAll(/\s+/g, '');
  if (name === 'math.inf' || name === 'torch.inf') return { kind: 'float', value: Infinity };
  return /^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}_][\p{L}\p{N}_]*)*$/u.test(name)
    ? { kind: 'name', value: name }
    : unreadable(node, 'hintLiterals');
}

/** `float('inf')`, the one call that stands for a literal. */
function infinity(source: string): Value | undefined {
  const match = /^float\(\s*(["'])\s*([+-]?)inf(?:inity)?\s*\1\s*\)$/i.exec(source);
  return match ? { kind: 'float', value: match[2] === '-' ? -Infinity : Infinity } : undefined;
}

function readBrackets(node: SyntaxNode, text: string, depth: number): Value {
  const items = children(node)
    .filter((child) => !child.type.isError && !/^[()[\],]$/.test(child.name))
    .map((child) => readValue(child, text, depth + 1));
  const wrong = items.find((item) => item.kind === 'unreadable');
  if (wrong) return wrong;
  if (node.name !== 'ParenthesizedExpression') return { kind: 'sequence', items };
  return items.length === 1 ? items[0]! : unreadable(node, 'hintEmptyBrackets');
}

function readUnary(node: SyntaxNode, text: string, depth: number): Value {
  const [operator, operand] = children(node);
  if (!operator || !operand) return unreadable(node, 'hintOperand');
  const value = readValue(operand, text, depth + 1);
  if (value.kind === 'unreadable') return value;
  const sign = text.slice(operator.from, operator.to);
  if (value.kind === 'bool' && sign === 'not') return { kind: 'bool', value: !value.value };
  if (value.kind !== 'int' && value.kind !== 'float') return notANumber(operand, value);
  if (sign === '+') return value;
  // 0 − x, so that −0 stays the integer 0.
  if (sign === '-') return { kind: value.kind, value: value.kind === 'int' ? 0 - value.value : -value.value };
  return unreadable(node, 'hintSign', { sign });
}

function notANumber(node: SyntaxNode, value: Value): Unreadable {
  return unreadable(node, value.kind === 'name' ? 'hintVariables' : 'hintNotANumber');
}

function readBinary(node: SyntaxNode, text: string, depth: number): Value {
  const [leftNode, operator, rightNode] = children(node);
  if (!leftNode || !operator || !rightNode) return unreadable(node, 'hintOperand');
  const left = readValue(leftNode, text, depth + 1);
  if (left.kind === 'unreadable') return left;
  const right = readValue(rightNode, text, depth + 1);
  if (right.kind === 'unreadable') return right;
  if (left.kind !== 'int' && left.kind !== 'float') return notANumber(leftNode, left);
  if (right.kind !== 'int' && right.kind !== 'float') return notANumber(rightNode, right);
  const sign = text.slice(operator.from, operator.to);
  const value = calculate(sign, left.value, right.value);
  if (value === undefined) return unreadable(node, 'hintSign', { sign });
  const isInt = left.kind === 'int' && right.kind === 'int' && sign !== '/' && !(sign === '**' && right.value < 0);
  return checked(node, { kind: isInt ? 'int' : 'float', value });
}

/** Python's arithmetic: division rounds towards −∞, the remainder has the divisor's sign. NaN for a division by zero. */
function calculate(sign: string, a: number, b: number): number | undefined {
  switch (sign) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? NaN : a / b;
    case '//':
      return b === 0 ? NaN : Math.floor(a / b);
    case '%':
      return b === 0 ? NaN : a - b * Math.floor(a / b);
    case '**':
      return a === 0 && b < 0 ? NaN : a ** b;
    default:
      return undefined;
  }
}
