/** @file Methods that are not in the text: of modules, tensors, lists, dictionaries, strings. */

import type { SyntaxNode } from '@lezer/common';
import { shortened } from '../call.js';
import { callUnknown, construct } from './foreign.js';
import type { Evaluator } from './evaluator.js';
import { intOf, valueOf } from './given.js';
import { adopt, itemsOf } from './layers.js';
import { LONGEST, itemsOfValue } from './operators.js';
import {
  type ArrayValue,
  type CallArguments,
  type DictValue,
  type ListValue,
  type ModuleValue,
  NONE,
  type Runtime,
  int,
  isList,
  keyOf,
  list,
  string,
  tuple,
} from './runtime.js';
import { parserMethod } from './records.js';
import { elementsOf } from './sizes.js';
import { callOnTensor } from './functions/index.js';

/** `self.name(…)`. */
export function callMethod(
  evaluator: Evaluator,
  self: Runtime,
  name: string,
  args: CallArguments,
  node: SyntaxNode,
): Runtime {
  const found = known(evaluator, self, name, args, node);
  if (found) return found;
  return callUnknown(
    evaluator,
    { ...evaluator.machine.unknown(node), source: calleeText(evaluator, node) },
    withSelf(self, args, node),
    node,
  );
}

const calleeText = ({ machine }: Evaluator, node: SyntaxNode): string =>
  shortened(machine.source(node.firstChild ?? node).replaceAll(/\s+/g, ' '));

/** A tensor whose method is not known is read all the same. */
const withSelf = (self: Runtime, args: CallArguments, { from, to }: SyntaxNode): CallArguments => ({
  ...args,
  positional: [{ value: self, from, to, source: '' }, ...args.positional],
});

function known(
  evaluator: Evaluator,
  self: Runtime,
  name: string,
  args: CallArguments,
  node: SyntaxNode,
): Runtime | undefined {
  switch (self.kind) {
    case 'module':
      return moduleMethod(evaluator, self, name, args, node);
    case 'super':
      if (name === '__init__') return construct(evaluator, self.self, args, node);
      if (name === 'forward') return evaluator.machine.builtIn(self.self, args, node);
      return moduleMethod(evaluator, self.self, name, args, node);
    case 'tensor':
      return (
        sizeMethod(self, name, args) ??
        callOnTensor(evaluator.machine, name, evaluator.machine.tensor(self, node)!, args, node)
      );
    case 'array':
      return arrayMethod(evaluator, self, name, args, node);
    case 'list':
    case 'tuple':
      return listMethod(self, name, args);
    case 'dict':
      return dictMethod(self, name, args);
    case 'string':
      return stringMethod(self.value, name, args);
    default:
      return undefined;
  }
}

function sizeMethod(
  tensor: Extract<Runtime, { kind: 'tensor' }>,
  name: string,
  args: CallArguments,
): Runtime | undefined {
  if (name === 'size') {
    const axis = intOf(args, 0, 'dim');
    return axis === undefined
      ? { kind: 'shape', tensor, start: 0, end: undefined }
      : { kind: 'size', size: { kind: 'axis', tensor, axis } };
  }
  if (name === 'numel' || name === 'nelement') {
    const size = elementsOf(tensor);
    return size && { kind: 'size', size };
  }
  if ((name === 'dim' || name === 'ndimension') && tensor.rank !== undefined) return int(tensor.rank);
  return undefined;
}

/** Parameters, buffers and what a text tries a model with: they become nodes where a forward reads them. */
function arrayMethod(
  evaluator: Evaluator,
  array: ArrayValue,
  name: string,
  args: CallArguments,
  node: SyntaxNode,
): Runtime | undefined {
  if (name === 'size' && array.shape) {
    const axis = intOf(args, 0, 'dim');
    return axis === undefined ? tuple(array.shape.map(int)) : int(array.shape.at(axis) ?? 0);
  }
  const { machine } = evaluator;
  const tensor = machine.tensor(array, node);
  return tensor && (sizeMethod(tensor, name, args) ?? machine.settled(callOnTensor(machine, name, tensor, args, node)));
}

const HARMLESS: ReadonlySet<string> = new Set(
  'apply eval train to cuda cpu float half double requires_grad_ load_state_dict zero_grad type'.split(' '),
);

function moduleMethod(
  evaluator: Evaluator,
  module: ModuleValue,
  name: string,
  args: CallArguments,
  node: SyntaxNode,
): Runtime | undefined {
  const { machine } = evaluator;
  const [first, second] = args.positional;
  const parsed = parserMethod(module, name, args);
  if (parsed) return parsed;
  if (HARMLESS.has(name)) return module;
  const values = [...module.attributes.values()];
  switch (name) {
    case 'append':
      if (first) adopt(machine, module, String(module.attributes.size), first.value, first);
      return module;
    case 'extend':
      for (const item of (first && itemsOf(first.value)) ?? [])
        adopt(machine, module, String(module.attributes.size), item, first!);
      return module;
    case 'insert':
      return insert(module, args);
    case 'add_module':
    case 'register_module':
      if (first?.value.kind === 'string' && second) adopt(machine, module, first.value.value, second.value, second);
      return NONE;
    case 'register_buffer':
    case 'register_parameter':
      if (first?.value.kind === 'string' && second) module.attributes.set(first.value.value, second.value);
      return NONE;
    case 'update':
      if (first?.value.kind === 'dict')
        for (const { key, value } of first.value.entries.values())
          if (key.kind === 'string') module.attributes.set(key.value, value);
      return NONE;
    case 'keys':
      return list([...module.attributes.keys()].map(string));
    case 'values':
    case 'children':
      return list(values.filter((value) => value.kind === 'module'));
    case 'items':
    case 'named_children':
      return list(
        [...module.attributes]
          .filter(([, value]) => value.kind === 'module')
          .map(([key, value]) => tuple([string(key), value])),
      );
    // What goes over all modules sets weights: no size depends on it.
    case 'modules':
    case 'named_modules':
    case 'parameters':
    case 'named_parameters':
    case 'buffers':
      return list([]);
    case 'forward':
      return machine.deeper(() => machine.builtIn(module, args, node));
    case '__init__':
      return construct(evaluator, module, args, node);
    default:
      return undefined;
  }
}

