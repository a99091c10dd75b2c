/** @file Python's own functions, and the names that a text may use without importing them. */

import { LAYERS } from 'atrous/spec';
import type { SyntaxNode } from '@lezer/common';
import { attributeOf } from './attributes.js';
import { hasMethod, lookUp } from './classes.js';
import type { Evaluator } from './evaluator.js';
import { intOf, valueOf } from './given.js';
import { isInstance } from './instances.js';
import { CONTAINER_NAMES, itemsOf } from './layers.js';
import { LONGEST, binary, equal, itemsOfValue, numberOf } from './operators.js';
import {
  type CallArguments,
  NONE,
  type Runtime,
  bool,
  int,
  isList,
  isTensor,
  keyOf,
  library,
  list,
  string,
  truth,
  tuple,
} from './runtime.js';
import { dictionaryOfRecord } from './records.js';
import { iterate } from './unpacking.js';

/** Names that pasted code uses, imported or not. */
const USUAL: Readonly<Record<string, string>> = {
  torch: 'torch',
  nn: 'torch.nn',
  F: 'torch.nn.functional',
  math: 'math',
  np: 'numpy',
  numpy: 'numpy',
  partial: 'functools.partial',
  functools: 'functools',
  OrderedDict: 'collections.OrderedDict',
  collections: 'collections',
  Tensor: 'torch.Tensor',
  Parameter: 'torch.nn.Parameter',
  torchvision: 'torchvision',
  models: 'torchvision.models',
  Module: 'torch.nn.Module',
  object: 'builtins.object',
  __name__: 'builtins.__name__',
  init: 'torch.nn.init',
};

type Builtin = (evaluator: Evaluator, args: CallArguments, node: SyntaxNode) => Runtime | undefined;

const numbersIn = (args: CallArguments): number[] | undefined => {
  const [only] = args.positional;
  const items =
    only && args.positional.length === 1
      ? (itemsOfValue(only.value) ?? [only.value])
      : args.positional.map(({ value }) => value);
  const numbers = items?.map((item) => numberOf(item)?.value);
  return numbers?.every((number) => number !== undefined) ? numbers : undefined;
};

const asNumber = (values: readonly Runtime[], value: number): Runtime => ({
  kind: values.every((item) => item.kind !== 'float') ? 'int' : 'float',
  value,
});

const overNumbers =
  (reduce: (numbers: readonly number[]) => number): Builtin =>
  (_, args) => {
    const numbers = numbersIn(args);
    if (!numbers || numbers.length === 0) return undefined;
    return asNumber(
      isList(args.positional[0]!.value) ? args.positional[0]!.value.items : args.positional.map(({ value }) => value),
      reduce(numbers),
    );
  };

const range: Builtin = (_, args) => {
  const [a, b, c] = [0, 1, 2].map((i) => intOf(args, i));
  if (a === undefined || (args.positional.length > 1 && b === undefined)) return undefined;
  const [start, end, step] = b === undefined ? [0, a, 1] : [a, b, c ?? 1];
  const count = step === 0 ? 0 : Math.min(Math.max(Math.ceil((end - start) / step), 0), LONGEST);
  return list(Array.from({ length: count }, (__, i) => int(start + i * step)));
};

/** The items of anything that a loop goes over. */
const itemsFor = (evaluator: Evaluator, args: CallArguments, node: SyntaxNode, index = 0): readonly Runtime[] => {
  const argument = args.positional[index];
  return argument ? iterate(evaluator, argument.value, node) : [];
};

const enumerate: Builtin = (evaluator, args, node) => {
  const start = intOf(args, 1, 'start') ?? 0;
  return list(itemsFor(evaluator, args, node).map((item, i) => tuple([int(start + i), item])));
};

const zip: Builtin = (evaluator, args, node) => {
  const columns = args.positional.map((_, i) => itemsFor(evaluator, args, node, i));
  const length = Math.min(...columns.map((column) => column.length));
  return list(
    Array.from({ length: columns.length === 0 ? 0 : length }, (_, i) => tuple(columns.map((column) => column[i]!))),
  );
};

const length: Builtin = (_, args) => {
  const value = valueOf(args, 0);
  if (value?.kind === 'string') return int(value.value.length);
  if (value?.kind === 'dict') return int(value.entries.size);
  if (value?.kind === 'module' && value.type !== 'layer') return int(value.attributes.size);
  const items = value && itemsOfValue(value);
  return items && int(items.length);
};

/** Numbers cut or rounded; sizes stay what they are. */
const toInt: Builtin = (_, args) => {
  const value = valueOf(args, 0);
  if (value?.kind === 'size') return value;
  if (value?.kind === 'string') return /^\s*-?\d+\s*$/.test(value.value) ? int(Number(value.value)) : undefined;
  const number = numberOf(value);
  return number && int(Math.trunc(number.value));
};

