/** @file Calls the library under test by PyTorch's names: golden arguments in, tensors or errors out. */

import * as atrous from 'atrous';
import { camelCase, LAYERS } from 'atrous/spec';
import { parseSafetensors } from 'atrous/io';
import type { ActualTensor } from './compare.js';
import type { Args, GoldenTensor, Values } from './files.js';

export { atrous, parseSafetensors };

/**
 * `ATROUS_ENGINE=default` and `=strict` ask the same questions of the emitted kernels, with and without the algorithms
 * that trade rounding for speed.
 */
const precision = process.env['ATROUS_ENGINE'];
if (precision === 'default' || precision === 'strict') (await import('atrous/engine')).configureEngine({ precision });

type Callable = (...args: unknown[]) => unknown;
type Constructor = new (...args: unknown[]) => ModuleUnderTest;

/** What the suite uses of a module. */
export interface ModuleUnderTest {
  forward(...args: unknown[]): unknown;
  train(mode?: boolean): unknown;
  eval(): unknown;
  loadStateDict(state: unknown, options?: { strict?: boolean }): unknown;
  stateDict(): Iterable<readonly [string, ActualTensor]>;
  namedParameters(): Iterable<readonly [string, ActualTensor]>;
  namedBuffers(): Iterable<readonly [string, ActualTensor]>;
  namedModules(): Iterable<readonly [string, ModuleUnderTest]>;
  toString(): string;
}

const members = (scope: unknown): Readonly<Record<string, unknown>> => scope as Record<string, unknown>;

/** PyTorch's required arguments, which are positional here too; `input` alone where nothing else stands. */
const REQUIRED: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^conv/, ['input', 'weight']],
  [/^linear$/, ['input', 'weight']],
  [/^(max|avg)_pool/, ['input', 'kernel_size']],
  [/^lp_pool/, ['input', 'norm_type', 'kernel_size']],
  [/^adaptive_/, ['input', 'output_size']],
  [/^max_unpool/, ['input', 'indices', 'kernel_size']],
  [/^batch_norm$/, ['input', 'running_mean', 'running_var']],
  [/^group_norm$/, ['input', 'num_groups']],
  [/^layer_norm$/, ['input', 'normalized_shape']],
  [/^local_response_norm$/, ['input', 'size']],
  [/^pad$/, ['input', 'pad']],
  [/^pixel_shuffle$/, ['input', 'upscale_factor']],
  [/^pixel_unshuffle$/, ['input', 'downscale_factor']],
  [/^channel_shuffle$/, ['input', 'groups']],
  [/^fold$/, ['input', 'output_size', 'kernel_size']],
  [/^unfold$/, ['input', 'kernel_size']],
  [/^prelu$/, ['input', 'weight']],
  [/^(margin_ranking|cosine_embedding)_loss$/, ['input1', 'input2', 'target']],
  [/^triplet_margin_(with_distance_)?loss$/, ['anchor', 'positive', 'negative']],
  [/^gaussian_nll_loss$/, ['input', 'target', 'var']],
  [/_loss$|cross_entropy|^kl_div$/, ['input', 'target']],
  [/^threshold$/, ['input', 'threshold', 'value']],
];

/** Names of functions whose first letters do not follow from PyTorch's. */
const FUNCTION_NAMES: Readonly<Record<string, string>> = { logsigmoid: 'logsigmoid' };

const SPECIAL_FLOATS: Readonly<Record<string, number>> = { nan: Number.NaN, inf: Infinity, '-inf': -Infinity };

/** A golden argument as JavaScript has it. */
function argument(value: unknown): unknown {
  return typeof value === 'string' && value in SPECIAL_FLOATS ? SPECIAL_FLOATS[value] : value;
}

/** Golden arguments by this library's names. */
export function camelArgs(args: Args): Record<string, unknown> {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [camelCase(name), argument(value)]));
}

/** Splits golden arguments into the required ones, in order, and an options object. */
function split(args: Args, required: readonly string[]): unknown[] {
  const positional = required.map((name) => argument(args[name]));
  const options: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(args))
    if (!required.includes(name)) options[camelCase(name)] = argument(value);
  return Object.keys(options).length > 0 ? [...positional, options] : positional;
}

/** The library's own tensor. */
export type DifferentiableTensor = atrous.Tensor;

export function tensorFrom({ values, shape, dtype }: GoldenTensor): DifferentiableTensor {
  return new atrous.Tensor(values.slice(), shape, dtype as atrous.DType);
}

const FILLED: Readonly<Record<string, (length: number) => Values>> = {
  float32: (n) => new Float32Array(n),
  float64: (n) => new Float64Array(n),
  int32: (n) => new Int32Array(n),
  int64: (n) => new BigInt64Array(n),
  uint8: (n) => new Uint8Array(n),
  bool: (n) => new Uint8Array(n),
};

export interface InputDescription {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly values?: readonly number[];
}

/** An input of the error cases: zeros, or the values given. */
export function tensorOf({ shape, dtype, values }: InputDescription): atrous.Tensor {
  const array = FILLED[dtype]!(shape.reduce((a, b) => a * b, 1));
  values?.forEach((value, i) => {
    array[i] = (dtype === 'int64' ? BigInt(value) : value) as never;
  });
  return new atrous.Tensor(array, shape, dtype as atrous.DType);
}

/** Calls `torch.nn.functional.<op>`; `undefined` where the library has no such function. */
export function functional(op: string): ((args: Args) => unknown) | undefined {
  const name = FUNCTION_NAMES[op] ?? camelCase(op);
  const fn = members(atrous.F)[name];
  if (typeof fn !== 'function') return undefined;
  const required = REQUIRED.find(([pattern]) => pattern.test(op))?.[1] ?? ['input'];
  return (args) => (fn as Callable)(...split(args, required));
}

export interface ModuleDescription {
  readonly type: string;
  readonly args?: Args;
  readonly children?: readonly (readonly [string, ModuleDescription])[];
}

/** Builds `torch.nn.<type>(**args)`, or a container with its children. */
export function construct({ type, args = {}, children }: ModuleDescription): ModuleUnderTest {
  const Class = members(atrous.nn)[type] as Constructor;
  if (children === undefined) {
    const required = (LAYERS[type]?.args ?? []).filter((rule) => rule.default === undefined).map((rule) => rule.name);
    const camel = Object.fromEntries(Object.entries(args).map(([name, value]) => [camelCase(name), value]));
    return new Class(...split(camel, required));
  }
  const built = children.map(([name, child]) => [name, construct(child)] as const);
  if (type === 'ModuleList') return new Class(built.map(([, child]) => child));
  if (type === 'ModuleDict') return new Class(Object.fromEntries(built));
  const numbered = built.every(([name], i) => name === String(i));
  return numbered ? new Class(...built.map(([, child]) => child)) : new Class(new Map(built));
}

/** Calls a method of the tensor `input`. */
export function method(input: atrous.Tensor, op: string, args: readonly unknown[]): unknown {
  return (members(input)[camelCase(op)] as Callable).apply(input, [...args]);
}

/** Calls an exported function of the package or of one of its namespaces. */
export function call(scope: unknown, name: string, args: readonly unknown[]): unknown {
  return (members(scope)[name] as Callable)(...args);
}

export { split };
