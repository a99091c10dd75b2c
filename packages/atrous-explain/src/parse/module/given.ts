/** @file Arguments of a call by position or by name, in the types that functions of tensors want. */

import type { Arg } from 'atrous/spec';
import { itemsOfValue, numberOf } from './operators.js';
import { type Argument, type CallArguments, type Runtime, isList } from './runtime.js';
import { type Size, sizeOf } from './sizes.js';

/** The argument at a position, or of a name. */
export function argumentOf(
  { positional, keywords }: CallArguments,
  index: number,
  ...names: readonly string[]
): Argument | undefined {
  for (const name of names) if (keywords.has(name)) return keywords.get(name);
  return positional[index];
}

export const valueOf = (args: CallArguments, index: number, ...names: readonly string[]): Runtime | undefined =>
  argumentOf(args, index, ...names)?.value;

/** A whole number; undefined where there is none or it is not known. */
export function intOf(args: CallArguments, index: number, ...names: readonly string[]): number | undefined {
  const number = numberOf(valueOf(args, index, ...names));
  return number?.kind === 'int' ? number.value : undefined;
}

export function boolOf(args: CallArguments, index: number, name: string): boolean {
  const value = valueOf(args, index, name);
  return value?.kind === 'bool' ? value.value : false;
}

/** Dimensions: one, several, or none said. */
export function dimsOf(value: Runtime | undefined): Arg | undefined {
  if (value === undefined || value.kind === 'none') return null;
  const one = numberOf(value);
  if (one) return one.value;
  const items = itemsOfValue(value)?.map((item) => numberOf(item)?.value);
  return items?.every((item) => item !== undefined) ? items : undefined;
}

/** Sizes that may depend on tensors; undefined where one is neither. */
export function sizesOf(value: Runtime | undefined): Size[] | undefined {
  if (value === undefined) return undefined;
  const items = isList(value) || value.kind === 'shape' ? itemsOfValue(value) : [value];
  const sizes = items?.map((item) => sizeOf(item) ?? wholeSize(item));
  return sizes?.every((size) => size !== undefined) ? sizes : undefined;
}

/** `2.0`, and what division of known sizes gives. */
function wholeSize(value: Runtime): Size | undefined {
  const number = numberOf(value);
  return number && Number.isInteger(number.value) ? { kind: 'number', value: number.value } : undefined;
}

/** Sizes given one by one or in a list: `view(a, b)` and `view((a, b))`. */
export function spreadSizes(args: CallArguments, from: number, name: string): Size[] | undefined {
  const first = valueOf(args, from, name);
  if (first && (isList(first) || first.kind === 'shape')) return sizesOf(first);
  const sizes = args.positional.slice(from).map(({ value }) => sizesOf(value));
  return sizes.length > 0 && sizes.every((size) => size !== undefined) ? sizes.flat() : undefined;
}

/** The arguments without the first, which is the tensor. */
export const behindFirst = ({ positional, keywords }: CallArguments): CallArguments => ({
  positional: positional.slice(1),
  keywords: new Map([...keywords].filter(([name]) => name !== 'input' && name !== 'self')),
});
