/** @file Modules that the text makes: layers of `torch.nn`, containers, and what is no layer of the family. */

import type { SyntaxNode } from '@lezer/common';
import { LAYERS, camelCase } from 'atrous/spec';
import { type WrittenArgument, bindCall, type Place } from '../bind.js';
import { shortened } from '../call.js';
import { meantName } from '../meant.js';
import type { Machine } from './machine.js';
import {
  type Argument,
  type CallArguments,
  type DeclaredArgument,
  type ModuleType,
  type ModuleValue,
  type Runtime,
  isList,
} from './runtime.js';
import { literalOf } from './literal.js';
import { phrase, quoted } from '../../explain/words/phrase.js';

export const CONTAINER_NAMES: ReadonlySet<string> = new Set(['Sequential', 'ModuleList', 'ModuleDict']);

/** Containers of parameters, which are read as those of modules. */
export const PARAMETER_CONTAINERS: ReadonlySet<string> = new Set(['ParameterList', 'ParameterDict']);

/** A module without anything in it. */
export function emptyModule(type: ModuleType, className: string, place: Place): ModuleValue {
  const attributes = new Map<string, Runtime>();
  return {
    kind: 'module',
    type,
    className,
    owner: undefined,
    attributes,
    place: { from: place.from, to: place.to },
    spec: undefined,
    declaration: undefined,
    name: undefined,
  };
}

/** The arguments as the binder of calls takes them; positions before `skip` are left out. */
function written({ positional, keywords }: CallArguments, node: SyntaxNode): WrittenArgument[] {
  const one = (argument: Argument, name?: string): WrittenArgument => ({
    from: argument.from,
    to: argument.to,
    source: shortened(argument.source),
    value: literalOf(argument.value, node),
    keyword:
      name === undefined
        ? undefined
        : { name, from: (argument.keyword ?? argument).from, to: (argument.keyword ?? argument).to },
  });
  return [...positional.map((a) => one(a)), ...[...keywords].map(([name, a]) => one(a, name))];
}

/** Which argument of the catalogue each written one is. */
function declared(op: string, given: readonly WrittenArgument[]): DeclaredArgument[] {
  const places = LAYERS[op]!.args.filter((rule) => !rule.keywordOnly);
  return given.map(({ keyword, from, to, source }, i) => ({
    name: keyword ? camelCase(keyword.name) : (places[i]?.name ?? ''),
    from,
    to,
    source,
  }));
}

/** Makes `module` the layer that `op(…)` constructs; without a spec, and with a problem, where it constructs none. */
export function becomeLayer(
  machine: Machine,
  module: ModuleValue,
  op: string,
  args: CallArguments,
  node: SyntaxNode,
): void {
  const given = written(args, node);
  module.type = 'layer';
  module.spec = bindCall(op, given, { from: node.from, to: node.to }, machine.problems);
  module.declaration = { from: node.from, to: node.to, arguments: declared(op, given) };
  machine.declarations.push({ ...module.declaration, op });
}

/** `nn.Conv2d(…)`. */
export function makeLayer(machine: Machine, op: string, args: CallArguments, node: SyntaxNode): ModuleValue {
  const module = emptyModule('layer', op, node);
  becomeLayer(machine, module, op, args, node);
  return module;
}

/** Puts children under names; what is no module is named as a problem. */
export function adopt(machine: Machine, module: ModuleValue, name: string, child: Runtime, place: Place): void {
  if (child.kind === 'array' && PARAMETER_CONTAINERS.has(module.className))
    module.attributes.set(name, child.isParameter ? child : { ...child, isParameter: true });
  else if (child.kind !== 'module' && child.kind !== 'unknown' && child.kind !== 'none')
    machine.problems.add(
      place.from,
      place.to,
      phrase('problemNotAModule', { source: shortened(machine.source(place)) }),
      {
        hint: phrase('hintHoldsLayers'),
      },
    );
  else if (child.kind !== 'none') module.attributes.set(name, child);
}

