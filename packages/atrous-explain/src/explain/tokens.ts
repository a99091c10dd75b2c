/** @file A value's derivation as data: steps of tokens, from which text, LaTeX, HTML and speech are rendered. */

import { type Phrase, phrase } from './words/phrase.js';

/** Which number of the layer a token stands for. */
export type Ref =
  | 'n'
  | 'padding'
  | 'padBefore'
  | 'padAfter'
  | 'dilation'
  | 'kernel'
  | 'stride'
  | 'outputPadding'
  | 'outputSize'
  | 'scaleFactor'
  | 'upscaleFactor'
  | 'downscaleFactor'
  | 'channels'
  | 'inChannels'
  | 'outChannels'
  | 'groups'
  | 'features';

/** Signs of arithmetic, each one character; `ascii` and LaTeX spell some of them out. */
export type Operator = '+' | '−' | '·' | '/' | '=' | '<' | '≥' | '(' | ')' | '⌊' | '⌋' | '⌈' | '⌉' | '×' | '→';

export type Token =
  /** `text` is English, or the same in every language where there is no `phrase`. */
  | { readonly kind: 'text'; readonly text: string; readonly phrase: Phrase | undefined }
  /** `spaced`: a space stands on both sides. */
  | { readonly kind: 'op'; readonly op: Operator; readonly spaced: boolean }
  /** A number that follows from others. */
  | { readonly kind: 'number'; readonly value: number }
  /** A number that the layer or its input has. `axis` names the axis it belongs to, where it belongs to one. */
  | { readonly kind: 'ref'; readonly ref: Ref; readonly axis: string | undefined; readonly value: number };

/** What a line is about. */
export type StepId =
  | 'size'
  | 'clip'
  | 'windows'
  | 'blocks'
  | 'span'
  | 'padded'
  | 'slack'
  | 'quotient'
  | 'remainder'
  | 'unread'
  | 'parameters'
  | 'macs'
  | 'macsWithBias'
  | 'macsEffective'
  | 'field'
  | 'back'
  | 'activation'
  | 'parameterBytes'
  | 'peak';

/** One line of a derivation. */
export interface Step {
  readonly id: StepId;
  /** Reads as an equation whose right side, `= value`, is added where the last token is no text. */
  readonly tokens: readonly Token[];
  readonly value: number;
}

/** A remark about an axis, in words and as numbers; `say` tells it in other languages. */
export interface Note extends Phrase {
  readonly id:
    | 'unread'
    | 'overhang'
    | 'skipped'
    | 'same'
    | 'outputPadding'
    | 'outputPaddingBeyond'
    | 'outputSizeRange'
    | 'random'
    | 'overlap';
}

/** A remark with its numbers. */
export function note(id: Note['id'], values: Phrase['values'] = {}): Note {
  return { ...phrase(id, values), id };
}

/** How one axis of the output gets its size. */
export interface AxisExplanation {
  /** `D`, `H`, `W`; `L` for the one axis of a 1-D layer or the blocks of `Unfold`; `C` for channels; `features`. */
  readonly axis: string;
  /** Which axis of the output it is; undefined for a number on the way there. */
  readonly dim: number | undefined;
  /** The size of that axis: the value of the last step. */
  readonly output: number;
  readonly steps: readonly Step[];
  /** Every number on the way, one line each: span, padded size, what is left of it, quotient, remainder, unread cells. */
  readonly details: readonly Step[];
  readonly notes: readonly Note[];
}

const OPERATORS: ReadonlySet<string> = new Set('+ − · / = < ≥ ( ) ⌊ ⌋ ⌈ ⌉ × →'.split(' '));

/** Tokens from signs (`' + '` is spaced, `'+'` is not), letters, numbers, phrases and ready tokens. */
export function formula(...parts: readonly (string | number | Token | Phrase)[]): Token[] {
  return parts.map((part) => {
    if (typeof part === 'number') return { kind: 'number', value: part };
    if (typeof part !== 'string') return 'kind' in part ? part : { kind: 'text', text: part.text, phrase: part };
    const sign = part.trim();
    return OPERATORS.has(sign)
      ? { kind: 'op', op: sign as Operator, spaced: part !== sign }
      : { kind: 'text', text: part, phrase: undefined };
  });
}

/** A token for a number of the layer. */
export function ref(name: Ref, axis: string | undefined, value: number): Token {
  return { kind: 'ref', ref: name, axis, value };
}

/** `9, as output_size says`: a size that is an argument. */
export const given = (axis: string | undefined, value: number, name: string): Token[] =>
  formula(ref('outputSize', axis, value), phrase('asGiven', { name }));

/** `a·b·c` */
export function productOf(factors: readonly (number | Token)[]): Token[] {
  return formula(...factors.flatMap((factor, i) => (i === 0 ? [factor] : ['·', factor])));
}

/** The names of the last `rank` axes. */
export function axisNames(rank: number): readonly string[] {
  return rank === 1 ? ['L'] : ['D', 'H', 'W'].slice(3 - rank);
}
