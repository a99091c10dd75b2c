/** @file What is wrong with a text, where it stands, and how it is shown. */

import { type Lang, type Phrase, phrase, say } from '../explain/words/phrase.js';

/** One thing that could not be read as meant. Everything else of the text is still explained. */
export interface Problem {
  /** `error`: a layer or a value is missing from the result. `warning`: read, but with something set aside or assumed. */
  readonly severity: 'error' | 'warning';
  /** Whether it is a call that reads well, but whose values PyTorch's constructor refuses. */
  readonly refused: boolean;
  /** Python's or PyTorch's words where they have some. */
  readonly message: Phrase;
  /** What to do about it. */
  readonly hint: Phrase | undefined;
  /** The place, as offsets into the text (UTF-16 units, `to` exclusive). */
  readonly from: number;
  readonly to: number;
  /** The same place for people: both count from 1, columns in characters. */
  readonly line: number;
  readonly column: number;
  /** What stands at that place. */
  readonly text: string;
}

export interface ProblemDetails {
  readonly severity?: 'error' | 'warning';
  readonly refused?: boolean;
  readonly hint?: Phrase | undefined;
}

/** Where the lines of a text begin. */
export class Lines {
  readonly #text: string;
  readonly #starts: number[] = [0];

  constructor(text: string) {
    this.#text = text;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  /** Line and column of an offset, both from 1. */
  locate(offset: number): { line: number; column: number } {
    let low = 0;
    for (let high = this.#starts.length; high - low > 1;) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: characters(this.#text.slice(this.#starts[low], offset)) + 1 };
  }
}

/** The number of characters (code points) of a text. */
function characters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** Beyond these, a text is not a network with mistakes in it: the rest is counted. */
const MOST_PROBLEMS = 50;

/** Collects the problems of one text, at most fifty of them and a count of the others. */
export class Problems {
  readonly #text: string;
  readonly #lines: Lines;
  readonly #list: Problem[] = [];
  #dropped = 0;

  constructor(text: string, lines: Lines) {
    this.#text = text;
    this.#lines = lines;
  }

  add(from: number, to: number, message: Phrase, details: ProblemDetails = {}): void {
    if (this.#list.length >= MOST_PROBLEMS) {
      this.#dropped++;
      return;
    }
    // A line that is read again says the same again.
    const isKnown = this.#list.some((one) => one.from === from && one.to === to && one.message.text === message.text);
    if (isKnown) return;
    this.#list.push({
      severity: details.severity ?? 'error',
      refused: details.refused ?? false,
      message,
      hint: details.hint,
      from,
      to,
      ...this.#lines.locate(from),
      text: this.#text.slice(from, to),
    });
  }

  /** Whether a problem is known that touches `[from, to]`. */
  covers(from: number, to: number): boolean {
    return this.#list.some((problem) => problem.from <= to && problem.to >= from);
  }

  /** In the order of the text. */
  sorted(): Problem[] {
    const list = [...this.#list].sort((a, b) => a.from - b.from || a.to - b.to);
    const last = list.at(-1);
    if (this.#dropped > 0 && last)
      list.push({ ...last, message: phrase('problemMore', { n: this.#dropped }), hint: undefined, text: '' });
    return list;
  }
}

export interface FormatOptions {
  readonly lang?: Lang | undefined;
  /** In place of the problem's own. */
  readonly hint?: string | undefined;
}

/** Widest stretch of a line that a diagram shows. */
const DIAGRAM_WIDTH = 100;

/**
 * The problem as a compiler prints it: place and message, the line with `^^^^` under the place, and the hint.
 *
 *     1:4: error: module 'torch.nn' has no attribute 'Conv2D'
 *       nn.Conv2D(3, 8, 3)
 *          ^^^^^^
 *       Did you mean `Conv2d`?
 */
export function formatProblem(text: string, problem: Problem, options: FormatOptions = {}): string {
  const { lang = 'en', hint = problem.hint && say(problem.hint, lang) } = options;
  const { line, column, severity, message } = problem;
  const place = isOfAll(problem) ? '' : `${line}:${column}: `;
  const rows = [`${place}${say(phrase(severity), lang)}${say(message, lang)}`, ...diagram(text, problem)];
  if (hint !== undefined) rows.push(...hint.split('\n').map((row) => `  ${row}`));
  return rows.join('\n');
}

/** Whether it is about the whole text: it then stands nowhere in it. */
const isOfAll = ({ from, to }: Problem): boolean => from === 0 && to === 0;

function diagram(text: string, problem: Problem): string[] {
  const { from, to } = problem;
  if (isOfAll(problem)) return [];
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const newline = text.indexOf('\n', from);
  const end = newline < 0 ? text.length : newline;
  // A long line is shown from shortly before the place.
  const shownFrom = from - start > DIAGRAM_WIDTH - 20 ? from - 40 : start;
  const shownTo = Math.min(end, shownFrom + DIAGRAM_WIDTH);
  const visible = printable(text.slice(shownFrom, shownTo));
  if (visible.trim() === '') return [];
  const before = characters(text.slice(shownFrom, from)) + (shownFrom > start ? 1 : 0);
  const width = Math.max(1, characters(text.slice(from, Math.min(to, shownTo)).trimEnd()));
  const line = `${shownFrom > start ? '…' : ''}${visible.trimEnd()}${shownTo < end ? '…' : ''}`;
  return [`  ${line}`, `  ${' '.repeat(before)}${'^'.repeat(width)}`];
}

/** Tabs and other control characters as one space each, so that carets stand where they should. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ');
}
