/**
 * @file Sizes written as text that refers to the shapes of what a node reads: `a[0], -1, b[2] // 2`. So a network says
 * `x.view(x.size(0), -1)` for every input size. `a` is the first tensor that is read, `b` the second; whole numbers,
 * `+ - * // %`, and brackets, as Python works them out.
 */

import { ArgumentError } from '../errors.js';
import { wrapDimension } from './dim.js';
import type { Shape } from './types.js';

const TOKEN = /\s*(?:(\d+)|([a-z])\s*\[\s*(-?\d+)\s*\]|(\/\/|[-+*%(),]))/y;

/** Longer than any list of sizes; brackets are a recursion. */
const LONGEST = 2000;

const malformed = (text: string): ArgumentError =>
  new ArgumentError(`sizes cannot be read: ${text.slice(0, 80)}`, {
    hint: 'Write numbers and sizes, such as a[0], b[2] // 2.',
    fields: { text },
  });

interface Token {
  readonly sign: string;
  /** Of a number or a size. */
  readonly value: number;
}

function tokens(text: string, inputs: readonly Shape[]): Token[] {
  const list: Token[] = [];
  const source = text.trimEnd();
  if (source.length > LONGEST) throw malformed(text);
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < source.length;) {
    const match = TOKEN.exec(source);
    if (!match) throw malformed(text);
    const [, digits, letter, axis, sign] = match;
    if (sign !== undefined) list.push({ sign, value: 0 });
    else if (digits !== undefined) list.push({ sign: '', value: Number(digits) });
    else list.push({ sign: '', value: sizeOf(text, inputs, letter!, Number(axis)) });
  }
  return list;
}

function sizeOf(text: string, inputs: readonly Shape[], letter: string, axis: number): number {
  const shape = inputs[letter.charCodeAt(0) - 97];
  if (shape === undefined) throw malformed(text);
  return shape[wrapDimension(axis, shape.length)]!;
}

/** The sums, products and brackets of one text. */
class SizeReader {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string, list: readonly Token[]) {
    this.#text = text;
    this.#tokens = list;
  }

  all(): number[] {
    const sizes: number[] = [];
    while (this.#at < this.#tokens.length) {
      sizes.push(this.#sum());
      if (this.#at < this.#tokens.length && !this.#take(',')) throw malformed(this.#text);
    }
    return sizes;
  }

  #take(sign: string): boolean {
    if (this.#tokens[this.#at]?.sign !== sign) return false;
    this.#at++;
    return true;
  }

  #sum(): number {
    let value = this.#product();
    for (;;) {
      if (this.#take('+')) value += this.#product();
      else if (this.#take('-')) value -= this.#product();
      else return value;
    }
  }

  #product(): number {
    let value = this.#unary();
    for (;;) {
      if (this.#take('*')) value *= this.#unary();
      else if (this.#take('//')) value = Math.floor(value / this.#divisor());
      else if (this.#take('%')) {
        const divisor = this.#divisor();
        value -= divisor * Math.floor(value / divisor);
      } else return value;
    }
  }

  #divisor(): number {
    const value = this.#unary();
    if (value !== 0) return value;
    throw new ArgumentError('integer division or modulo by zero', {
      pythonType: 'ZeroDivisionError',
      fields: { text: this.#text },
    });
  }

  #unary(): number {
    if (this.#take('-')) return 0 - this.#unary();
    if (this.#take('(')) {
      const value = this.#sum();
      if (!this.#take(')')) throw malformed(this.#text);
      return value;
    }
    const token = this.#tokens[this.#at++];
    if (token === undefined || token.sign !== '') throw malformed(this.#text);
    return token.value;
  }
}

/**
 * The sizes that a text stands for.
 *
 * @throws ArgumentError for a text that is none, and for a division by zero; IndexError for an axis that is not there
 */
export function readSizes(text: string, inputs: readonly Shape[]): number[] {
  return new SizeReader(text, tokens(text, inputs)).all();
}
