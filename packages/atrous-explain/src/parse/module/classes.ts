/** @file Classes of the text: where an attribute comes from, and which class of `torch.nn` stands behind. */

import { LAYERS } from 'atrous/spec';
import { CONTAINER_NAMES } from './layers.js';
import type { ClassValue, Runtime } from './runtime.js';

/** Longer chains of bases than anybody writes. */
const MOST_BASES = 50;

/** The class and its bases, nearest first: depth first, as Python has it where no base is shared. */
export function chainOf(start: ClassValue): ClassValue[] {
  const chain: ClassValue[] = [];
  const visit = (one: ClassValue): void => {
    if (chain.includes(one) || chain.length >= MOST_BASES) return;
    chain.push(one);
    for (const base of one.bases) if (typeof base !== 'string') visit(base);
  };
  visit(start);
  return chain;
}

/** An attribute of a class or of its bases. */
export function lookUp(start: ClassValue, name: string): Runtime | undefined {
  return chainOf(start)
    .find((one) => one.attributes.has(name))
    ?.attributes.get(name);
}

/** What `super().name` is in a method of `after`, on an object of class `start`. */
export function lookUpAfter(start: ClassValue, after: ClassValue, name: string): Runtime | undefined {
  const chain = chainOf(start);
  const rest = chain.slice(chain.indexOf(after) + 1);
  return rest.find((one) => one.attributes.has(name))?.attributes.get(name);
}

/** The names of the foreign bases, nearest first. */
export function foreignBases(start: ClassValue): string[] {
  return chainOf(start).flatMap(({ bases }) => bases.filter((base) => typeof base === 'string'));
}

/** The layer or the container that an own class extends. */
export function libraryBase(start: ClassValue): string | undefined {
  return foreignBases(start)
    .map((path) => path.split('.').at(-1)!)
    .find((name) => Object.hasOwn(LAYERS, name) || CONTAINER_NAMES.has(name));
}

/** Whether objects of the class are modules. */
export function isModuleClass(start: ClassValue): boolean {
  return libraryBase(start) !== undefined || foreignBases(start).some((path) => /(Module|Net|Model)$/.test(path));
}

/** Methods of nn.Module and of containers. */
const METHODS: ReadonlySet<string> = new Set(
  (
    'add_module register_module register_buffer register_parameter append extend insert modules children named_modules ' +
    'named_children parameters named_parameters apply eval train to cuda cpu float half double requires_grad_ ' +
    'keys values items forward state_dict load_state_dict __init__ get_submodule type zero_grad pop update clear'
  ).split(' '),
);

export const hasMethod = (name: string): boolean => METHODS.has(name);

/** Whether objects of the class are tuples with names. */
export const isNamedTuple = (owner: ClassValue | undefined): boolean =>
  owner !== undefined && foreignBases(owner).some((path) => /(^|\.)NamedTuple$/.test(path));
