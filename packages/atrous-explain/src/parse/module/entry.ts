/** @file Which class, function or variable of a text is the model. */

import type { SyntaxNode } from '@lezer/common';
import type { Arg } from 'atrous/spec';
import { callValue } from './calls.js';
import { isModuleClass, lookUp } from './classes.js';
import type { Evaluator } from './evaluator.js';
import { emptyModule } from './layers.js';
import {
  type CallArguments,
  type ClassValue,
  type FunctionValue,
  type ModuleValue,
  NONE,
  type Runtime,
  int,
  isList,
  list,
} from './runtime.js';
import type { Scope } from './scope.js';

export interface Entry {
  readonly name: string;
  readonly module: ModuleValue;
}

export interface EntryOptions {
  readonly entry?: string | undefined;
  readonly args?: Readonly<Record<string, Arg>> | undefined;
}

const toRuntime = (value: Arg): Runtime => {
  if (value === null) return NONE;
  if (typeof value === 'number') return Number.isInteger(value) ? int(value) : { kind: 'float', value };
  if (typeof value === 'boolean') return { kind: 'bool', value };
  if (typeof value === 'string') return { kind: 'string', value };
  return list(value.map(toRuntime));
};

function argumentsFor({ args = {} }: EntryOptions, node: SyntaxNode): CallArguments {
  const place = { from: node.to, to: node.to, source: '' };
  return {
    positional: [],
    keywords: new Map(Object.entries(args).map(([name, value]) => [name, { ...place, value: toRuntime(value) }])),
  };
}

/** Whether something is there that runs; objects that hold settings are modules too, for the reader. */
const isModel = ({ type, owner }: ModuleValue): boolean =>
  type === 'own' ? owner !== undefined && isModuleClass(owner) : type !== 'ModuleList';

type Callable = ClassValue | FunctionValue;

/** Calls a class or a function with the options' arguments. */
function made(
  evaluator: Evaluator,
  name: string,
  target: Callable,
  node: SyntaxNode,
  options: EntryOptions,
): Entry | undefined {
  const value = callValue(evaluator, target, argumentsFor(options, node), node);
  return value.kind === 'module' ? { name, module: value } : undefined;
}

/** How many parameters of a call have no value. */
function lacking(target: Callable, given: Readonly<Record<string, Arg>>): number {
  const constructor = target.kind === 'function' ? target : lookUp(target, '__init__');
  if (constructor?.kind !== 'function') return 0;
  const own = constructor.parameters.slice(target.kind === 'class' ? 1 : 0);
  return own.filter(({ name, star, fallback }) => star === '' && fallback === undefined && !Object.hasOwn(given, name))
    .length;
}

/** How often a name is used as a call or a value elsewhere in the text. */
function uses(text: string, name: string): number {
  return text.match(new RegExp(`(?<![\\w.])${name.replaceAll(/\W/g, '')}(?![\\w])`, 'gu'))?.length ?? 0;
}

/** What the text itself says: the class, function or variable of the options, a variable, or the class that nothing uses. */
export function chooseEntry(
  evaluator: Evaluator,
  scope: Scope,
  top: SyntaxNode,
  options: EntryOptions,
): Entry | undefined {
  const variables = [...scope.variables];
  if (options.entry !== undefined) return named(evaluator, scope, options.entry, top, options);
  const chained = options.args ? undefined : chainOf(evaluator, variables, top);
  if (chained) return chained;
  const modules = variables.filter(
    (pair): pair is [string, ModuleValue] => pair[1].kind === 'module' && isModel(pair[1]),
  );
  const variable = modules.findLast(([name]) => /model|net|^m$/i.test(name)) ?? modules.at(-1);
  if (variable && !options.args) return { name: variable[0], module: variable[1] };
  const classes = variables.filter(
    (pair): pair is [string, ClassValue] => pair[1].kind === 'class' && hasForward(pair[1]),
  );
  const functions = variables.filter((pair): pair is [string, FunctionValue] => pair[1].kind === 'function');
  const target = bestClass(evaluator.machine.text, classes);
  if (!target) return undefined;
  if (lacking(target[1], options.args ?? {}) > 0)
    for (const [name, code] of makers(evaluator, functions, classes)) {
      if (lacking(code, options.args ?? {}) > 0) continue;
      const entry = made(evaluator, name, code, top, options);
      if (entry) return entry;
    }
  const place = classNode(target[1], top);
  return made(evaluator, target[0], target[1], place, options);
}