/** Python rounds halves to the even neighbour. */
function roundEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

const hasAttribute: Builtin = (_, args) => {
  const [value, name] = [valueOf(args, 0), valueOf(args, 1)];
  if (name?.kind !== 'string') return undefined;
  if (value?.kind === 'module')
    return bool(
      value.attributes.has(name.value) ||
        (value.owner !== undefined && lookUp(value.owner, name.value) !== undefined) ||
        hasMethod(name.value),
    );
  return value?.kind === 'library' ? bool(true) : undefined;
};

const getAttribute: Builtin = (evaluator, args, node) => {
  const [value, name, fallback] = [valueOf(args, 0), valueOf(args, 1), valueOf(args, 2)];
  if (!value || name?.kind !== 'string') return undefined;
  if (fallback && truth(hasAttribute(evaluator, args, node) ?? bool(true)) === false) return fallback;
  return attributeOf(evaluator, value, name.value, node);
};

const setAttribute: Builtin = (_, args) => {
  const [object, name, value] = [valueOf(args, 0), valueOf(args, 1), valueOf(args, 2)];
  if (object?.kind === 'module' && name?.kind === 'string' && value) object.attributes.set(name.value, value);
  return NONE;
};

const anyOf =
  (wanted: boolean): Builtin =>
  (evaluator, args, node) => {
    const known = itemsFor(evaluator, args, node).map(truth);
    if (known.includes(wanted)) return bool(wanted);
    return known.includes(undefined) ? undefined : bool(!wanted);
  };

const asList: Builtin = (evaluator, args, node) => {
  const value = valueOf(args, 0);
  if (!value) return list([]);
  const modules = value.kind === 'module' ? itemsOf(value) : undefined;
  return list([...(modules ?? iterate(evaluator, value, node))]);
};

const asTuple: Builtin = (evaluator, args, node) => {
  const value = valueOf(args, 0);
  // What `x.shape` holds is not always known.
  if (value?.kind === 'shape') return value;
  return tuple(value ? [...iterate(evaluator, value, node)] : []);
};

const asDict: Builtin = (_, args) => {
  const entries = new Map<string, { key: Runtime; value: Runtime }>();
  const first = valueOf(args, 0);
  if (first?.kind === 'dict') for (const [text, entry] of first.entries) entries.set(text, entry);
  else
    for (const pair of (first && itemsOfValue(first)) ?? []) {
      const key = isList(pair) ? keyOf(pair.items[0]!) : undefined;
      if (isList(pair) && key !== undefined && pair.items[1])
        entries.set(key, { key: pair.items[0]!, value: pair.items[1] });
    }
  for (const [name, { value }] of args.keywords) entries.set(`s${name}`, { key: string(name), value });
  return { kind: 'dict', entries };
};

const unique: Builtin = (evaluator, args, node) => {
  const kept: Runtime[] = [];
  for (const item of itemsFor(evaluator, args, node)) if (!kept.some((other) => equal(other, item))) kept.push(item);
  return list(kept);
};

/** Numbers by size, texts by their letters. */
const sorted: Builtin = (evaluator, args, node) => {
  const by = args.keywords.get('key');
  const rows = itemsFor(evaluator, args, node).map((item) => {
    const key = by
      ? evaluator.machine.call(by.value, { positional: [{ ...by, value: item }], keywords: new Map() }, node)
      : item;
    return { item, order: key.kind === 'string' ? key.value : numberOf(key)?.value };
  });
  const kinds = new Set(rows.map(({ order }) => typeof order));
  if (kinds.size > 1 || kinds.has('undefined')) return undefined;
  const back = truth(args.keywords.get('reverse')?.value ?? bool(false)) === true ? -1 : 1;
  return list(
    rows.sort((a, b) => back * (a.order! < b.order! ? -1 : Number(a.order! > b.order!))).map(({ item }) => item),
  );
};

/** Numbers; tensors too, one added to the other. */
const sum: Builtin = (evaluator, args, node) => {
  const items = itemsFor(evaluator, args, node);
  const start = valueOf(args, 1, 'start');
  const [first, ...rest] = start ? [start, ...items] : items;
  return first ? rest.reduce((a, b) => binary(evaluator.machine, '+', a, b, node), first) : int(0);
};

const typeOf: Builtin = (_, args) => {
  const value = valueOf(args, 0);
  return value?.kind === 'module' ? (value.owner ?? library(`torch.nn.${value.className}`)) : undefined;
};

const map: Builtin = (evaluator, args, node) => {
  const [target, items] = args.positional;
  if (!target || !items) return undefined;
  return list(
    itemsFor(evaluator, args, node, 1).map((value) =>
      evaluator.machine.call(target.value, { positional: [{ ...items, value }], keywords: new Map() }, node),
    ),
  );
};

