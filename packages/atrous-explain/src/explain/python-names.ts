/** @file The library's hints name arguments in camel case; whoever writes PyTorch source writes PyTorch's names. */

import { LAYERS, snakeCase } from 'atrous/spec';
import { type Lang, type Phrase, say } from './words/phrase.js';

const NAMES: ReadonlyMap<string, string> = new Map(
  Object.values(LAYERS)
    .flatMap(({ args }) => args.map(({ name }) => [name, snakeCase(name)] as const))
    .filter(([camel, snake]) => camel !== snake),
);

/** `outputPadding` → `output_padding`, for every argument of every layer. */
export function inPythonNames(hint: string): string {
  return hint.replaceAll(/\b[a-z]+(?:[A-Z][a-z]*)+\b/g, (word) => NAMES.get(word) ?? word);
}

/** A sentence for whoever writes PyTorch source. */
export const sayInPythonNames = (sentence: Phrase, lang: Lang = 'en'): string => inPythonNames(say(sentence, lang));
