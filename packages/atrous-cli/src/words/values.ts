/** @file Values as Python writes them: numbers, strings, lists of them. */

import type { PythonValue } from 'atrous-explain/read';

const WORDS: Readonly<Record<string, PythonValue>> = { True: true, False: false, None: null, true: true, false: false };

/** Where the commas of a list are: those inside of brackets are not its own. */
function items(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const sign of text) {
    depth += Number('[('.includes(sign)) - Number('])'.includes(sign));
    if (sign === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += sign;
  }
  return parts.at(-1)!.trim() === '' && parts.length > 1 ? parts.slice(0, -1) : parts;
}

const isBracketed = (text: string): boolean => /^\[.*\]$|^\(.*\)$/s.test(text);

/** `10`, `0.1`, `True`, `None`, `[3, 4, 6, 3]`, `3,4,6,3`, `'relu'`; anything else is a name or a string. */
export function pythonValue(text: string): PythonValue {
  const trimmed = text.trim();
  if (Object.hasOwn(WORDS, trimmed)) return WORDS[trimmed]!;
  if (/^[+-]?(\d[\d_]*\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return Number(trimmed.replaceAll('_', ''));
  if (/^(['"]).*\1$/s.test(trimmed)) return trimmed.slice(1, -1);
  const inside = isBracketed(trimmed) ? trimmed.slice(1, -1) : trimmed;
  const parts = items(inside);
  if (isBracketed(trimmed) && inside.trim() === '') return [];
  return isBracketed(trimmed) || parts.length > 1 ? parts.map(pythonValue) : trimmed;
}