/** Layers one by one, without a class: they run in the order in which they stand. */
function chainOf(evaluator: Evaluator, variables: readonly [string, Runtime][], top: SyntaxNode): Entry | undefined {
  const { loose } = evaluator.machine;
  const inner = loose.flatMap((value) => (isList(value) ? value.items : [value]));
  const layers = inner.filter((value) => value.kind === 'module');
  const named = variables.filter(([, value]) => value.kind === 'module' && isModel(value));
  const isProgram =
    variables.some(([, value]) => value.kind === 'class' && isModuleClass(value)) ||
    named.some(([, value]) => value.kind === 'module' && value.type !== 'layer');
  if (isProgram || layers.length + named.length === 0) return undefined;
  const [only] = layers;
  if (only && layers.length === 1 && named.length === 0 && only.kind === 'module' && only.type === 'Sequential')
    return { name: 'Sequential', module: only };
  const module = emptyModule('Sequential', 'Sequential', top);
  for (const [name, value] of named) module.attributes.set(name, value);
  for (const value of layers) module.attributes.set(String(module.attributes.size), value);
  return { name: 'layers', module };
}

function named(
  evaluator: Evaluator,
  scope: Scope,
  name: string,
  top: SyntaxNode,
  options: EntryOptions,
): Entry | undefined {
  const value = scope.find(name);
  if (value?.kind === 'module') return { name, module: value };
  if (value?.kind === 'class' || value?.kind === 'function') return made(evaluator, name, value, top, options);
  const known = [...scope.variables]
    .filter(([, { kind }]) => /^(module|class|function)$/.test(kind))
    .map(([own]) => own);
  evaluator.machine.problems.add(0, 0, `the text has no model '${name}'`, {
    hint: known.length > 0 ? `It has ${known.join(', ')}.` : undefined,
  });
  return undefined;
}

/** A module that can be called: own `forward`, or a Sequential. */
const hasForward = (one: ClassValue): boolean => isModuleClass(one);

/** The class that the others do not use; of several, the last. */
function bestClass(text: string, classes: readonly [string, ClassValue][]): [string, ClassValue] | undefined {
  const bodies = classes.map(([name, one]) => ({ name, body: bodyText(text, one) }));
  const used = ([name]: readonly [string, ClassValue]): boolean =>
    bodies.some((other) => other.name !== name && uses(other.body, name) > 0);
  return classes.findLast((one) => !used(one)) ?? classes.at(-1);
}

const bodyText = (text: string, { attributes, place }: ClassValue): string => {
  const ends = [...attributes.values()].map((value) => (value.kind === 'function' ? value.body.to : place.to));
  return text.slice(place.from, Math.max(place.to, ...ends));
};

/** The functions that make a model, directly or through another of them; those that no other uses first. */
function makers(
  { machine }: Evaluator,
  functions: readonly [string, FunctionValue][],
  classes: readonly [string, ClassValue][],
): [string, FunctionValue][] {
  const names = new Set(classes.map(([name]) => name));
  const found: [string, FunctionValue][] = [];
  for (let grown = true; grown;) {
    grown = false;
    for (const pair of functions) {
      if (names.has(pair[0])) continue;
      const body = machine.source(pair[1].body);
      if (![...names].some((name) => uses(body, name) > 0)) continue;
      names.add(pair[0]);
      found.push(pair);
      grown = true;
    }
  }
  const isUsed = ([name]: readonly [string, FunctionValue]): boolean =>
    found.some(([other, code]) => other !== name && uses(machine.source(code.body), name) > 0);
  return [...found.filter((pair) => !isUsed(pair)), ...found.filter(isUsed)];
}

/** The name of the class in the tree, so that a missing argument is told there. */
function classNode(one: ClassValue, top: SyntaxNode): SyntaxNode {
  const found = top.resolveInner(one.place.from, 1);
  const definition = found.name === 'ClassDefinition' ? found : found.parent;
  return definition?.getChild('VariableName') ?? top;
}
