/** @file A call's arguments put to their names, as Python does it, with Python's words where they do not fit. */

import { LAYERS, type Arg, type ArgRule, type LayerSpec, camelCase, layerSpec, snakeCase } from 'atrous/spec';
import { toArgument } from './argument.js';
import { meantName } from './meant.js';
import type { Problems } from './problem.js';
import type { Value } from './value.js';
import { libraryHint } from '../explain/library-hints.js';
import { type Phrase, phrase, quoted } from '../explain/words/phrase.js';

/** A stretch of the text. */
export interface Place {
  readonly from: number;
  readonly to: number;
}

/** One argument of a call as it was written. */
export interface WrittenArgument extends Place {
  /** The keyword and where it stands; absent for a positional argument. */
  readonly keyword: (Place & { readonly name: string }) | undefined;
  readonly value: Value;
  /** The source of the value, with its place. */
  readonly source: string;
}

/** A mistake in a call: Python raises its TypeError at the first one. */
interface Mistake extends Place {
  /** Python's words. */
  readonly message: string;
  readonly hint?: Phrase | undefined;
}

/** The layer that `op(…)` constructs; undefined, with a problem reported, where it constructs none. */
export function bindCall(
  op: string,
  written: readonly WrittenArgument[],
  call: Place,
  problems: Problems,
): LayerSpec | undefined {
  // It takes anything, so that it can stand in any layer's place.
  if (op === 'Identity') return layerSpec(op);
  const rules = LAYERS[op]!.args;
  const mistake = callMistake(op, rules, written, call);
  if (mistake) {
    problems.add(mistake.from, mistake.to, quoted(mistake.message), { hint: mistake.hint });
    return undefined;
  }
  const values = convert(rules, written, problems);
  return values && construct(op, rules, values, call, problems);
}

/** What CPython checks before a function begins, in its order: keywords, too many positionals, missing ones. */
function callMistake(
  op: string,
  rules: readonly ArgRule[],
  written: readonly WrittenArgument[],
  call: Place,
): Mistake | undefined {
  return (
    keywordMistake(op, rules, written) ?? tooManyPositionals(op, rules, written) ?? missing(op, rules, written, call)
  );
}

const positionalRules = (rules: readonly ArgRule[]): ArgRule[] => rules.filter((rule) => !rule.keywordOnly);

function keywordMistake(
  op: string,
  rules: readonly ArgRule[],
  written: readonly WrittenArgument[],
): Mistake | undefined {
  const taken = new Set(
    positionalRules(rules)
      .slice(0, written.filter((w) => !w.keyword).length)
      .map((r) => r.name),
  );
  const seen = new Set<string>();
  for (const { keyword } of written) {
    if (!keyword) continue;
    const { name, from, to } = keyword;
    // Python's parser refuses a repeated keyword before anything is called.
    if (seen.has(name)) return { from, to, message: `keyword argument repeated: ${name}` };
    seen.add(name);
    if (!rules.some((rule) => snakeCase(rule.name) === name)) return unexpected(op, rules, keyword);
    if (taken.has(camelCase(name)))
      return { from, to, message: `${op}.__init__() got multiple values for argument '${name}'` };
  }
  return undefined;
}

function unexpected(op: string, rules: readonly ArgRule[], { name, from, to }: Place & { name: string }): Mistake {
  const known = rules.map((rule) => snakeCase(rule.name));
  const meant = meantName(name, known) ?? known.find((own) => own.startsWith(`${name}_`));
  const hint =
    meant === undefined ? phrase('hintTakes', { op, names: known.join(', ') }) : phrase('didYouMean', { name: meant });
  return { from, to, message: `${op}.__init__() got an unexpected keyword argument '${name}'`, hint };
}

const inOrder = (rules: readonly ArgRule[]): Phrase =>
  phrase('hintInOrder', { names: rules.map((rule) => snakeCase(rule.name)).join(', ') });