/** The values of a list of modules, or those of a container. */
export function itemsOf(value: Runtime): readonly Runtime[] | undefined {
  if (isList(value)) return value.items;
  if (value.kind === 'dict') return [...value.entries.values()].map((entry) => entry.key);
  if (value.kind === 'module' && value.type !== 'own' && value.type !== 'layer') return [...value.attributes.values()];
  return undefined;
}

function named(machine: Machine, module: ModuleValue, pairs: Runtime, place: Place): void {
  if (pairs.kind === 'dict')
    for (const { key, value } of pairs.entries.values()) adopt(machine, module, keyText(key), value, place);
  else
    for (const pair of itemsOf(pairs) ?? [])
      if (isList(pair) && pair.items.length === 2)
        adopt(machine, module, keyText(pair.items[0]!), pair.items[1]!, place);
}

const keyText = (key: Runtime): string =>
  key.kind === 'string' ? key.value : key.kind === 'int' ? String(key.value) : '?';

/** Fills a Sequential, a ModuleList or a ModuleDict from the arguments of its call. */
export function fillContainer(machine: Machine, module: ModuleValue, type: ModuleType, args: CallArguments): void {
  module.type = type;
  const [only] = args.positional;
  if (only && args.positional.length === 1 && only.value.kind === 'dict')
    return named(machine, module, only.value, only);
  if (type === 'ModuleDict') return only && named(machine, module, only.value, only);
  const items =
    type === 'ModuleList' && only ? (itemsOf(only.value) ?? []).map((value) => ({ ...only, value })) : args.positional;
  if (type === 'Sequential' && only && isList(only.value))
    machine.problems.add(only.from, only.to, quoted('list is not a Module subclass'), {
      hint: phrase('hintStar', { source: shortened(only.source) }),
    });
  for (const { value, from, to } of items) {
    if (isList(value) && type === 'Sequential')
      for (const item of value.items) adopt(machine, module, String(module.attributes.size), item, { from, to });
    else adopt(machine, module, String(module.attributes.size), value, { from, to });
  }
}

/** `nn.Sequential(…)` and its kin. */
export function makeContainer(machine: Machine, type: ModuleType, args: CallArguments, node: SyntaxNode): ModuleValue {
  const module = emptyModule(type, type, node);
  fillContainer(machine, module, type, args);
  return module;
}

/** `nn.ParameterList(…)` and `nn.ParameterDict(…)`. */
export function makeParameters(
  machine: Machine,
  className: string,
  args: CallArguments,
  node: SyntaxNode,
): ModuleValue {
  const type = className === 'ParameterList' ? 'ModuleList' : 'ModuleDict';
  const module = emptyModule(type, className, node);
  fillContainer(machine, module, type, args);
  return module;
}

/** What `nn.Conv2D` is: a problem with the nearest name, and nothing that is known. */
export function unknownLayer(machine: Machine, className: string, args: CallArguments, node: SyntaxNode): Runtime {
  const meant = meantName(className, [...Object.keys(LAYERS), ...CONTAINER_NAMES]);
  const callee = node.firstChild ?? node;
  const known = ELSEWHERE.test(className);
  const unknown = machine.unknown(node);
  // Losses are no part of a model.
  if (className.endsWith('Loss')) return { ...unknown, made: { type: className, args } };
  machine.problems.add(
    callee.to - className.length,
    callee.to,
    known
      ? phrase('problemNotSupported', { name: className })
      : quoted(`module 'torch.nn' has no attribute '${className}'`),
    {
      severity: known ? 'warning' : 'error',
      hint: known ? phrase('hintOtherFamily') : meant === undefined ? undefined : phrase('didYouMean', { name: meant }),
    },
  );
  return known ? { ...unknown, made: { type: className, args } } : unknown;
}

/** Classes that torch.nn has and that are no layers of the convolution family. */
const ELSEWHERE: RegExp =
  /Loss$|^(RNN|LSTM|GRU|Transformer|Embedding|MultiheadAttention|Parameter|SyncBatchNorm|CosineSimilarity|PairwiseDistance)/;
