/**
 * @file Weights that are made of other parameters before every call (docs/decisions).
 *
 * The layer's `weight` becomes a plain tensor, no parameter; the parameters that it is made of are registered in its place;
 * and a `forward` of the layer's own makes it anew and then runs the class's.
 */

import { ArgumentError, NameError } from '../../errors.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { Module } from '../module.js';
import { isUninitialized, Parameter } from '../parameter.js';

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

type Fields = Record<string, unknown>;
type Forward = (...inputs: never[]) => unknown;

const active = new WeakMap<Module, Reparametrization[]>();

/** A `forward` that a module has as a field of its own, which is then not its class's. */
const ownForwards = new WeakMap<Module, Forward>();

const fieldsOf = (module: Module): Fields => module as unknown as Fields;

/**
 * The parameter that is to be made of others.
 *
 * @param title  PyTorch's name of the class that does it, for its messages
 * @throws ArgumentError where there is none that has a shape, NameError where the name means something else
 */
export function takeParameter(module: Module, kind: string, title: string, name: string): Parameter {
  if (active.get(module)?.some((other) => other.kind === kind && other.name === name))
    throw new ArgumentError(`Cannot register two ${kind} hooks on the same parameter ${name}`, {
      pythonType: 'RuntimeError',
      fields: { name },
    });
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

/** Lets the module's `forward` make all its weights first. */
function interpose(module: Module): void {
  if (Object.hasOwn(module, 'forward')) ownForwards.set(module, fieldsOf(module)['forward'] as Forward);
  const forward = function (this: Module, ...inputs: never[]): unknown {
    for (const { name, make } of active.get(this) ?? []) setPlain(this, name, make(this.training));
    const run = ownForwards.get(this) ?? (Object.getPrototypeOf(this) as { forward: Forward }).forward;
    return run.apply(this, inputs);
  };
  Object.defineProperty(module, 'forward', { value: forward, enumerable: false, configurable: true, writable: true });
}

/** Gives the module its `forward` back. */
function withdraw(module: Module): void {
  delete fieldsOf(module)['forward'];
  const own = ownForwards.get(module);
  if (own !== undefined) fieldsOf(module)['forward'] = own;
  ownForwards.delete(module);
}

/** Starts it: `initial` stands in the weight's place until the first call. */
export function reparametrize(module: Module, rule: Reparametrization, initial: Tensor): void {
  setPlain(module, rule.name, initial);
  const rules = active.get(module) ?? [];
  active.set(module, [...rules, rule]);
  if (rules.length === 0) interpose(module);
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
  const rules = active.get(module) ?? [];
  const rule = rules.find((other) => other.kind === kind && other.name === name);
  if (rule === undefined)
    throw new ArgumentError(`${kind} of '${name}' not found in ${module.toString()}`, { fields: { name } });
  const weight = rule.make(false);
  const left = rules.filter((other) => other !== rule);
  active.set(module, left);
  if (left.length === 0) withdraw(module);
  for (const field of [name, ...rule.parts]) releaseParameter(module, field);
  module.registerParameter(name, new Parameter(weight.detach()));
}