function tooManyPositionals(
  op: string,
  rules: readonly ArgRule[],
  written: readonly WrittenArgument[],
): Mistake | undefined {
  const positional = written.filter((w) => !w.keyword);
  const takes = positionalRules(rules);
  if (positional.length <= takes.length) return undefined;
  // Python counts `self` as well.
  const most = takes.length + 1;
  const least = takes.filter((rule) => rule.default === undefined).length + 1;
  const range = least === most ? `takes ${most}` : `takes from ${least} to ${most}`;
  const noun = most === 1 ? 'argument' : 'arguments';
  return {
    from: positional[takes.length]!.from,
    to: positional.at(-1)!.to,
    message: `${op}.__init__() ${range} positional ${noun} but ${positional.length + 1} were given`,
    hint: takes.length === 0 ? undefined : inOrder(takes),
  };
}

function missing(
  op: string,
  rules: readonly ArgRule[],
  written: readonly WrittenArgument[],
  call: Place,
): Mistake | undefined {
  const positionals = written.filter((w) => !w.keyword).length;
  const keywords = new Set(written.map((w) => w.keyword?.name));
  const absent = rules
    .filter((rule, i) => i >= positionals && rule.default === undefined && !keywords.has(snakeCase(rule.name)))
    .map((rule) => `'${snakeCase(rule.name)}'`);
  if (absent.length === 0) return undefined;
  const noun = absent.length === 1 ? 'argument' : 'arguments';
  return {
    ...call,
    message: `${op}.__init__() missing ${absent.length} required positional ${noun}: ${listed(absent)}`,
    hint: inOrder(rules),
  };
}

/** `a`; `a and b`; `a, b, and c`: as Python lists names. */
function listed(names: readonly string[]): string {
  if (names.length < 3) return names.join(' and ');
  return `${names.slice(0, -1).join(', ')}, and ${names.at(-1)!}`;
}

/** The arguments by name; undefined where one of them is no value, each such reported at its place. */
function convert(
  rules: readonly ArgRule[],
  written: readonly WrittenArgument[],
  problems: Problems,
): Map<string, Arg> | undefined {
  const positional = positionalRules(rules);
  const values = new Map<string, Arg>();
  let next = 0;
  let failed = false;
  for (const { keyword, value, source, from, to } of written) {
    const rule = keyword ? rules.find((r) => snakeCase(r.name) === keyword.name)! : positional[next++]!;
    const converted = toArgument(value, rule, source);
    if ('arg' in converted) values.set(rule.name, converted.arg);
    else {
      failed = true;
      const at = value.kind === 'unreadable' ? value.node : { from, to };
      problems.add(at.from, at.to, converted.message, { hint: converted.hint });
    }
  }
  return failed ? undefined : values;
}

/** Hands the arguments to the catalogue, whose constructor checks become problems of this call. */
function construct(
  op: string,
  rules: readonly ArgRule[],
  values: ReadonlyMap<string, Arg>,
  call: Place,
  problems: Problems,
): LayerSpec | undefined {
  const absent = rules.findIndex((rule) => !values.has(rule.name) || rule.keywordOnly);
  const leading = absent < 0 ? rules : rules.slice(0, absent);
  const positional = leading.map((rule) => values.get(rule.name)!);
  const rest = Object.fromEntries([...values].filter(([name]) => !leading.some((rule) => rule.name === name)));
  try {
    return layerSpec(op, positional, rest);
  } catch (error) {
    if (!isUsersMistake(error)) throw error;
    problems.add(call.from, call.to, quoted(error.torchMessage), {
      refused: true,
      hint: error.hint === undefined ? undefined : libraryHint(error.hint),
    });
    return undefined;
  }
}

/** The library's typed errors, by their shape: classes of two copies of the library would differ. */
export function isUsersMistake(error: unknown): error is Error & { torchMessage: string; hint: string | undefined } {
  return error instanceof Error && 'torchMessage' in error;
}
