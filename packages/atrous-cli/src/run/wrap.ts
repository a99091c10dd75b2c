/** @file Long lines folded for a terminal, at places where a reader would pause. */

import { textWidth } from '../table/width.js';

/** Narrower terminals get lines that their own wrapping breaks. */
const NARROWEST = 60;

/** Where a line may end, best first: between a formula and its note, between steps, arguments, words. */
const PAUSES = ['     ', ' = ', ', ', '；', '，', ' '] as const;
/** Signs that stay on their line. */
const KEPT: ReadonlySet<string> = new Set([', ', '；', '，']);

/** Columns to write in: the terminal's, or 100 where output goes to a file. */
export function outputWidth(stream: { readonly columns?: number | undefined } = process.stdout): number {
  return Math.max(NARROWEST, stream.columns ?? 100);
}

/** How many characters of `line` take at most `width` columns. */
function reach(line: string, width: number): number {
  if (textWidth(line) === line.length) return width;
  let [count, columns] = [0, 0];
  for (; count < line.length; count++) {
    columns += textWidth(line[count]!);
    if (columns > width) break;
  }
  return count;
}

/** Where the first piece of `line` ends, and where the next begins: at the last pause of the best kind that is not too early. */
function firstPiece(line: string, width: number): { readonly end: number; readonly next: number } | undefined {
  const indentation = line.length - line.trimStart().length;
  const most = reach(line, width);
  for (const pause of PAUSES) {
    // A comma stays on its line, an equals sign begins the next.
    const kept = KEPT.has(pause) ? 1 : 0;
    const at = line.lastIndexOf(pause, most - kept);
    const earliest = pause === ' ' ? indentation + 1 : most / 2;
    if (at >= earliest) return { end: at + kept, next: at + (pause === ' = ' ? 1 : pause.length) };
  }
  return undefined;
}

/** `text` in lines of at most `width` characters where it has pauses; lines after the first are indented by `hanging`. */
export function fold(text: string, width: number, hanging = 0): string {
  const lines: string[] = [];
  let rest = text;
  for (;;) {
    const piece = textWidth(rest) <= width ? undefined : firstPiece(rest, width);
    if (piece === undefined) return [...lines, rest].join('\n');
    lines.push(rest.slice(0, piece.end).trimEnd());
    rest = ' '.repeat(hanging) + rest.slice(piece.next);
  }
}