function insert(module: ModuleValue, args: CallArguments): Runtime {
  const [at, value] = [intOf(args, 0, 'index'), valueOf(args, 1, 'module')];
  if (at === undefined || !value) return NONE;
  const all = [...module.attributes.values()];
  all.splice(at, 0, value);
  module.attributes.clear();
  all.forEach((item, i) => module.attributes.set(String(i), item));
  return module;
}

function listMethod(self: ListValue, name: string, args: CallArguments): Runtime | undefined {
  const [first] = args.positional;
  switch (name) {
    case 'append':
      if (first && self.items.length < LONGEST) self.items.push(first.value);
      return NONE;
    case 'extend': {
      const items = first && (itemsOf(first.value) ?? itemsOfValue(first.value));
      if (items && self.items.length + items.length <= LONGEST) self.items.push(...items);
      return NONE;
    }
    case 'insert': {
      const [at, value] = [intOf(args, 0), valueOf(args, 1)];
      if (at !== undefined && value) self.items.splice(at, 0, value);
      return NONE;
    }
    case 'pop':
      return self.items.splice(intOf(args, 0) ?? -1, 1)[0];
    case 'reverse':
      self.items.reverse();
      return NONE;
    case 'copy':
      return { kind: self.kind, items: [...self.items] };
    case 'index': {
      const key = first && keyOf(first.value);
      const at = self.items.findIndex((item) => keyOf(item) === key);
      return at < 0 || key === undefined ? undefined : int(at);
    }
    default:
      return undefined;
  }
}

function dictMethod(self: DictValue, name: string, args: CallArguments): Runtime | undefined {
  const entries = [...self.entries.values()];
  const [first] = args.positional;
  const key = first && keyOf(first.value);
  switch (name) {
    case 'keys':
      return list(entries.map((entry) => entry.key));
    case 'values':
      return list(entries.map((entry) => entry.value));
    case 'items':
      return list(entries.map((entry) => tuple([entry.key, entry.value])));
    case 'get':
      return key === undefined ? undefined : (self.entries.get(key)?.value ?? valueOf(args, 1) ?? NONE);
    case 'pop': {
      const found = key === undefined ? undefined : self.entries.get(key)?.value;
      if (key !== undefined) self.entries.delete(key);
      return found ?? valueOf(args, 1);
    }
    case 'update':
      if (first?.value.kind === 'dict') for (const [text, entry] of first.value.entries) self.entries.set(text, entry);
      for (const [own, { value }] of args.keywords) self.entries.set(`s${own}`, { key: string(own), value });
      return NONE;
    case 'setdefault': {
      if (key === undefined) return undefined;
      if (!self.entries.has(key)) self.entries.set(key, { key: first!.value, value: valueOf(args, 1) ?? NONE });
      return self.entries.get(key)!.value;
    }
    case 'copy':
      return { kind: 'dict', entries: new Map(self.entries) };
    default:
      return undefined;
  }
}

function stringMethod(self: string, name: string, args: CallArguments): Runtime | undefined {
  const texts = args.positional.map(({ value }) =>
    value.kind === 'string' || value.kind === 'int' ? String(value.value) : undefined,
  );
  switch (name) {
    case 'lower':
      return string(self.toLowerCase());
    case 'upper':
      return string(self.toUpperCase());
    case 'strip':
      return string(self.trim());
    case 'startswith':
      return texts[0] === undefined ? undefined : { kind: 'bool', value: self.startsWith(texts[0]) };
    case 'endswith':
      return texts[0] === undefined ? undefined : { kind: 'bool', value: self.endsWith(texts[0]) };
    case 'splitlines':
      return list((self === '' ? [] : self.replace(/\r?\n$/, '').split(/\r?\n/)).map(string));
    case 'replace':
      return texts[0] === undefined || texts[1] === undefined ? undefined : string(self.replaceAll(texts[0], texts[1]));
    case 'isdigit':
      return { kind: 'bool', value: /^\d+$/.test(self) };
    case 'split':
      return list((texts[0] === undefined ? self.trim().split(/\s+/) : self.split(texts[0])).map(string));
    case 'join': {
      const items = args.positional[0] && isList(args.positional[0].value) ? args.positional[0].value.items : undefined;
      return items?.every((item) => item.kind === 'string')
        ? string(items.map((item) => item.value).join(self))
        : undefined;
    }
    case 'format': {
      let next = 0;
      const filled = self.replaceAll(
        /\{(\d*)\}/g,
        (_, place: string) => texts[place === '' ? next++ : Number(place)] ?? '?',
      );
      return texts.includes(undefined) ? undefined : string(filled);
    }
    default:
      return undefined;
  }
}
