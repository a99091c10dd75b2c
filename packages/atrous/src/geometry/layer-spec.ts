/** @file Layers as plain JSON: made from a call, checked, printed. */

import { ArgumentError, DTypeError, NotSupportedError } from '../errors.js';
import { CLASSES } from './catalogue/classes.js';
import {
  type ArgRule,
  type Args,
  type BufferShape,
  type ClassRule,
  type Kind,
  KINDS,
  type ParameterShape,
} from './catalogue/rule.js';
import { snakeCase } from './names.js';
import { nearest } from './nearest.js';
import { checkOptions } from './options.js';
import { product } from './product.js';
import { typeName } from './python.js';
import { checkNotNegative } from './shape-checks.js';
import type { Arg, LayerSpec, Shape } from './types.js';

const isList =
  (test: (v: unknown) => boolean) =>
  (v: unknown): boolean =>
    Array.isArray(v) && v.every(test);
const isNumber = (v: unknown): boolean => typeof v === 'number';

const TESTS: Readonly<Record<(typeof KINDS)[Kind][number], (value: unknown) => boolean>> = {
  int: Number.isInteger,
  float: isNumber,
  bool: (v) => typeof v === 'boolean',
  str: (v) => typeof v === 'string',
  None: (v) => v === null,
  'tuple of ints': isList(Number.isInteger),
  'tuple of ints and None': isList((v) => v === null || Number.isInteger(v)),
  'tuple of floats': isList(isNumber),
};

/** The rule of a layer class. @throws ArgumentError (Python's AttributeError) with the nearest name */
export function classRule(op: string): ClassRule {
  if (Object.hasOwn(CLASSES, op)) return CLASSES[op]!;
  const meant = nearest(op, Object.keys(CLASSES));
  throw new ArgumentError(`module 'torch.nn' has no attribute '${op}'`, {
    pythonType: 'AttributeError',
    hint: meant === undefined ? 'It is no layer that this library has.' : `Did you mean \`${meant}\`?`,
    fields: { op, meant },
  });
}

/** `'a'`, `'a' and 'b'`, `'a', 'b', and 'c'`, as Python lists names. */
function listed(names: readonly string[]): string {
  const quoted = names.map((name) => `'${name}'`);
  if (quoted.length < 3) return quoted.join(' and ');
  return `${quoted.slice(0, -1).join(', ')}, and ${quoted.at(-1)}`;
}

export const typeError = (message: string, fields: Record<string, unknown>, hint?: string): ArgumentError =>
  new ArgumentError(message, { pythonType: 'TypeError', hint, fields });

/** @throws ArgumentError (Python's TypeError) for a value that the argument cannot have */
function checkKind(callee: string, { name, kind }: ArgRule, value: unknown): void {
  const types: readonly (typeof KINDS)[Kind][number][] = KINDS[kind];
  if (types.some((type) => TESTS[type](value))) return;
  const [snake, type] = [snakeCase(name), Array.isArray(value) ? 'tuple' : typeName(value)];
  const expected = types.length < 3 ? types.join(' or ') : `${types.slice(0, -1).join(', ')} or ${types.at(-1)}`;
  const text =
    kind === 'tuple' && type !== 'tuple'
      ? `${snake} must be a tuple of ints, but found type ${type}`
      : `${callee}(): argument '${snake}' must be ${expected}, not ${type}`;
  throw typeError(text, { name, value });
}

/** Positional and named arguments as one record. @throws ArgumentError (Python's TypeError) */
function bind(
  callee: string,
  rules: readonly ArgRule[],
  positional: readonly Arg[],
  options: Args,
): Record<string, Arg> {
  const places = rules.filter((rule) => !rule.keywordOnly);
  if (positional.length > places.length) {
    const [most, least] = [places.length + 1, places.filter((rule) => rule.default === undefined).length + 1];
    const takes = most === least ? `${most}` : `from ${least} to ${most}`;
    throw typeError(
      `${callee}() takes ${takes} positional argument${most === 1 ? '' : 's'} but ${positional.length + 1} were given`,
      { given: positional.length },
      'Python counts the module itself as one.',
    );
  }
  const names = rules.map(({ name }) => name);
  const placed = places.slice(0, positional.length).map(({ name }) => name);
  const open = names.filter((name) => !placed.includes(name));
  checkOptions(callee, options, names, open);
  const args: Record<string, Arg> = {};
  for (const [i, value] of positional.entries()) {
    const { name } = places[i]!;
    if (options[name] !== undefined)
      throw typeError(`${callee}() got multiple values for argument '${snakeCase(name)}'`, { name });
    args[name] = value;
  }
  return { ...args, ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) };
}

function withDefaults(callee: string, rules: readonly ArgRule[], given: Args): Args {
  const missing = rules.filter(({ name, default: value }) => given[name] === undefined && value === undefined);
  if (missing.length > 0) {
    const names = missing.map(({ name }) => snakeCase(name));
    throw typeError(
      `${callee}() missing ${names.length} required positional argument${names.length === 1 ? '' : 's'}: ${listed(names)}`,
      { missing: missing.map(({ name }) => name) },
    );
  }
  return Object.fromEntries(
    rules.map((rule) => {
      // None given is not the same as nothing given: batch norm's momentum.
      const value = given[rule.name] === undefined ? rule.default! : given[rule.name]!;
      checkKind(callee, rule, value);
      return [rule.name, value];
    }),
  );
}

