/** @file The state of a module by name, and how a state is laid over a module. */

import { StateDictError, typeError } from '../errors.js';
import { torchSize } from '../geometry/python.js';
import { Tensor } from '../tensor/tensor.js';
import type { Module } from './module.js';
import { copyData, isUninitialized, setData } from './parameter.js';
import { pythonTypeName } from '../tensor/python-type.js';

/**
 * A module's parameters and persistent buffers by their dotted names, in PyTorch's order.
 *
 * It is a `Map`, not an object: names come from files, and an object would reorder names such as `0` and give
 * meaning to `__proto__`. The tensors share the module's arrays.
 */
export class StateDict extends Map<string, Tensor> {
  /**
   * The version of each module's layout, by the module's dotted name. A plain map or a file has none, and modules then
   * read it as the oldest.
   */
  readonly versions: Map<string, number> = new Map<string, number>();
}

/** What `loadStateDict` accepts: a state dict, any other map, or a plain object of tensors. */
export type StateDictLike = ReadonlyMap<string, Tensor> | Readonly<Record<string, Tensor>>;

const pythonList = (keys: readonly string[]): string => `[${keys.map((key) => `'${key}'`).join(', ')}]`;

/** The names that did not match. It prints as PyTorch's result of `load_state_dict`. */
export class IncompatibleKeys {
  /** Names that the module has and the state dict lacks. */
  readonly missingKeys: readonly string[];
  /** Names that the state dict has and the module lacks. */
  readonly unexpectedKeys: readonly string[];

  constructor(missingKeys: readonly string[], unexpectedKeys: readonly string[]) {
    this.missingKeys = missingKeys;
    this.unexpectedKeys = unexpectedKeys;
  }

  toString(): string {
    if (this.missingKeys.length === 0 && this.unexpectedKeys.length === 0) return '<All keys matched successfully>';
    return `_IncompatibleKeys(missing_keys=${pythonList(this.missingKeys)}, unexpected_keys=${pythonList(this.unexpectedKeys)})`;
  }
}

export interface LoadOptions {
  /** Whether a missing or unexpected name is an error; default true. Sizes have to match in any case. */
  strict?: boolean;
  /** Whether the module takes over the given tensors, with their type, instead of copying their values; default false. */
  assign?: boolean;
}

interface Load {
  readonly entries: ReadonlyMap<string, unknown>;
  readonly versions: ReadonlyMap<string, number> | undefined;
  readonly missing: string[];
  readonly unexpected: string[];
  readonly problems: string[];
  readonly copies: [to: Tensor, from: Tensor][];
}

/**
 * Lays a state dict over `module`. Nothing is written unless everything fits.
 *
 * @throws StateDictError with every mistake in one message
 */
export function loadInto(module: Module, state: StateDictLike, options: LoadOptions): IncompatibleKeys {
  const { strict = true, assign = false } = options;
  const load: Load = {
    entries: entriesOf(state),
    versions: state instanceof StateDict ? state.versions : undefined,
    missing: [],
    unexpected: [],
    problems: [],
    copies: [],
  };
  collect(module, '', load);
  const problems = [...(strict ? keyProblems(load) : []), ...load.problems];
  if (problems.length > 0)
    throw new StateDictError(`Error(s) in loading state_dict for ${module.typeName()}:\n\t${problems.join('\n\t')}`, {
      hint: prefixHint(load),
      fields: { missingKeys: load.missing, unexpectedKeys: load.unexpected },
    });
  for (const [to, from] of load.copies) {
    if (isUninitialized(to)) to.materialize(from.shape);
    if (assign) setData(to, from);
    else copyData(to, from);
  }
  return new IncompatibleKeys(load.missing, load.unexpected);
}

function entriesOf(state: unknown): ReadonlyMap<string, unknown> {
  if (state instanceof Map) return state;
  const name = pythonTypeName(state);
  if (name !== 'dict') throw typeError(`Expected state_dict to be dict-like, got <class '${name}'>.`);
  return new Map(Object.entries(state as object));
}

/** What fits and what does not, for one module and then its children. */
function collect(module: Module, prefix: string, load: Load): void {
  const defaults = new Map(module.stateDefaults(load.versions?.get(prefix.slice(0, -1))));
  const own = new Set<string>();
  for (const [name, tensor] of module.ownState()) {
    own.add(name);
    const key = prefix + name;
    if (load.entries.has(key)) fit(tensor, load.entries.get(key), key, load);
    else if (!defaults.has(name)) load.missing.push(key);
  }
  const children = [...module.namedChildren({ removeDuplicate: false })];
  collectUnexpected(prefix, own, new Set(children.map(([name]) => name)), load);
  for (const [name, child] of children) collect(child, `${prefix}${name}.`, load);
}

/** Names under `prefix` that are neither the module's own nor reach into a child. */
function collectUnexpected(prefix: string, own: Set<string>, children: Set<string>, load: Load): void {
  for (const key of load.entries.keys()) {
    if (!key.startsWith(prefix)) continue;
    const name = key.slice(prefix.length);
    const dot = name.indexOf('.');
    const known = dot < 0 ? own.has(name) : children.has(name.slice(0, dot));
    if (!known) load.unexpected.push(key);
  }
}

function fit(to: Tensor, from: unknown, key: string, load: Load): void {
  if (!(from instanceof Tensor)) {
    load.problems.push(
      `While copying the parameter named "${key}", expected torch.Tensor or Tensor-like object from checkpoint but ` +
        `received <class '${pythonTypeName(from)}'>`,
    );
    return;
  }
  if (isUninitialized(to)) {
    // Any shape will do, and from a lazy layer there is none to take over.
    if (!isUninitialized(from)) load.copies.push([to, from]);
    return;
  }
  // PyTorch before 0.4 saved scalars as one element.
  const scalar = to.shape.length === 0 && from.shape.length === 1 && from.shape[0] === 1;
  if (!scalar && String(to.shape) !== String(from.shape)) {
    load.problems.push(
      `size mismatch for ${key}: copying a param with shape ${torchSize(from.shape)} from checkpoint, ` +
        `the shape in current model is ${torchSize(to.shape)}.`,
    );
    return;
  }
  load.copies.push([to, scalar ? new Tensor(from.storage, [], from.dtype) : from]);
}

const quoted = (keys: readonly string[]): string => keys.map((key) => `"${key}"`).join(', ');

function keyProblems(load: Load): string[] {
  const problems: string[] = [];
  if (load.missing.length > 0) problems.push(`Missing key(s) in state_dict: ${quoted(load.missing)}. `);
  if (load.unexpected.length > 0) problems.push(`Unexpected key(s) in state_dict: ${quoted(load.unexpected)}. `);
  return problems;
}

/** The commonest cause by far: every name has one more prefix (`module.` from DataParallel), or one too few. */
function prefixHint({ missing, unexpected }: Load): string | undefined {
  const [wanted] = missing;
  const found = unexpected.find((key) => wanted !== undefined && key.endsWith(`.${wanted}`));
  if (wanted === undefined || found === undefined) return undefined;
  const prefix = found.slice(0, -wanted.length);
  return unexpected.every((key) => key.startsWith(prefix))
    ? `Every unexpected name begins with "${prefix}": take it off the names before loading.`
    : undefined;
}
