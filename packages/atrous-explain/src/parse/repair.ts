/**
 * @file What a tokeniser can tell about a text: brackets, quotes and forgotten commas. Each mistake is reported in
 * Python's words and mended in place, character for character, so that the grammar reads the rest as it was meant
 * and offsets stay those of the original.
 */

import { PRINTED_NAME } from './print-text.js';
import type { Problems } from './problem.js';
import { phrase, quoted } from '../explain/words/phrase.js';

/** As many as CPython allows; the grammar's tree is walked by recursion. */
export const DEEPEST = 200;

const CLOSES: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

const KEYWORDS: ReadonlySet<string> = new Set(
  'and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
    ' ',
  ),
);

/** One stretch of text: space, a word or number, a string, a bracket, what Python has no use for, or an operator. */
const TOKEN: RegExp =
  /(?<space>\s+)|(?<comment>#[^\n]*)|(?<word>[\p{L}\p{N}_]+)|(?<quote>"""|'''|"|')|(?<open>[([{])|(?<close>[)\]}])|(?<useless>(?:[^\s\p{L}\p{N}_#"'()[\]{}+\-*/%@&|^~<>=!.,:;\\]|\\(?!\r?\n))+)|[^]/uy;

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

interface Open {
  readonly bracket: string;
  readonly at: number;
}

/** A comma that is missing before `at`. */
interface MissingComma {
  readonly at: number;
  /** The innermost open bracket, if the value before it stands on an earlier line. */
  readonly lineInside: Open | undefined;
}

/** The text with its mended places; the same length. */
export function repair(text: string, problems: Problems): string {
  return new Scanner(text, problems).run();
}

class Scanner {
  readonly #text: string;
  readonly #problems: Problems;
  readonly #open: Open[] = [];
  readonly #edits: Edit[] = [];
  readonly #commas: MissingComma[] = [];
  /** Where the brackets that go too deep begin. */
  #tooDeepFrom = -1;
  /** End of the last token, if that token ends a value; otherwise −1. */
  #valueEnd = -1;
  #valueIsString = false;
  /** Whether a line ended since that token. */
  #newline = false;

  constructor(text: string, problems: Problems) {
    this.#text = text;
    this.#problems = problems;
  }

  run(): string {
    for (let at = 0; at < this.#text.length;) at = this.#token(at);
    if (this.#tooDeepFrom >= 0) this.#blank(this.#tooDeepFrom, this.#text.length);
    // What is too deep was reported as that.
    for (const { bracket, at } of this.#open.slice(0, DEEPEST)) this.#neverClosed(bracket, at);
    this.#reportCommas();
    return this.#mended();
  }

  /** A new line inside a bracket that is never closed lacks that bracket, not a comma. */
  #reportCommas(): void {
    const neverClosed = new Set(this.#open);
    for (const { at, lineInside } of this.#commas) {
      if (lineInside && neverClosed.has(lineInside)) continue;
      this.#problems.add(at, this.#wordEnd(at), quoted('invalid syntax. Perhaps you forgot a comma?'), {
        hint: phrase('hintCommaBefore'),
      });
    }
  }

  /** Reads one token and returns where the next begins. */
  #token(at: number): number {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(this.#text)!;
    const token = match[0];
    const { space, comment, word, quote, open, close, useless } = match.groups!;
    const end = at + token.length;
    if (space !== undefined) this.#newline ||= space.includes('\n');
    else if (comment !== undefined) return end;
    else if (quote !== undefined) return this.#string(at, quote);
    else if (word !== undefined) this.#word(at, word);
    else if (open !== undefined) return this.#printedName(at) ?? this.#opens(at, open);
    else if (close !== undefined) this.#closes(at, close);
    else if (useless !== undefined) this.#useless(at, useless);
    else this.#valueEnd = -1;
    return end;
  }

  #word(at: number, word: string): void {
    if (KEYWORDS.has(word)) {
      this.#valueEnd = -1;
      return;
    }
    this.#commaBefore(at, false);
    this.#value(at + word.length, false);
  }

  #string(at: number, quote: string): number {
    const end = stringEnd(this.#text, at + quote.length, quote);
    if (end < 0) {
      const line = quote.length === 3 ? 'triple-quoted ' : '';
      this.#problems.add(at, at + quote.length, quoted(`unterminated ${line}string literal`), {
        hint: phrase('hintCloseWith', { sign: quote }),
      });
      this.#edits.push({ from: at, to: at + quote.length, text: ' '.repeat(quote.length) });
      return at + quote.length;
    }
    this.#commaBefore(at, true);
    this.#value(end, true);
    return end;
  }

  #value(end: number, isString: boolean): void {
    this.#valueEnd = end;
    this.#valueIsString = isString;
    this.#newline = false;
  }

  /** Two values with nothing but space between them: a forgotten comma, which takes the first space's place. */
  #commaBefore(at: number, isString: boolean): void {
    const end = this.#valueEnd;
    if (end < 0 || end === at || (isString && this.#valueIsString)) return;
    if (this.#open.length === 0 && this.#newline) return;
    if (!/\s/.test(this.#text[end]!)) return;
    if (this.#tooDeepFrom < 0) this.#commas.push({ at, lineInside: this.#newline ? this.#open.at(-1) : undefined });
    this.#edits.push({ from: end, to: end + 1, text: ',' });
  }

  /** The end of a dotted name that begins at `at`. */
  #wordEnd(at: number): number {
    const name = /[\p{L}\p{N}_.]+/uy;
    name.lastIndex = at;
    return at + (name.exec(this.#text)?.[0].length ?? 1);
  }

  #useless(at: number, characters: string): void {
    const end = at + characters.length;
    const shown = characters.length > 10 ? `${characters.slice(0, 10)}…` : characters;
    this.#problems.add(at, end, quoted('invalid syntax'), { hint: phrase('hintNoMeaning', { text: shown }) });
    this.#edits.push({ from: at, to: end, text: ' '.repeat(characters.length) });
    this.#valueEnd = -1;
  }

  /**
   * At the beginning of a line inside brackets, `(conv1): ` becomes ` conv1 = ` and `(0): ` becomes space, with a comma
   * after the child before. Returns where the child begins; undefined where nothing of the kind stands there.
   */
  #printedName(at: number): number | undefined {
    PRINTED_NAME.lastIndex = at;
    const match = this.#open.length > 0 ? PRINTED_NAME.exec(this.#text) : null;
    if (!match || !/(^|\n)[ \t]*$/.test(this.#text.slice(Math.max(0, at - DEEPEST), at))) return undefined;
    const end = PRINTED_NAME.lastIndex;
    const { name, count } = match.groups!;
    if (count !== undefined) this.#folded(at, end, count);
    if (this.#valueEnd >= 0) this.#edits.push({ from: this.#valueEnd, to: this.#valueEnd + 1, text: ',' });
    this.#edits.push({ from: at, to: end, text: /^\d/.test(name!) ? ' '.repeat(end - at) : ` ${name} = ` });
    this.#valueEnd = -1;
    return end;
  }

  #folded(from: number, to: number, count: string): void {
    this.#problems.add(from, to, phrase('problemFolded'), {
      hint: phrase('hintWriteTimes', { n: count }),
    });
  }

  #opens(at: number, bracket: string): number {
    this.#open.push({ bracket, at });
    this.#valueEnd = -1;
    const end = at + bracket.length;
    if (this.#open.length <= DEEPEST || this.#tooDeepFrom >= 0) return end;
    this.#tooDeepFrom = at;
    this.#problems.add(at, at + 1, quoted('too many nested parentheses'), {
      hint: phrase('hintLevels', { most: DEEPEST }),
    });
    return end;
  }

  #closes(at: number, bracket: string): void {
    this.#match(at, bracket);
    this.#value(at + 1, false);
    if (this.#tooDeepFrom < 0 || this.#open.length > DEEPEST) return;
    this.#blank(this.#tooDeepFrom, at + 1);
    this.#tooDeepFrom = -1;
  }

  /** Takes the bracket that this one closes from the stack, and whatever was left open inside it. */
  #match(at: number, bracket: string): void {
    const top = this.#open.at(-1);
    if (top && CLOSES[top.bracket] === bracket) {
      this.#open.pop();
      return;
    }
    const opener = this.#opener(bracket);
    if (top && opener >= 0) {
      this.#problems.add(
        at,
        at + 1,
        quoted(`closing parenthesis '${bracket}' does not match opening parenthesis '${top.bracket}'`),
        {
          hint: phrase('hintExpectedFirst', { sign: CLOSES[top.bracket]! }),
        },
      );
      this.#open.length = opener;
      return;
    }
    this.#problems.add(at, at + 1, quoted(`unmatched '${bracket}'`), { hint: phrase('hintNothingOpen') });
    this.#edits.push({ from: at, to: at + 1, text: ' ' });
  }

  /** The depth of the nearest open bracket that `bracket` closes; looks no deeper than a person would write. */
  #opener(bracket: string): number {
    for (let depth = this.#open.length - 1; depth >= Math.max(0, this.#open.length - DEEPEST); depth--)
      if (CLOSES[this.#open[depth]!.bracket] === bracket) return depth;
    return -1;
  }

  #neverClosed(bracket: string, at: number): void {
    this.#problems.add(at, at + 1, quoted(`'${bracket}' was never closed`), {
      hint: phrase('hintExpected', { sign: CLOSES[bracket]! }),
    });
  }

  #blank(from: number, to: number): void {
    while (this.#edits.length > 0 && this.#edits.at(-1)!.from >= from) this.#edits.pop();
    this.#edits.push({ from, to, text: ' '.repeat(to - from) });
  }

  #mended(): string {
    const parts: string[] = [];
    let done = 0;
    for (const { from, to, text } of this.#edits) {
      parts.push(this.#text.slice(done, from), text);
      done = to;
    }
    return parts.join('') + this.#text.slice(done);
  }
}

/** Where the string whose text begins at `at` ends, after its closing quote; −1 if it does not end. */
function stringEnd(text: string, at: number, quote: string): number {
  for (let i = at; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '\n' && quote.length === 1) return -1;
    else if (text.startsWith(quote, i)) return i + quote.length;
  }
  return -1;
}