/** Arguments of a call as a record in order, defaults filled in, kinds checked. @throws ArgumentError (Python's TypeError) */
export function bindArgs(callee: string, rules: readonly ArgRule[], positional: readonly Arg[], options: Args): Args {
  return withDefaults(callee, rules, bind(callee, rules, positional, options));
}

/** Where parameters live: `device` 'cpu', `dtype` 'float32' or 'float64'. */
function place(args: Args): Args {
  if (!('device' in args)) return args;
  const { device, dtype } = { device: args['device'] ?? 'cpu', dtype: args['dtype'] ?? 'float32' };
  if (device !== 'cpu')
    throw new NotSupportedError(`device '${String(device)}' does not exist here`, {
      hint: "The only device is 'cpu'.",
      fields: { device },
    });
  if (dtype !== 'float32' && dtype !== 'float64')
    throw new DTypeError(`a layer's dtype cannot be '${String(dtype)}'`, {
      hint: "Use 'float32' or 'float64'.",
      fields: { dtype },
    });
  return { ...args, device, dtype };
}

function checkTensorSizes(rule: ClassRule, args: Args): void {
  for (const [, shape] of [...(rule.parameters?.(args) ?? []), ...(rule.buffers?.(args) ?? [])])
    checkNotNegative(shape);
}

/**
 * The spec of a layer from a call: `layerSpec('Conv2d', [3, 64, 7], { stride: 2 })`.
 *
 * Defaults are filled in and per-axis values stored as PyTorch's module stores them, so equal layers have equal specs.
 *
 * @param positional  in PyTorch's order, as many as given
 * @param options     by camelCase name; undefined counts as not given
 * @throws ArgumentError with Python's text for unknown, missing and wrong arguments; what PyTorch's constructor throws
 */
export function layerSpec(op: string, positional: readonly Arg[] = [], options: Args = {}): LayerSpec {
  const rule = classRule(op);
  const callee = `${op}.__init__`;
  // PyTorch's Identity takes anything, so that it can stand in any layer's place.
  const args = place(op === 'Identity' ? {} : bindArgs(callee, rule.args, positional, options));
  const stored: Args = { ...args, ...(rule.check?.(args) as Args | undefined) };
  checkTensorSizes(rule, stored);
  return { op, args: stored };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws ArgumentError (TypeError) unless `json` is an object with just these keys */
export function checkRecord(what: string, json: unknown, keys: readonly string[]): Record<string, unknown> {
  if (!isRecord(json)) throw typeError(`${what} must be an object with ${listed(keys)}`, { json });
  checkOptions(what, json, keys);
  const missing = keys.filter((key) => json[key] === undefined);
  if (missing.length > 0) throw typeError(`${what} lacks ${listed(missing)}`, { missing });
  return json;
}

/** The parts of a spec from outside, not yet looked at. @throws ArgumentError (TypeError) */
export function specParts(json: unknown): { op: string; args: Args } {
  const { op, args } = checkRecord('spec', json, ['op', 'args']);
  if (typeof op === 'string' && isRecord(args)) return { op, args: args as Args };
  throw typeError("spec must have a string 'op' and an object 'args'", { op, args });
}

/**
 * A spec from outside, checked as a call would be.
 *
 * @throws ArgumentError for anything that is no spec of a layer of the catalogue; the constructor's errors
 */
export function validateSpec(json: unknown): LayerSpec {
  const { op, args } = specParts(json);
  return layerSpec(op, [], args);
}

/** The line that `print(module)` shows: `Conv2d(3, 64, kernel_size=(7, 7), stride=(2, 2))`. */
export function printLayer({ op, args }: LayerSpec): string {
  return `${op}(${classRule(op).print(args)})`;
}

/** Names (PyTorch's) and sizes of the parameters, in the order of `parameters()`. */
export function parameterShapes({ op, args }: LayerSpec): readonly ParameterShape[] {
  return classRule(op).parameters?.(args) ?? [];
}

/** Names, sizes and element types of the buffers, in the order of `buffers()`. */
export function bufferShapes({ op, args }: LayerSpec): readonly BufferShape[] {
  return classRule(op).buffers?.(args) ?? [];
}

/** Elements of all parameters. */
export function parameterCount(spec: LayerSpec): number {
  return parameterShapes(spec).reduce((sum, [, shape]) => sum + product(shape), 0);
}

/**
 * The layer that a lazy one is once it has seen an input of these sizes; every other layer itself.
 *
 * @throws what PyTorch throws where the input does not fit
 */
export function plainSpec(spec: LayerSpec, input: Shape): LayerSpec {
  const { lazy } = classRule(spec.op);
  return lazy === undefined ? spec : layerSpec(lazy.op, [lazy.count(input)], spec.args);
}
