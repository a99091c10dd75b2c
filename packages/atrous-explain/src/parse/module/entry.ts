/** @file Which class, function or variable of a text is the model. */

import type { SyntaxNode } from '@lezer/common';
import { callValue } from './calls.js';
import { isModuleClass } from './classes.js';
import type { Callable, EntryArguments } from './entry-arguments.js';
import type { Evaluator } from './evaluator.js';
import { emptyModule } from './layers.js';
import { type ClassValue, type FunctionValue, type ModuleValue, type Runtime, isList } from './runtime.js';
import type { Scope } from './scope.js';
import { phrase } from '../../explain/words/phrase.js';

export interface Entry {
  readonly name: string;
  readonly module: ModuleValue;
}

/** Whether something is there that runs; objects that hold settings are modules too, for the reader. */
const isModel = ({ type, owner }: ModuleValue): boolean =>
  type === 'own' ? owner !== undefined && isModuleClass(owner) : type !== 'ModuleList';

/** What a choice is made by. */
export interface Choice {
  readonly evaluator: Evaluator;
  readonly scope: Scope;
  /** The whole text. */
  readonly top: SyntaxNode;
  /** The class, the function or the variable that is asked for. */
  readonly entry: string | undefined;
  readonly args: EntryArguments;
}

/** Calls a class or a function with the caller's arguments. */
function made({ evaluator, args }: Choice, name: string, target: Callable, node: SyntaxNode): Entry | undefined {
  const value = callValue(evaluator, target, args.put(target, node), node);
  return value.kind === 'module' ? { name, module: value } : undefined;
}

/** A module of the text; where the caller gives arguments, made again with them. */
function remade({ evaluator, top, args }: Choice, name: string, module: ModuleValue): Entry {
  const { owner, given } = module;
  if (args.isEmpty || !owner || !given) return { name, module };
  const value = callValue(evaluator, owner, args.put(owner, top, given), top);
  return { name, module: value.kind === 'module' ? value : module };
}

/** How often a name is used as a call or a value elsewhere in the text. */
function uses(text: string, name: string): number {
  return text.match(new RegExp(`(?<![\\w.])${name.replaceAll(/\W/g, '')}(?![\\w])`, 'gu'))?.length ?? 0;
}

/** What the text itself says: the class, function or variable that is asked for, a variable, or the class that nothing uses. */
export function chooseEntry(choice: Choice): Entry | undefined {
  const { evaluator, scope, top, args } = choice;
  const variables = [...scope.variables];
  if (choice.entry !== undefined) return named(choice, choice.entry);
  const chained = chainOf(evaluator, variables, top);
  if (chained) return chained;
  const modules = variables.filter(
    (pair): pair is [string, ModuleValue] => pair[1].kind === 'module' && isModel(pair[1]),
  );
  const variable = modules.findLast(([name]) => /model|net|^m$/i.test(name)) ?? modules.at(-1);
  if (variable) return remade(choice, ...variable);
  const classes = variables.filter(
    (pair): pair is [string, ClassValue] => pair[1].kind === 'class' && hasForward(pair[1]),
  );
  const functions = variables.filter((pair): pair is [string, FunctionValue] => pair[1].kind === 'function');
  const target = bestClass(evaluator.machine.text, classes);
  if (!target) return undefined;
  if (args.lacking(target[1]) > 0)
    for (const [name, code] of makers(evaluator, functions, classes)) {
      if (args.lacking(code) > 0) continue;
      const entry = made(choice, name, code, top);
      if (entry) return entry;
    }
  return made(choice, ...target, classNode(target[1], top));
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

function named(choice: Choice, name: string): Entry | undefined {
  const { evaluator, scope, top } = choice;
  const value = scope.find(name);
  if (value?.kind === 'module') return remade(choice, name, value);
  if (value?.kind === 'class' || value?.kind === 'function') return made(choice, name, value, top);
  const known = [...scope.variables]
    .filter(([, { kind }]) => /^(module|class|function)$/.test(kind))
    .map(([own]) => own);
  evaluator.machine.problems.add(0, 0, phrase('problemNoModel', { name }), {
    hint: known.length > 0 ? phrase('hintHas', { names: known.join(', ') }) : undefined,
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
