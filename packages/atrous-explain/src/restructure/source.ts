/** @file The program as a tree with its text: what stands where, and the lines that it takes. */

import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';
import type { Edit } from '../doctor/edits.js';
import type { Place } from '../parse/bind.js';

/** A name that belongs to nothing else. */
const NAME = /[A-Za-z_]\w*/g;

export class Source {
  readonly text: string;
  readonly #top: SyntaxNode;
  readonly #names: Set<string>;

  constructor(text: string) {
    this.text = text;
    this.#top = parser.parse(text).topNode;
    this.#names = new Set(text.match(NAME));
  }

  of({ from, to }: Place): string {
    return this.text.slice(from, to);
  }

  /** The expression that stands exactly there, or a statement where it is one. */
  at({ from, to }: Place): SyntaxNode | undefined {
    let node: SyntaxNode | null = this.#top.resolve(from, 1);
    while (node && node.to < to) node = node.parent;
    let found: SyntaxNode | undefined;
    for (; node && node.from === from && node.to === to; node = node.parent)
      if (node.name !== 'ExpressionStatement' && node.name !== 'Script') found = node;
    return found;
  }

  /** A name that the text has not: `conv`, or else `conv2`, `conv3`, … */
  freeName(wanted: string): string {
    if (!this.#names.has(wanted)) return wanted;
    const base = wanted.replace(/_?\d+$/, '');
    let n = 2;
    while (this.#names.has(`${base}${n}`)) n++;
    return `${base}${n}`;
  }

  /** How often a dotted name stands in the text. */
  uses(name: string): number {
    const pattern = name.replaceAll('.', String.raw`\s*\.\s*`);
    return [...this.text.matchAll(new RegExp(String.raw`(?<![\w.])${pattern}(?!\w)`, 'g'))].length;
  }

  /** The whole lines of a stretch, the last line break included. */
  lines({ from, to }: Place): Place {
    const end = this.text.indexOf('\n', to);
    return { from: this.text.lastIndexOf('\n', from - 1) + 1, to: end < 0 ? this.text.length : end + 1 };
  }

  /** Whether nothing else stands on its lines but a comma and a comment. */
  isAlone(place: Place): boolean {
    const { from, to } = this.lines(place);
    return (
      /^\s*$/.test(this.text.slice(from, place.from)) &&
      /^[^\S\n]*[,;]?[^\S\n]*(#[^\n]*)?\n?$/.test(this.text.slice(place.to, to))
    );
  }

  /** The comment at the end of its line. */
  comment(place: Place): string {
    return this.isAlone(place)
      ? (/[^\S\n]*#[^\n]*/.exec(this.text.slice(place.to, this.lines(place).to))?.[0] ?? '')
      : '';
  }

  indent(place: Place): string {
    return /^[^\S\n]*/.exec(this.text.slice(this.lines(place).from))![0];
  }

  /** The place's lines gone. */
  withoutLines(place: Place): Edit {
    return { ...this.lines(place), text: '' };
  }

  /** A line below those of a place, indented as they are. */
  lineBelow(place: Place, line: string): Edit {
    const { to } = this.lines(place);
    const own = `${this.indent(place)}${line}`;
    return this.text[to - 1] === '\n' ? { from: to, to, text: `${own}\n` } : { from: to, to, text: `\n${own}` };
  }

  lineAbove(place: Place, line: string): Edit {
    const { from } = this.lines(place);
    return { from, to: from, text: `${this.indent(place)}${line}\n` };
  }
}

/** The nearest of a kind round a node, or the node itself. */
export function around(node: SyntaxNode, kind: RegExp): SyntaxNode | undefined {
  for (let each: SyntaxNode | null = node; each; each = each.parent) if (kind.test(each.name)) return each;
  return undefined;
}

export const STATEMENT: RegExp = /Statement$/;
