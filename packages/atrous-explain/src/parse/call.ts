/** @file The parts of a call in the syntax tree. */

import type { SyntaxNode } from '@lezer/common';
import { children } from './value.js';

/** Longer than any dotted name; what is longer is no class. */
const LONGEST_NAME = 100;

/** What is called: `nn.Conv2d` as module path and class name. */
export interface Callee {
  readonly node: SyntaxNode;
  readonly path: string;
  readonly className: string;
}

/** An argument of a call: keyword and value, or a value alone; `star`: unpacked by `*` or `**`. */
export interface Argument {
  readonly keyword: SyntaxNode | undefined;
  readonly value: SyntaxNode;
  readonly star: boolean;
}

export const isPunctuation = (node: SyntaxNode): boolean => /^[()[\]{},:;]$/.test(node.name);

const DOTTED: RegExp = /^([\p{L}\p{N}_]+(?:\s*\.\s*[\p{L}\p{N}_]+)*?\s*\.\s*)?([\p{L}_][\p{L}\p{N}_]*)$/u;

/** What a call calls; undefined for anything but a call of a dotted name. */
export function calleeOf(call: SyntaxNode, text: string): Callee | undefined {
  const node = call.name === 'CallExpression' ? call.firstChild : null;
  if (!node || node.to - node.from > LONGEST_NAME) return undefined;
  const dotted = DOTTED.exec(text.slice(node.from, node.to));
  return dotted ? { node, path: (dotted[1] ?? '').replaceAll(/[\s.]+$|\s+/g, ''), className: dotted[2]! } : undefined;
}

/** The arguments of a call, in order. */
export function argumentsOf(call: SyntaxNode): Argument[] {
  const list = call.getChild('ArgList');
  const found: Argument[] = [];
  let keyword: SyntaxNode | undefined;
  let star = false;
  const parts = list ? children(list) : [];
  parts.forEach((part, i) => {
    if (part.name === '*' || part.name === '**') star = true;
    else if (isPunctuation(part)) [keyword, star] = [undefined, false];
    else if (parts[i + 1]?.name === 'AssignOp') keyword = part;
    else if (part.name !== 'AssignOp' && !part.type.isError) found.push({ keyword, value: part, star });
  });
  return found;
}

/** Whether a keyword of the call has no value; the grammar reports the place. */
export function lacksValue(call: SyntaxNode): boolean {
  const signs = call.getChild('ArgList')?.getChildren('AssignOp') ?? [];
  return signs.some(({ nextSibling: value }) => !value || value.type.isError || isPunctuation(value));
}

/** The elements of a list, a tuple or a dictionary (keys and values in turn). */
export function itemsOf(node: SyntaxNode): SyntaxNode[] {
  return children(node).filter((part) => !isPunctuation(part) && !part.type.isError);
}

/** Whether a value holds a call: numbers and such may be assigned without a word. */
export function holdsCall(value: SyntaxNode, text: string): boolean {
  return /[\p{L}\p{N}_]\s*\(/u.test(text.slice(value.from, value.to));
}

/** A source as it fits into a message. */
export function shortened(source: string): string {
  return source.length <= 60 ? source : `${source.slice(0, 59)}…`;
}
