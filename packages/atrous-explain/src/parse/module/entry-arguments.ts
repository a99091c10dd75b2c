/** @file Values that the caller of the reader gives: to arguments of the model's constructor, and to names of the text. */

import type { SyntaxNode } from '@lezer/common';
import { phrase } from '../../explain/words/phrase.js';
import { lookUp } from './classes.js';
import type { Machine } from './machine.js';
import { isKnownName, knownName } from './python-functions.js';
import {
  type CallArguments,
  type ClassValue,
  type FunctionValue,
  NONE,
  type Parameter,
  type Runtime,
  int,
  list,
} from './runtime.js';
import type { Scope } from './scope.js';

/** A value of an argument of a model, as plain JSON. */
export type PythonValue = number | string | boolean | null | readonly PythonValue[];

/** What can be called to make a model. */
export type Callable = ClassValue | FunctionValue;

const NO_ARGUMENTS: CallArguments = { positional: [], keywords: new Map() };

function toRuntime(value: PythonValue, scope: Scope): Runtime {
  if (value === null) return NONE;
  if (typeof value === 'number') return Number.isInteger(value) ? int(value) : { kind: 'float', value };
  if (typeof value === 'boolean') return { kind: 'bool', value };
  if (typeof value === 'string') return named(value, scope) ?? { kind: 'string', value };
  return list(value.map((item) => toRuntime(item, scope)));
}

/** `Bottleneck` and `nn.GELU`, where the text knows them: a class, a function, a name of a library. */
function named(text: string, scope: Scope): Runtime | undefined {
  const [first = '', ...rest] = text.split('.');
  const value = scope.find(first) ?? (rest.length > 0 && isKnownName(first) ? knownName(first) : undefined);
  if (value?.kind === 'library') return { kind: 'library', path: [value.path, ...rest].join('.') };
  return rest.length === 0 && (value?.kind === 'class' || value?.kind === 'function') ? value : undefined;
}

/** The parameters of a call, without the object that it makes; undefined where the text does not say them. */
function parametersOf(target: Callable): readonly Parameter[] | undefined {
  const constructor = target.kind === 'function' ? target : lookUp(target, '__init__');
  if (constructor?.kind !== 'function') return undefined;
  return constructor.parameters.slice(target.kind === 'class' ? 1 : 0);
}

/** Puts the caller's values into the calls that make the model, and into names, and knows which found no place. */
export class EntryArguments {
  readonly #args: Readonly<Record<string, PythonValue>>;
  readonly #scope: Scope;
  readonly #taken = new Set<string>();
  #target: Callable | undefined;

  /** @param scope  of the program: names of it that an argument is called like have its value from the start */
  constructor(args: Readonly<Record<string, PythonValue>>, scope: Scope) {
    this.#args = args;
    this.#scope = scope;
    for (const [name, value] of Object.entries(args)) scope.pin(name, toRuntime(value, scope));
  }

  /** Whether nothing is given. */
  get isEmpty(): boolean {
    return Object.keys(this.#args).length === 0;
  }

  /** How many parameters of a call would have no value. */
  lacking(target: Callable): number {
    const open = (parametersOf(target) ?? []).filter(({ star, fallback }) => star === '' && fallback === undefined);
    return open.filter(({ name }) => !Object.hasOwn(this.#args, name)).length;
  }

  /** The arguments of a call with the caller's values in place of those that it has. */
  put(target: Callable, node: SyntaxNode, own: CallArguments = NO_ARGUMENTS): CallArguments {
    this.#target = target;
    const place = { from: node.to, to: node.to, source: '' };
    const parameters = parametersOf(target);
    const taken = Object.entries(this.#args).filter(
      ([name]) => parameters?.some((parameter) => parameter.name === name || parameter.star === '**') !== false,
    );
    for (const [name] of taken) this.#taken.add(name);
    const given = new Map(taken.map(([name, value]) => [name, { ...place, value: toRuntime(value, this.#scope) }]));
    const names = (parameters ?? []).map(({ name, star }) => (star === '' ? name : undefined));
    return {
      positional: own.positional.map((argument, i) => {
        const replaced = given.get(names[i] ?? '');
        given.delete(names[i] ?? '');
        return replaced ?? argument;
      }),
      keywords: new Map([...own.keywords, ...given]),
    };
  }

  /** Reports the values that nothing takes: a name that is misspelt would otherwise change nothing. */
  reportUnused(machine: Machine): void {
    const known = (this.#target && parametersOf(this.#target)) ?? [];
    const names = known.filter(({ star }) => star === '').map(({ name }) => name);
    for (const name of Object.keys(this.#args)) {
      if (this.#taken.has(name) || this.#scope.wasRead(name)) continue;
      const model = this.#target?.name;
      const message =
        model === undefined ? phrase('problemNoName', { name }) : phrase('problemNoArgument', { name, model });
      machine.problems.add(0, 0, message, {
        hint: names.length > 0 ? phrase('hintTakes', { op: model ?? '', names: names.join(', ') }) : undefined,
      });
    }
  }
}
