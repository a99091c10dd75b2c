/** @file Sizes of tensors in formulas: `x.size(1) // 2` before anybody knows `x`. */

import type { Runtime, TensorValue } from './runtime.js';

export type Size =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'axis'; readonly tensor: TensorValue; readonly axis: number }
  | { readonly kind: 'formula'; readonly sign: SizeSign; readonly left: Size; readonly right: Size };

export type SizeSign = '+' | '-' | '*' | '//' | '%';

export const isSizeSign = (sign: string): sign is SizeSign => ['+', '-', '*', '//', '%'].includes(sign);

/** Formulas that are longer than anybody writes are not followed. */
const MOST_PARTS = 60;

const parts = (size: Size): number => (size.kind === 'formula' ? 1 + parts(size.left) + parts(size.right) : 1);

/** Python's result on whole numbers; undefined for a division by zero. */
export function wholeResult(sign: SizeSign, a: number, b: number): number | undefined {
  switch (sign) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '//':
      return b === 0 ? undefined : Math.floor(a / b);
    default:
      return b === 0 ? undefined : a - b * Math.floor(a / b);
  }
}

/** The number, where the shapes of the tensors are known. */
export function knownSize(size: Size): number | undefined {
  if (size.kind === 'number') return size.value;
  if (size.kind === 'axis') return size.tensor.shape?.at(size.axis);
  const [left, right] = [knownSize(size.left), knownSize(size.right)];
  return left === undefined || right === undefined ? undefined : wholeResult(size.sign, left, right);
}

/** The number of elements of a tensor; undefined where its rank is not known. */
export function elementsOf(tensor: TensorValue): Size | undefined {
  if (tensor.rank === undefined) return undefined;
  let size: Size | undefined = { kind: 'number', value: 1 };
  for (let axis = 0; axis < tensor.rank && size; axis++) size = formula('*', size, { kind: 'axis', tensor, axis });
  return size;
}

/** `left sign right`; undefined where it is too long to follow. */
export function formula(sign: SizeSign, left: Size, right: Size): Size | undefined {
  if (left.kind === 'number' && right.kind === 'number') {
    const value = wholeResult(sign, left.value, right.value);
    return value === undefined ? undefined : { kind: 'number', value };
  }
  const made: Size = { kind: 'formula', sign, left, right };
  return parts(made) > MOST_PARTS ? undefined : made;
}

/** A value as a size: an integer or one that depends on tensors. */
export function sizeOf(value: Runtime | undefined): Size | undefined {
  if (value?.kind === 'int') return { kind: 'number', value: value.value };
  return value?.kind === 'size' ? value.size : undefined;
}

/** A size with the numbers of tensors that are no longer there, because only a rehearsal made them, put in. */
export function ownSize(size: Size, isHere: (tensor: TensorValue) => boolean): Size | undefined {
  if (size.kind === 'number' || (size.kind === 'axis' && isHere(size.tensor))) return size;
  if (size.kind === 'axis') {
    const value = knownSize(size);
    return value === undefined ? undefined : { kind: 'number', value };
  }
  const [left, right] = [ownSize(size.left, isHere), ownSize(size.right, isHere)];
  return left && right && formula(size.sign, left, right);
}

/** Writes sizes as the text of a node, see `size-text.ts` in atrous, and the tensors that it reads. */
export class SizeWriter {
  readonly tensors: TensorValue[];

  constructor(first: TensorValue) {
    this.tensors = [first];
  }

  write(sizes: readonly Size[]): string {
    return sizes.map((size) => this.#text(size, 0)).join(', ');
  }

  /** `level`: 0 in a list or a sum, 1 on the right of a minus, 2 beside `*`, 3 on the right of `//`. */
  #text(size: Size, level: number): string {
    if (size.kind === 'number') return size.value < 0 && level > 0 ? `(${size.value})` : String(size.value);
    if (size.kind === 'axis') return `${this.#letter(size.tensor)}[${size.axis}]`;
    const { sign, left, right } = size;
    const own = sign === '+' || sign === '-' ? 0 : 2;
    const text = `${this.#text(left, own)} ${sign} ${this.#text(right, own + 1)}`;
    return own < level ? `(${text})` : text;
  }

  #letter(tensor: TensorValue): string {
    let index = this.tensors.findIndex(({ node }) => node === tensor.node);
    if (index < 0) index = this.tensors.push(tensor) - 1;
    return String.fromCharCode(97 + index);
  }
}