const BUILTINS: Readonly<Record<string, Builtin>> = {
  range,
  enumerate,
  zip,
  len: length,
  int: toInt,
  float: (_, args) => {
    const value = valueOf(args, 0);
    if (value?.kind === 'string' && /^[+-]?inf(inity)?$/i.test(value.value))
      return { kind: 'float', value: value.value.startsWith('-') ? -Infinity : Infinity };
    const number = numberOf(value);
    return number && { kind: 'float', value: number.value };
  },
  str: (_, args) => {
    const value = valueOf(args, 0);
    return value?.kind === 'string' || value?.kind === 'int' ? string(String(value.value)) : undefined;
  },
  bool: (_, args) => {
    const known = truth(valueOf(args, 0) ?? bool(false));
    return known === undefined ? undefined : bool(known);
  },
  abs: overNumbers(([value]) => Math.abs(value!)),
  round: (_, args) => {
    const value = numberOf(valueOf(args, 0));
    const digits = intOf(args, 1, 'ndigits');
    if (!value) return undefined;
    return digits === undefined
      ? int(roundEven(value.value))
      : { kind: 'float', value: Number(value.value.toFixed(Math.min(Math.max(digits, 0), 20))) };
  },
  max: overNumbers((numbers) => Math.max(...numbers)),
  min: overNumbers((numbers) => Math.min(...numbers)),
  sum,
  divmod: (_, args) => {
    const [a, b] = [intOf(args, 0), intOf(args, 1)];
    return a === undefined || !b ? undefined : tuple([int(Math.floor(a / b)), int(a - b * Math.floor(a / b))]);
  },
  pow: (_, args) => {
    const [a, b] = [numberOf(valueOf(args, 0)), numberOf(valueOf(args, 1))];
    return a && b && asNumber([a, b], a.value ** b.value);
  },
  isinstance: isInstance,
  issubclass: () => undefined,
  hasattr: hasAttribute,
  getattr: getAttribute,
  setattr: setAttribute,
  callable: (_, args) => bool(/^(function|class|module|library|method|partial)$/.test(valueOf(args, 0)?.kind ?? '')),
  any: anyOf(true),
  all: anyOf(false),
  list: asList,
  tuple: asTuple,
  dict: asDict,
  set: unique,
  iter: asList,
  sorted,
  reversed: (evaluator, args, node) => list([...itemsFor(evaluator, args, node)].reverse()),
  map,
  next: (_, args) => {
    const items = valueOf(args, 0);
    return items && isList(items) ? items.items[0] : undefined;
  },
  type: typeOf,
  vars: (_, args) => dictionaryOfRecord(valueOf(args, 0)),
  print: () => NONE,
  slice: () => undefined,
  id: () => undefined,
  ValueError: () => undefined,
  NotImplementedError: () => undefined,
};

const MATH: Readonly<Record<string, (...values: number[]) => number>> = {
  ceil: Math.ceil,
  floor: Math.floor,
  sqrt: Math.sqrt,
  log2: Math.log2,
  log: (value, base) => (base === undefined ? Math.log(value) : Math.log(value) / Math.log(base)),
  log10: Math.log10,
  exp: Math.exp,
  pow: (a, b) => a ** (b ?? 1),
  prod: (...values) => values.reduce((a, b) => a * b, 1),
  gcd: (a, b) => gcd(a, b ?? 0),
};

const gcd = (a: number, b: number): number => (b === 0 ? Math.abs(a) : gcd(b, a % b));

const WHOLE: ReadonlySet<string> = new Set(['ceil', 'floor', 'gcd', 'prod']);

/** `math.ceil(…)`, `np.prod(…)` on known numbers. */
export function callMath(name: string, args: CallArguments): Runtime | undefined {
  const run = MATH[name];
  const numbers = run && numbersIn(args);
  if (!run || !numbers || numbers.length === 0) return undefined;
  const value = run(...numbers);
  return Number.isFinite(value)
    ? { kind: WHOLE.has(name) && Number.isInteger(value) ? 'int' : 'float', value }
    : undefined;
}

export const isKnownName = (name: string): boolean =>
  Object.hasOwn(BUILTINS, name) ||
  Object.hasOwn(USUAL, name) ||
  Object.hasOwn(LAYERS, name) ||
  CONTAINER_NAMES.has(name);

/** The value of a name that is not defined in the text. */
export function knownName(name: string): Runtime {
  if (Object.hasOwn(USUAL, name)) return library(USUAL[name]!);
  return library(Object.hasOwn(BUILTINS, name) ? `builtins.${name}` : `torch.nn.${name}`);
}

export function callBuiltin(
  evaluator: Evaluator,
  name: string,
  args: CallArguments,
  node: SyntaxNode,
): Runtime | undefined {
  if (args.positional.some(({ value }) => isTensor(value)) && /^(abs|max|min|sum|round|pow)$/.test(name))
    return undefined;
  return BUILTINS[name]?.(evaluator, args, node);
}
