/** @file Python's operators on values that may be tensors, sizes, or not known. */

import type { Place } from '../bind.js';
import { isNamedTuple } from './classes.js';
import type { Machine } from './machine.js';
import {
  NONE,
  type NumberValue,
  type Runtime,
  bool,
  isList,
  isNumber,
  isTensor,
  keyOf,
  library,
  list,
  tuple,
} from './runtime.js';
import { formula, isSizeSign, knownSize, sizeOf, wholeResult } from './sizes.js';

/** Longer lists and texts are not made. */
export const LONGEST = 4000;

const TENSOR_OPERATORS: Readonly<Record<string, string>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '@': 'matmul',
};

function numbers(sign: string, a: NumberValue, b: NumberValue): Runtime | undefined {
  const whole = a.kind === 'int' && b.kind === 'int';
  if (sign === '/') return b.value === 0 ? undefined : { kind: 'float', value: a.value / b.value };
  if (sign === '**') return { kind: whole && b.value >= 0 ? 'int' : 'float', value: a.value ** b.value };
  if (whole && sign === '<<') return { kind: 'int', value: a.value * 2 ** b.value };
  if (whole && sign === '>>') return { kind: 'int', value: Math.floor(a.value / 2 ** b.value) };
  if (!isSizeSign(sign)) return undefined;
  const value = wholeResult(sign, a.value, b.value);
  return value === undefined ? undefined : { kind: whole ? 'int' : 'float', value };
}

function repeated(items: readonly Runtime[], count: number): Runtime[] {
  const times = items.length * count > LONGEST ? 0 : Math.max(0, count);
  return Array.from({ length: times }, () => items).flat();
}

/** Lists and texts joined or repeated. */
function sequences(sign: string, a: Runtime, b: Runtime): Runtime | undefined {
  if (a.kind === 'string' && sign === '%') return formatted(a.value, isList(b) ? b.items : [b]);
  if (isList(a) && isList(b) && sign === '+' && a.items.length + b.items.length <= LONGEST) {
    const items = [...a.items, ...b.items];
    return a.kind === 'list' ? list(items) : tuple(items);
  }
  if (isList(a) && b.kind === 'int' && sign === '*')
    return a.kind === 'list' ? list(repeated(a.items, b.value)) : tuple(repeated(a.items, b.value));
  if (isList(b) && a.kind === 'int' && sign === '*') return sequences(sign, b, a);
  if (a.kind === 'string' && b.kind === 'string' && sign === '+' && a.value.length + b.value.length <= LONGEST)
    return { kind: 'string', value: a.value + b.value };
  return undefined;
}

/** `'layer%d' % 3`. */
function formatted(text: string, values: readonly Runtime[]): Runtime | undefined {
  let next = 0;
  let known = true;
  const value = text.replaceAll(/%(?:\d*[ds]|%)/g, (place) => {
    if (place === '%%') return '%';
    const item = values[next++];
    known &&= item?.kind === 'int' || item?.kind === 'string';
    return item?.kind === 'int' || item?.kind === 'string' ? String(item.value) : '';
  });
  return known ? { kind: 'string', value } : undefined;
}

/** Sizes that depend on tensors. Division gives no whole number, unless the sizes are known. */
function sizes(sign: string, a: Runtime, b: Runtime): Runtime | undefined {
  const [left, right] = [sizeOf(a), sizeOf(b)];
  if (left && right && isSizeSign(sign)) {
    const size = formula(sign, left, right);
    return size && { kind: 'size', size };
  }
  const [x, y] = [numberOf(a), numberOf(b)];
  return x && y ? numbers(sign, x, y) : undefined;
}

/** A number, also where it is the size of a tensor of known shape. */
export function numberOf(value: Runtime | undefined): NumberValue | undefined {
  if (isNumber(value)) return value;
  if (value?.kind === 'bool') return { kind: 'int', value: Number(value.value) };
  const size = value?.kind === 'size' ? knownSize(value.size) : undefined;
  return size === undefined ? undefined : { kind: 'int', value: size };
}

/** Outside of every forward, arrays give arrays. */
function tensors(machine: Machine, sign: string, a: Runtime, b: Runtime, place: Place): Runtime {
  return machine.settled(tensorOf(machine, sign, a, b, place))!;
}

function tensorOf(machine: Machine, sign: string, a: Runtime, b: Runtime, place: Place): Runtime {
  const [left, right] = [machine.tensor(a, place), machine.tensor(b, place)];
  const op = TENSOR_OPERATORS[sign];
  if (left && right && op !== undefined) return machine.graph.join(machine.nodeName(op), op, {}, [left, right], place);
  const one = (left ?? right)!;
  const what = machine.source(place).replaceAll(/\s+/g, ' ').slice(0, 60);
  if (left && right) return machine.graph.assume(machine.nodeName('function'), what, [left, right], place);
  return machine.graph.join(machine.nodeName(op ?? 'function'), 'pointwise', { what }, [one], place);
}

/** `a sign b`. */
export function binary(machine: Machine, sign: string, a: Runtime, b: Runtime, place: Place): Runtime {
  if (a.kind === 'array' && !a.isParameter && isNumber(b)) return a;
  if (b.kind === 'array' && !b.isParameter && isNumber(a)) return b;
  if (isTensor(a) || isTensor(b)) return tensors(machine, sign, a, b, place);
  if (isNumber(a) && isNumber(b)) return checked(machine, numbers(sign, a, b), place);
  if (a.kind === 'bool' || b.kind === 'bool') {
    const [x, y] = [numberOf(a), numberOf(b)];
    if (x && y) return checked(machine, numbers(sign, x, y), place);
  }
  return sequences(sign, a, b) ?? sizes(sign, a, b) ?? machine.unknown(place);
}

