/** @file Parameter groups: what an optimiser is given, brought into one form. */

import { ArgumentError, DTypeError } from '../errors.js';
import type { Node } from '../autograd/index.js';
import { checkOptions } from '../geometry/options.js';
import { DTYPES, isFloat } from '../tensor/dtype.js';
import { pythonTypeName } from '../tensor/python-type.js';
import { Tensor } from '../tensor/tensor.js';

/** What every optimiser takes. */
export interface GroupOptions {
  /** The learning rate, a number (PyTorch also takes a tensor of one element). */
  lr?: number;
  /** Whether the objective is maximised: gradients are negated first. Default false. */
  maximize?: boolean;
  /** Parameters are updated one after another here: `true` throws. Default null. */
  foreach?: false | null;
  /** Steps are not recorded by autograd here: `true` throws. Default false. */
  differentiable?: false;
}

/** What learning-rate schedulers write into a group. */
export interface ScheduledOptions {
  momentum?: number;
  betas?: readonly [number, number];
  initialLr?: number;
  maxLr?: number;
  minLr?: number;
  baseMomentum?: number;
  maxMomentum?: number;
}

type Owned = { params: Tensor[]; paramNames?: string[] };

/** A group as the optimiser holds it: every option present, and writable: `optimizer.paramGroups[0].lr = 0.01`. */
export type Group<O extends GroupOptions = GroupOptions> = Required<O> & Owned & Omit<ScheduledOptions, keyof O>;

/** Parameters: tensors, or `[name, tensor]` pairs as `namedParameters()` gives them. */
export type Params = Tensor | Iterable<Tensor> | Iterable<readonly [string, Tensor]>;

/** A group as it is given: its parameters and the options in which it differs. */
export type GroupLike<O extends GroupOptions> = Partial<O> & { params: Params };

/** What an optimiser's constructor takes first. */
export type ParamsLike<O extends GroupOptions> =
  | Iterable<Tensor>
  | Iterable<readonly [string, Tensor]>
  | Iterable<GroupLike<O>>;

const isGroup = (item: unknown): boolean =>
  typeof item === 'object' && item !== null && !Array.isArray(item) && !(item instanceof Tensor);

/**
 * The groups that a constructor's first argument means: itself, if it holds groups, or one group of everything.
 *
 * @throws ArgumentError if there is nothing to optimise, or it is no iterable
 */
export function groupsOf<O extends GroupOptions>(params: ParamsLike<O>): GroupLike<O>[] {
  if (params instanceof Tensor)
    throw new ArgumentError(
      `params argument given to the optimizer should be an iterable of Tensors or dicts, but got ${pythonTypeName(params)}`,
      { pythonType: 'TypeError', hint: 'Put the tensor into an array.' },
    );
  const items = [...iterable(params)] as GroupLike<O>[];
  if (items.length === 0) throw new ArgumentError('optimizer got an empty parameter list');
  return isGroup(items[0]) ? items : [{ params: items as unknown } as GroupLike<O>];
}

function iterable(params: unknown): Iterable<unknown> {
  if (typeof (params as Iterable<unknown> | null)?.[Symbol.iterator] === 'function') return params as Iterable<unknown>;
  const model = typeof (params as { parameters?: unknown } | null)?.parameters === 'function';
  throw new ArgumentError(`'${pythonTypeName(params)}' object is not iterable`, {
    pythonType: 'TypeError',
    hint: model ? 'Did you mean `model.parameters()`?' : undefined,
  });
}

/**
 * A group with its parameters in an array and every option filled in.
 *
 * @param callee    the class, for messages
 * @param defaults  every option of the optimiser
 * @throws ArgumentError
 */
export function completeGroup<O extends GroupOptions>(
  callee: string,
  group: GroupLike<O>,
  defaults: Required<O>,
): Group<O> {
  if (!isGroup(group))
    throw new ArgumentError(`param_group must be a dict, but got <class '${pythonTypeName(group)}'>`, {
      pythonType: 'TypeError',
    });
  const { params, ...options } = group;
  if (params === undefined)
    throw new ArgumentError("'params'", { pythonType: 'KeyError', hint: 'A group has its tensors under `params`.' });
  checkOptions(callee, options, Object.keys(defaults));
  return { ...paramsOf(params), ...filled(options as unknown as Partial<O>, defaults) } as Group<O>;
}

/** The options with what is missing taken from the defaults, in the order of the defaults. */
export function filled<O extends object>(options: Partial<O>, defaults: Required<O>): Required<O> {
  return Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [name, options[name as keyof O] ?? value]),
  ) as Required<O>;
}

/** The tensors of a group, and their names where all have one. */
function paramsOf(given: Params): Owned {
  const items: readonly unknown[] = given instanceof Tensor ? [given] : [...iterable(given)];
  const params = items.map((item) => (Array.isArray(item) ? item[1] : item) as Tensor);
  const paramNames = items.filter((item) => Array.isArray(item)).map(([name]) => name as string);
  if (paramNames.length > 0 && paramNames.length < items.length)
    throw new ArgumentError('all optimizer params should be with/without names. Some param names are missing');
  params.forEach(checkParameter);
  checkTwice(params);
  return paramNames.length > 0 ? { params, paramNames } : { params };
}

function checkParameter(param: Tensor): void {
  if (!(param instanceof Tensor))
    throw new ArgumentError(`optimizer can only optimize Tensors, but one of the params is ${pythonTypeName(param)}`, {
      pythonType: 'TypeError',
    });
  const retained = (param.gradientNode as Node | null)?.keeper === param;
  if (!param.isLeaf && !retained) throw new ArgumentError("can't optimize a non-leaf Tensor");
  if (!isFloat(param.dtype))
    throw new DTypeError(`optimizers update float32 and float64, not ${DTYPES[param.dtype].scalar}`, {
      fields: { dtype: param.dtype },
    });
}

/** PyTorch warns, and updates such a parameter twice per step. */
function checkTwice(params: readonly Tensor[]): void {
  const twice = params.findIndex((param, i) => params.indexOf(param) !== i);
  if (twice >= 0)
    throw new ArgumentError('optimizer contains a parameter group with duplicate parameters', {
      hint: `Parameter ${twice} of the group stands before it already, as parameter ${params.indexOf(params[twice]!)}.`,
      fields: { index: twice },
    });
}

/** @throws ArgumentError if a new group does not go with those that are there */
export function checkAgainst(group: Group, others: readonly Group[]): void {
  const named = group.paramNames !== undefined;
  if (others.some((other) => (other.paramNames !== undefined) !== named))
    throw new ArgumentError(
      'all optimizer param groups should be with/without names. ' +
        `cannot add param group ${named ? 'with names' : 'without names'} to the optimizer`,
    );
  const taken = new Set(others.flatMap((other) => other.params));
  if (group.params.some((param) => taken.has(param)))
    throw new ArgumentError('some parameters appear in more than one parameter group');
}

/**
 * The options of a constructor, complete.
 *
 * @throws ArgumentError for one that does not exist, naming the nearest
 */
export function optionsOf<O extends object>(callee: string, given: Partial<O>, defaults: Required<O>): Required<O> {
  checkOptions(`${callee}.__init__`, given, Object.keys(defaults));
  return filled(given, defaults);
}
