/**
 * @file Objects that hold values and run nothing: dataclasses, named tuples, namespaces, what a parser of the command
 * line gives. They are read as modules without a forward.
 */

import type { SyntaxNode } from '@lezer/common';
import { chainOf, isModuleClass, lookUp } from './classes.js';
import type { Evaluator } from './evaluator.js';
import { valueOf } from './given.js';
import { emptyModule } from './layers.js';
import { bound } from './parameters.js';
import {
  type CallArguments,
  type ClassValue,
  type DictValue,
  type ModuleValue,
  NONE,
  type Parameter,
  type Runtime,
  isList,
  list,
  string,
  tuple,
} from './runtime.js';

/** What a class that only names its fields makes of the arguments: the fields in order, those of its bases first. */
export function fillRecord(evaluator: Evaluator, made: ModuleValue, args: CallArguments, node: SyntaxNode): void {
  const owner = made.owner;
  if (!owner || isModuleClass(owner)) return;
  const names = new Set(
    chainOf(owner)
      .reverse()
      .flatMap(({ fields }) => [...fields]),
  );
  if (names.size === 0) return;
  const parameters = [...names].map((name): Parameter => {
    const fallback = lookUp(owner, name);
    return { name, star: '', keywordOnly: false, fallback };
  });
  const values = bound(evaluator.machine, parameters, `${owner.name}.__init__`, args, node);
  for (const [name, value] of values) made.attributes.set(name, value);
  const after = lookUp(owner, '__post_init__');
  if (after?.kind === 'function')
    evaluator.machine.call({ kind: 'method', self: made, name: after.name, code: after }, NOTHING, node);
}

const NOTHING: CallArguments = { positional: [], keywords: new Map() };

/** `dataclasses.field(default_factory=list)`: the value that it stands for. */
function fieldDefault({ machine }: Evaluator, { keywords }: CallArguments, node: SyntaxNode): Runtime {
  const factory = keywords.get('default_factory')?.value;
  return factory ? machine.call(factory, NOTHING, node) : (keywords.get('default')?.value ?? machine.unknown(node));
}

/** `namedtuple('Stage', 'width stride')`: a class with these fields. */
function namedTuple(args: CallArguments, node: SyntaxNode): ClassValue | undefined {
  const [name, fields] = [valueOf(args, 0, 'typename'), valueOf(args, 1, 'field_names')];
  const names =
    fields?.kind === 'string'
      ? fields.value.split(/[\s,]+/)
      : isList(fields)
        ? fields.items.flatMap((item) => (item.kind === 'string' ? [item.value] : []))
        : undefined;
  if (name?.kind !== 'string' || !names) return undefined;
  return {
    kind: 'class',
    name: name.value,
    bases: ['typing.NamedTuple'],
    attributes: new Map(),
    fields: new Set(names.filter((one) => one !== '')),
    place: { from: node.from, to: node.to },
  };
}

/** An object with the entries of a dictionary and the keywords as attributes. */
function namespace(args: CallArguments, node: SyntaxNode): ModuleValue {
  const made = emptyModule('own', 'SimpleNamespace', node);
  const first = valueOf(args, 0);
  if (first?.kind === 'dict')
    for (const { key, value } of first.entries.values())
      if (key.kind === 'string') made.attributes.set(key.value, value);
  for (const [name, { value }] of args.keywords) made.attributes.set(name, value);
  return made;
}

/** Classes and functions of libraries that make such objects; undefined for all others. */
export function callRecord(
  evaluator: Evaluator,
  name: string,
  args: CallArguments,
  node: SyntaxNode,
): Runtime | undefined {
  switch (name) {
    case 'field':
      return fieldDefault(evaluator, args, node);
    case 'namedtuple':
      return namedTuple(args, node);
    case 'SimpleNamespace':
    case 'Namespace':
    case 'EasyDict':
    case 'AttrDict':
    case 'edict':
      return namespace(args, node);
    case 'ArgumentParser':
      return emptyModule('own', 'ArgumentParser', node);
    case 'asdict':
      return dictionaryOfRecord(valueOf(args, 0));
    default:
      return undefined;
  }
}

/** `vars(args)`, `asdict(config)`. */
export function dictionaryOfRecord(value: Runtime | undefined): DictValue | undefined {
  if (value?.kind !== 'module') return undefined;
  const entries = [...value.attributes].map(([name, own]) => [`s${name}`, { key: string(name), value: own }] as const);
  return { kind: 'dict', entries: new Map(entries) };
}

/** Methods of a parser of the command line: its defaults are what the program is read with. */
export function parserMethod(self: ModuleValue, name: string, args: CallArguments): Runtime | undefined {
  if (self.className !== 'ArgumentParser') return undefined;
  const parsed = { ...self, className: 'Namespace' };
  if (name === 'parse_args') return parsed;
  if (name === 'parse_known_args') return tuple([parsed, list([])]);
  if (name !== 'add_argument') return name === 'add_argument_group' ? self : NONE;
  const names = args.positional.flatMap(({ value }) => (value.kind === 'string' ? [value.value] : []));
  const long = names.find((one) => one.startsWith('--')) ?? names[0];
  const action = args.keywords.get('action')?.value;
  const flag = action?.kind === 'string' ? FLAGS[action.value] : undefined;
  const value = args.keywords.get('default')?.value ?? flag;
  if (long !== undefined && value) self.attributes.set(long.replace(/^-+/, '').replaceAll('-', '_'), value);
  return NONE;
}

const FLAGS: Readonly<Record<string, Runtime>> = {
  store_true: { kind: 'bool', value: false },
  store_false: { kind: 'bool', value: true },
};
