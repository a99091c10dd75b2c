/** @file Tracebacks: the exception and the calls that led to it. */

export interface Frame {
  readonly file: string;
  readonly line: number;
  readonly function: string;
  /** The source line, where it is shown. */
  readonly code: string | undefined;
}

export interface Traceback {
  /** `RuntimeError`; undefined for a message without it. */
  readonly exception: string | undefined;
  /** The text behind the exception's name, with its further lines. */
  readonly message: string;
  /** Outermost first. */
  readonly frames: readonly Frame[];
}

const FRAME = /^[^\S\n]*File "([^"\n]+)", line (\d+), in (.+)$/gm;
/** As Jupyter prints it. */
const CELL =
  /^[^\S\n]*(?:Cell In\s?\[\d+\]|Input In \[\d+\]|<ipython-input[^>]*>|[~/][^\s:]*?\.py)(?::|, line |, in )(\d+)?/gm;
const EXCEPTION = /^(?:\S*\.)?((?:[A-Z]\w*)?(?:Error|Exception|Warning)):[ \t]?(.*)$/gm;

/** Longer texts are no tracebacks that somebody pastes. */
const LONGEST = 200_000;

/** The frames and the last exception of a text. */
export function readTraceback(text: string): Traceback {
  const source = text.slice(0, LONGEST);
  const frames = [...source.matchAll(FRAME)].map((found): Frame => {
    const rest = source.slice(found.index + found[0].length + 1);
    const next = rest.slice(0, Math.max(0, rest.indexOf('\n') < 0 ? rest.length : rest.indexOf('\n'))).trim();
    const isCode = next !== '' && !next.startsWith('File "') && !/^\w+Error\b/.test(next);
    return { file: found[1]!, line: Number(found[2]), function: found[3]!.trim(), code: isCode ? next : undefined };
  });
  const last = [...source.matchAll(EXCEPTION)].at(-1);
  if (!last) return { exception: undefined, message: source.trim(), frames };
  return { exception: last[1], message: (last[2]! + source.slice(last.index + last[0].length)).trim(), frames };
}

/** Whether a text is what Python prints when something fails. */
export function looksLikeTraceback(text: string): boolean {
  FRAME.lastIndex = 0;
  EXCEPTION.lastIndex = 0;
  CELL.lastIndex = 0;
  return (
    /Traceback \(most recent call last\)/.test(text) || EXCEPTION.test(text) || FRAME.test(text) || CELL.test(text)
  );
}
