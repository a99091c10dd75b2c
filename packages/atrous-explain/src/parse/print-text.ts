/** @file What `print(model)` shows in place of source: names of children in brackets, and not every argument. */

import type { SyntaxNode } from '@lezer/common';

/** The name before a child on its line, `(conv1): `, and the fold of equal children, `(0-2): 3 x `. */
export const PRINTED_NAME: RegExp = /\((?<name>[\p{L}\p{N}_]+)(?<fold>-\d+\):[ \t](?<count>\d+) x |\):[ \t])/uy;

/** An argument list that begins with the name of a child on a line of its own. */
const PRINTED: RegExp = /\(\s*\n\s*\([\p{L}\p{N}_]+(?:-\d+)?\):[ \t]/uy;

/** Whether a call is what `print(model)` shows of a module with children: `Net(`, then `(conv1): ` on a new line. */
export function isPrinted(call: SyntaxNode, original: string): boolean {
  const list = call.getChild('ArgList');
  PRINTED.lastIndex = list?.from ?? 0;
  return list !== null && PRINTED.test(original);
}

/** Arguments that decide about sizes or values, and that `print(model)` hides, by the beginning of the class's name. */
const HIDDEN: Readonly<Record<string, string>> = {
  AvgPool1d: 'ceil_mode, count_include_pad',
  AvgPool: 'ceil_mode, count_include_pad, divisor_override',
  Upsample: 'align_corners',
};

/** The arguments of a class that are not printed, listed; undefined where all that matter are. */
export function hiddenArguments(op: string): string | undefined {
  return Object.entries(HIDDEN).find(([family]) => op.startsWith(family))?.[1];
}
