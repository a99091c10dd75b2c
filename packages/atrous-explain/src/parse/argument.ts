/** @file From a Python value to a layer's argument. */

import type { Arg, ArgRule } from 'atrous/spec';
import type { Value } from './value.js';
import { type Phrase, phrase } from '../explain/words/phrase.js';

/** An argument, or why the value cannot be one. */
export type Converted = { readonly arg: Arg } | { readonly message: Phrase; readonly hint: Phrase | undefined };

/** The value as an argument that `rule` describes; `source` is how it was written. Types are the catalogue's to check. */
export function toArgument(value: Value, rule: ArgRule, source: string): Converted {
  switch (value.kind) {
    case 'unreadable':
      return { message: notA(rule, source), hint: value.reason };
    case 'none':
      return { arg: null };
    case 'int':
    case 'bool':
    case 'string':
      return { arg: value.value };
    case 'float':
      return fromFloat(value.value, rule, source);
    case 'name':
      return fromName(value.value, rule, source);
    default:
      return fromSequence(value.items, rule, source);
  }
}

const TEXTS: ReadonlySet<string> = new Set(['string', 'stringOrNone']);
const REALS: ReadonlySet<string> = new Set(['float', 'number', 'floatOrNone', 'scales']);

function notA({ kind }: ArgRule, source: string): Phrase {
  if (TEXTS.has(kind)) return phrase('problemNotAString', { source });
  return phrase(kind.startsWith('bool') ? 'problemNotABool' : 'problemNotANumber', { source });
}

function fromFloat(value: number, rule: ArgRule, source: string): Converted {
  if (REALS.has(rule.kind) || !Number.isInteger(value)) return { arg: value };
  return {
    message: phrase('problemNotAnInteger', { source }),
    hint: source.includes('/') ? phrase('hintFloorDivision') : phrase('hintWrite', { value }),
  };
}

/** `padding=same` and `padding_mode=reflect` lose their quotes when a model is printed; other names are variables. */
function fromName(name: string, rule: ArgRule, source: string): Converted {
  const bare = name.replace(/^torch\./, '');
  if (TEXTS.has(rule.kind) && !bare.includes('.')) return { arg: bare };
  if (rule.kind === 'perAxisOrString' && (name === 'same' || name === 'valid')) return { arg: name };
  if (REALS.has(rule.kind) && name === 'inf') return { arg: Infinity };
  return { message: notA(rule, source), hint: phrase('hintWriteValue', { name }) };
}

function fromSequence(items: readonly Value[], rule: ArgRule, source: string): Converted {
  const list: (number | null)[] = [];
  for (const item of items) {
    const converted = toArgument(item, rule, source);
    if (!('arg' in converted)) return converted;
    const { arg } = converted;
    if (typeof arg !== 'number' && arg !== null)
      return { message: phrase('problemNotAList', { source }), hint: undefined };
    list.push(arg);
  }
  return { arg: list };
}
