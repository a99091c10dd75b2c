/**
 * @file An optimiser's state as PyTorch keeps it in checkpoints: parameters replaced by their index over all groups, and
 * every name PyTorch's, so that a file goes either way.
 */

import { ArgumentError, StateDictError } from '../errors.js';
import { camelCase, snakeCase } from '../geometry/names.js';
import { torchSize } from '../geometry/python.js';
import { cast, clone } from '../tensor/cast.js';
import { Tensor } from '../tensor/tensor.js';
import type { Group } from './group.js';
import { isImplementationFlag } from '../tensor/flags.js';

/** What an optimiser keeps for one parameter, by PyTorch's names: `step`, `exp_avg`, … */
export type ParameterState = Map<string, Tensor>;

/** A group in a state dict: options by PyTorch's names (`weight_decay`), and the parameters' indices. */
export type SavedGroup = { params: number[]; [option: string]: unknown };

/**
 * `state` is keyed by parameter index, `0, 1, …` over all groups, and holds the optimiser's own tensors.
 * It is a `Map` because its keys are integers, also in the file.
 */
export interface OptimizerStateDict {
  state: Map<number, ParameterState>;
  param_groups: SavedGroup[];
}

type Dict = ReadonlyMap<unknown, unknown> | object;

/** What `loadStateDict` takes: a state dict, or the same made of maps or plain objects, as readers of files give it. */
export type OptimizerStateDictLike = OptimizerStateDict | Dict;

export function saveState(groups: readonly Group[], state: ReadonlyMap<Tensor, ParameterState>): OptimizerStateDict {
  const saved: OptimizerStateDict = { state: new Map(), param_groups: [] };
  let next = 0;
  for (const group of groups) {
    const params = group.params.map((param) => {
      const own = state.get(param);
      if (own !== undefined) saved.state.set(next, new Map(own));
      return next++;
    });
    saved.param_groups.push(savedGroup(group, params));
  }
  return saved;
}

function savedGroup({ params: _, ...options }: Group, params: number[]): SavedGroup {
  const named = Object.entries(options).map(([name, value]) => [
    snakeCase(name),
    // A frozen list is a tuple in a checkpoint, as PyTorch's betas are.
    name === 'betas' ? Object.freeze(copied(value)) : copied(value),
  ]);
  return { ...Object.fromEntries(named), params } as SavedGroup;
}

const copied = (value: unknown): unknown => (Array.isArray(value) ? [...(value as unknown[])] : value);

const isDict = (value: unknown): value is Dict =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Tensor);

/** One entry of a dict, whichever form it has. @throws StateDictError (Python's KeyError) where it is missing */
function entry(dict: unknown, key: string): unknown {
  const value =
    dict instanceof Map ? dict.get(key) : isDict(dict) && Object.hasOwn(dict, key) ? Reflect.get(dict, key) : undefined;
  if (value === undefined) throw new StateDictError(`'${key}'`, { pythonType: 'KeyError', fields: { key } });
  return value;
}

function entries(dict: unknown): [unknown, unknown][] {
  if (dict instanceof Map) return [...dict];
  return isDict(dict) ? Object.entries(dict) : [];
}

/** What a state dict says, checked whole: nothing is changed before everything fits. */
export interface LoadedState {
  readonly state: Map<Tensor, ParameterState>;
  /** Options of each group under this library's names. */
  readonly options: readonly Record<string, unknown>[];
}

/**
 * Lays a state dict over the groups of an optimiser. Its tensors are copied, converted to the parameter's type. Flags that
 * only choose an implementation (`fused`, `foreach`, …) stay what they are here.
 *
 * @throws ArgumentError, StateDictError
 */
export function readState(groups: readonly Group[], given: OptimizerStateDictLike): LoadedState {
  const saved = [...(entry(given, 'param_groups') as Iterable<unknown>)];
  if (saved.length !== groups.length)
    throw new ArgumentError('loaded state dict has a different number of parameter groups', {
      hint: `It has ${saved.length}; this optimizer has ${groups.length}.`,
      fields: { saved: saved.length, groups: groups.length },
    });
  const byKey = new Map<string, Tensor>();
  groups.forEach((group, i) => pair(group, [...(entry(saved[i], 'params') as Iterable<unknown>)], i, byKey));
  const state = new Map<Tensor, ParameterState>();
  for (const [key, values] of entries(entry(given, 'state'))) {
    const param = byKey.get(String(key));
    if (param !== undefined) state.set(param, parameterState(param, values, String(key)));
  }
  return { state, options: saved.map(groupOptions) };
}

function pair(group: Group, keys: readonly unknown[], index: number, byKey: Map<string, Tensor>): void {
  if (keys.length !== group.params.length)
    throw new ArgumentError(
      "loaded state dict contains a parameter group that doesn't match the size of optimizer's group",
      {
        hint: `Group ${index} has ${keys.length} parameters there and ${group.params.length} here.`,
        fields: { group: index, saved: keys.length, params: group.params.length },
      },
    );
  keys.forEach((key, i) => byKey.set(String(key), group.params[i]!));
}

/** Every option of a saved group; names that this library does not know are carried along. */
function groupOptions(saved: unknown): Record<string, unknown> {
  const known = entries(saved).filter(([name]) => name !== 'params' && !isImplementationFlag(String(name)));
  return Object.fromEntries(known.map(([name, value]) => [camelCase(String(name)), copied(value)]));
}

/** What stands in checkpoints as one number: not of the parameter's shape, and always float32. */
const SCALARS = ['step', 'mu_product'];

/** The state of one parameter; entries that are None are left out, as a new optimiser has none. */
function parameterState(param: Tensor, values: unknown, key: string): ParameterState {
  const state: ParameterState = new Map();
  for (const [rawName, value] of entries(values)) {
    const name = String(rawName);
    if (value === null || value === undefined) continue;
    if (SCALARS.includes(name)) state.set(name, scalarState(value));
    else state.set(name, tensorState(param, value, `${key}.${name}`));
  }
  return state;
}

function scalarState(value: unknown): Tensor {
  if (value instanceof Tensor && value.numel() === 1)
    return new Tensor(cast(value, 'float32').data.slice(), [], 'float32');
  return scalar(Number(value));
}

/** A float32 tensor of one number, which is how PyTorch keeps the count of steps. */
export function scalar(value: number): Tensor {
  return new Tensor(Float32Array.of(value), [], 'float32');
}

function tensorState(param: Tensor, value: unknown, where: string): Tensor {
  if (!(value instanceof Tensor) || String(value.shape) !== String(param.shape))
    throw new StateDictError(
      `state ${where} is ${value instanceof Tensor ? torchSize(value.shape) : 'no tensor'}, the parameter ${torchSize(param.shape)}`,
      { hint: 'Parameters are matched by their order: is it the same model?', fields: { where } },
    );
  return value.dtype === param.dtype ? clone(value) : cast(value, param.dtype);
}
