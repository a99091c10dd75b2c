/**
 * @file Weights that are made of other parameters before every call (docs/decisions/0005).
 *
 * The layer's `weight` becomes a plain tensor, no parameter; the parameters that it is made of are registered in its place;
 * and a forward pre-hook makes it anew.
 */

import { ArgumentError, NameError, runtimeError, typeError } from '../../errors.js';
import { typeName } from '../../geometry/python.js';
import type { HookHandle } from '../../ops/backward.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { Module } from '../module.js';
import { isUninitialized, Parameter } from '../parameter.js';
import { requireModule } from './arguments.js';

export interface NameOptions {
  /** The parameter that is made of others; default `'weight'`. */
  name?: string;
}

/** One weight of one module. */
export interface Reparametrization {
  /** As PyTorch names it: `weight_norm`. */
  readonly kind: string;
  readonly name: string;
  /** The weight, from what the module holds by now; `training` as the module is. */
  readonly make: (training: boolean) => Tensor;
  /** Names of the parameters and buffers that it is made of. */
  readonly parts: readonly string[];
}

/** Where PyTorch keeps the hooks that make the weight. */
const HOOKS = '_forward_pre_hooks';

type Fields = Record<string, unknown>;

const active = new WeakMap<Module, ReadonlyMap<Reparametrization, HookHandle>>();

const rulesOf = (module: Module): ReadonlyMap<Reparametrization, HookHandle> => active.get(module) ?? new Map();

const find = (module: Module, kind: string, name: string): Reparametrization | undefined =>
  [...rulesOf(module).keys()].find((rule) => rule.kind === kind && rule.name === name);

const fieldsOf = (module: Module): Fields => module as unknown as Fields;

/**
 * The parameter that is to be made of others.
 *
 * @param title  PyTorch's name of the class that does it, for its messages
 * @throws ArgumentError where there is none that has a shape, NameError where the name means something else
 */
export function takeParameter(module: Module, kind: string, title: string, name: string): Parameter {
  requireModule(module, HOOKS);
  if (typeof (name as unknown) !== 'string')
    throw typeError(`attribute name must be string, not '${typeName(name)}'`, { fields: { name } });
  if (find(module, kind, name) !== undefined)
    throw runtimeError(`Cannot register two ${kind} hooks on the same parameter ${name}`, { fields: { name } });
  const found = fieldsOf(module)[name];
  if (found === undefined)
    throw new NameError(`'${module.typeName()}' object has no attribute '${name}'`, { fields: { name } });
  if (found === null)
    throw new ArgumentError(`\`${title}\` cannot be applied as parameter \`${name}\` is None`, { fields: { name } });
  if (!(found instanceof Parameter)) throw new NameError(`'${name}'`, { pythonType: 'KeyError', fields: { name } });
  if (isUninitialized(found))
    throw new ArgumentError(
      `The module passed to \`${title}\` can't have uninitialized parameters. ` +
        `Make sure to run the dummy forward before applying ${title === 'WeightNorm' ? 'weight' : 'spectral'} normalization`,
      { fields: { name } },
    );
  return found;
}

/** Puts a plain tensor, which is neither trained nor saved, in a field. */
function setPlain(module: Module, name: string, value: Tensor): void {
  Object.defineProperty(module, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Starts it: `initial` stands in the weight's place until the first call. */
export function reparametrize(module: Module, rule: Reparametrization, initial: Tensor): void {
  setPlain(module, rule.name, initial);
  const handle = module.registerForwardPreHook(() => setPlain(module, rule.name, rule.make(module.training)));
  active.set(module, new Map([...rulesOf(module), [rule, handle]]));
}

/** Takes the field of a parameter away, so that its parts come behind all others. */
export function releaseParameter(module: Module, name: string): void {
  delete fieldsOf(module)[name];
}

/**
 * Ends it: the weight as it is by now is a parameter again.
 *
 * @throws ArgumentError where it was not begun
 */
export function restoreParameter(module: Module, kind: string, name: string): void {
  requireModule(module, HOOKS);
  const rule = find(module, kind, name);
  if (rule === undefined)
    throw new ArgumentError(`${kind} of '${name}' not found in ${module.toString()}`, { fields: { name } });
  const weight = rule.make(false);
  const rules = new Map(rulesOf(module));
  rules.get(rule)!.remove();
  rules.delete(rule);
  active.set(module, rules);
  for (const field of [name, ...rule.parts]) releaseParameter(module, field);
  module.registerParameter(name, new Parameter(weight.detach()));
}
