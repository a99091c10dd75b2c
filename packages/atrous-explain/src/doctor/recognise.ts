/** @file What somebody pasted: a program, a printed model, layers, an error, or several of these. */

import { undressed } from '../parse/dressing.js';
import { diagnose } from '../parse/error/diagnose.js';
import { looksLikeTraceback } from '../parse/error/traceback.js';
import { looksPrinted } from '../parse/printed/index.js';
import { looksSummarised } from '../parse/summary/index.js';

export type TextKind = 'python' | 'printed' | 'summary' | 'error' | 'unknown';

export interface Pasted {
  readonly kind: TextKind;
  /** The text with its errors blanked out: offsets stay those of the whole. */
  readonly code: string;
  /** The errors; empty where there are none. */
  readonly error: string;
}

const TRACE_START = /^.*Traceback \(most recent call last\)/;
const FRAME = /^\s+File ".*", line \d+/;
const EXCEPTION = /^(?:E\s+)?(?:[\w.]+\.)?\w*(?:Error|Exception)(?::|$)/;

/** Which lines belong to tracebacks and messages. */
function errorLines(lines: readonly string[]): boolean[] {
  const marks: boolean[] = [];
  let inside = false;
  let message = false;
  for (const line of lines) {
    if (TRACE_START.test(line) || FRAME.test(line)) inside = true;
    const ends = EXCEPTION.test(line);
    if (message && (line.trim() === '' || /^(?:class|def|import|from|nn\.|\w+\()/.test(line))) message = false;
    marks.push(inside || ends || message);
    if (ends) [inside, message] = [false, true];
  }
  return marks;
}

const LAYERS = /\b(?:nn|F|torch)\s*\.\s*\w+|\bclass\s+\w+|\b[A-Z]\w+(?:1d|2d|3d|Linear|ReLU|Flatten)?\s*\(/;

/** Takes a pasted text apart. */
export function recognise(text: string): Pasted {
  const lines = text.split('\n');
  const marks = looksLikeTraceback(text) ? errorLines(lines) : lines.map(() => false);
  const code = undressed(lines.map((line, i) => (marks[i] ? ' '.repeat(line.length) : line)).join('\n'));
  const error = lines.filter((_, i) => marks[i]).join('\n');
  if (looksSummarised(code)) return { kind: 'summary', code, error };
  if (looksPrinted(code)) return { kind: 'printed', code, error };
  // A bare message has words in it that look like calls.
  const bare = error === '' && !/\bnn\.|\bclass\s|\bdef\s|^[^\S\n]*\w+\(/m.test(text) ? diagnose(text) : undefined;
  if (bare) return { kind: 'error', code: '', error: text };
  if (LAYERS.test(code)) return { kind: 'python', code, error };
  if (error !== '') return { kind: 'error', code: '', error };
  return diagnose(text) ? { kind: 'error', code: '', error: text } : { kind: 'unknown', code, error };
}
