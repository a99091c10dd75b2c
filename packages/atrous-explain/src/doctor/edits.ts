/** @file Changes of a text: made, applied, shown. */

import type { Declaration } from '../parse/module/index.js';

/** A stretch of the text and what takes its place (UTF-16 offsets, `to` exclusive). */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The text with the edits made. What is put where a stretch begins that goes stands before it. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = text;
  for (const { from, to, text: own } of [...edits].sort((a, b) => b.from - a.from || b.to - a.to))
    result = result.slice(0, from) + own + result.slice(to);
  return result;
}

/** The lines that change, as they are afterwards. */
export function previewOf(text: string, edits: readonly Edit[]): string {
  const changed = applyEdits(text, edits).split('\n');
  const before = new Set(text.split('\n'));
  return changed
    .filter((line) => !before.has(line))
    .map((line) => line.trim())
    .join('\n');
}

/** Gives an argument of a call another value: in its place, or as a keyword behind the others. */
export function setArgument(
  text: string,
  declaration: Declaration,
  name: string,
  keyword: string,
  value: string,
): Edit {
  const written = declaration.arguments.find((argument) => argument.name === name);
  if (written) return { from: written.from, to: written.to, text: value };
  const close = text.lastIndexOf(')', declaration.to - 1);
  const last = text.slice(declaration.from, close).trimEnd();
  const comma = last.endsWith('(') ? '' : last.endsWith(',') ? ' ' : ', ';
  const at = declaration.from + last.length;
  return { from: at, to: at, text: `${comma}${keyword}=${value}` };
}

/** Wraps the argument of a call: `self.fc(x)` → `self.fc(torch.flatten(x, 1))`. */
export function wrapArgument(
  text: string,
  call: { readonly from: number; readonly to: number },
  wrap: (source: string) => string,
): Edit | undefined {
  const source = text.slice(call.from, call.to);
  const open = callOpening(source);
  if (open < 0 || !source.endsWith(')')) return undefined;
  const [from, to] = [call.from + open + 1, call.to - 1];
  const argument = text.slice(from, to);
  return argument.trim() === '' ? undefined : { from, to, text: wrap(argument.trim()) };
}

/** Where the last pair of brackets of a call opens. */
function callOpening(source: string): number {
  let depth = 0;
  for (let i = source.length - 1; i >= 0; i--) {
    if (source[i] === ')') depth++;
    else if (source[i] === '(' && --depth === 0) return i;
  }
  return -1;
}