/** Numbers that JavaScript does not hold exactly are not known. */
function checked(machine: Machine, value: Runtime | undefined, place: Place): Runtime {
  if (value === undefined || !isNumber(value)) return machine.unknown(place);
  const fits = value.kind === 'int' ? Number.isSafeInteger(value.value) : Number.isFinite(value.value);
  return fits ? value : machine.unknown(place);
}

/** `-x`, `+x`. */
export function negated(machine: Machine, sign: string, value: Runtime, place: Place): Runtime {
  if (sign === '+') return value;
  if (sign !== '-') return machine.unknown(place);
  if (isNumber(value)) return { kind: value.kind, value: 0 - value.value };
  if (isTensor(value)) return tensors(machine, '*', value, { kind: 'int', value: -1 }, place);
  return binary(machine, '-', { kind: 'int', value: 0 }, value, place);
}

/** Items that are compared before nobody knows: lists of lists of themselves have no end. */
const MOST_COMPARED = 10_000;

/** Whether two values are equal; undefined where that is not known. */
export function equal(a: Runtime, b: Runtime, left: { count: number } = { count: MOST_COMPARED }): boolean | undefined {
  if (a === b) return true;
  if (--left.count < 0) return undefined;
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x && y) return x.value === y.value;
  const [p, q] = [itemsOfValue(a), itemsOfValue(b)];
  if (p && q) {
    if (p.length !== q.length) return false;
    const all = p.map((item, i) => equal(item, q[i]!, left));
    return all.includes(false) ? false : all.includes(undefined) ? undefined : true;
  }
  const [s, t] = [keyOf(a), keyOf(b)];
  if (s !== undefined && t !== undefined) return s === t;
  if (a.kind === 'library' && b.kind === 'library') return a.path === b.path;
  return KNOWN.has(a.kind) && KNOWN.has(b.kind) ? false : undefined;
}

/** Kinds of which two values that are not the same are different. */
const KNOWN: ReadonlySet<string> = new Set([
  'int',
  'float',
  'bool',
  'string',
  'none',
  'list',
  'tuple',
  'dict',
  'module',
  'class',
  'library',
  'function',
  'tensor',
  'array',
]);

/** The items of a list, and the sizes of `x.shape` where it is known how many they are. */
export function itemsOfValue(value: Runtime): readonly Runtime[] | undefined {
  if (isList(value)) return value.items;
  if (value.kind === 'module' && isNamedTuple(value.owner)) return [...value.attributes.values()];
  if (value.kind !== 'shape') return undefined;
  const { tensor, start, end } = value;
  const { rank } = tensor;
  const first = rank !== undefined && start < 0 ? Math.max(start + rank, 0) : start;
  const last =
    end === undefined ? (start < 0 && rank === undefined ? 0 : rank) : end < 0 && rank !== undefined ? end + rank : end;
  if (last === undefined || (first >= 0 && last < 0)) return undefined;
  const count = Math.min(Math.max(last - first, 0), 64);
  return Array.from({ length: count }, (_, i) => ({ kind: 'size', size: { kind: 'axis', tensor, axis: first + i } }));
}

/** `a < b` and the like; undefined where it is not known. */
export function compared(sign: string, a: Runtime, b: Runtime): boolean | undefined {
  if (sign === '==') return equal(a, b);
  if (sign === '!=') return not(equal(a, b));
  if (sign === 'is' || sign === 'is not') {
    const same = a.kind === 'none' || b.kind === 'none' ? isNone(a, b) : equal(a, b);
    return sign === 'is' ? same : not(same);
  }
  if (sign === 'in' || sign === 'not in') return sign === 'in' ? contains(b, a) : not(contains(b, a));
  const [x, y] = [numberOf(a), numberOf(b)];
  if (!x || !y) return undefined;
  return sign === '<'
    ? x.value < y.value
    : sign === '>'
      ? x.value > y.value
      : sign === '<='
        ? x.value <= y.value
        : x.value >= y.value;
}

const not = (value: boolean | undefined): boolean | undefined => (value === undefined ? undefined : !value);

const isNone = (a: Runtime, b: Runtime): boolean | undefined =>
  a.kind === 'unknown' || b.kind === 'unknown' ? undefined : a.kind === b.kind;

function contains(all: Runtime, item: Runtime): boolean | undefined {
  if (all.kind === 'string' && item.kind === 'string') return all.value.includes(item.value);
  const key = keyOf(item);
  if (all.kind === 'dict' && key !== undefined) return all.entries.has(key);
  if (all.kind === 'module' && item.kind === 'string') return all.attributes.has(item.value);
  const items = itemsOfValue(all);
  if (!items) return undefined;
  const found = items.map((other) => equal(other, item));
  return found.includes(true) ? true : found.includes(undefined) ? undefined : false;
}

export const truthValue = (known: boolean | undefined, machine: Machine, place: Place): Runtime =>
  known === undefined ? machine.unknown(place) : bool(known);

export const nothing: Runtime = NONE;
export const ELLIPSIS: Runtime = library('builtins.Ellipsis');
