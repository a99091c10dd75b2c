/** @file Modules made of other modules: `Sequential`, `ModuleList`, `ModuleDict`. */

import { IndexError, NameError, typeError } from '../errors.js';
import type { Tensor } from '../tensor/tensor.js';
import { checkModule, Module, type TensorModule } from './module.js';
import { printModuleList } from './print.js';

/**
 * Keeps its children in a map and not in fields: an object would put the names `0`, `1`, … into another order and give
 * meaning to names such as `__proto__`.
 */
export abstract class Container extends Module {
  /** The children, in order. */
  readonly #children = new Map<string, Module>();

  protected override *members(): Generator<readonly [string, unknown]> {
    yield* super.members();
    yield* this.#children;
  }

  protected override attach(name: string, child: Module): void {
    this.#children.set(name, child);
  }

  protected override lookup(name: string): unknown {
    return this.#children.get(name) ?? super.lookup(name);
  }

  /** Children are kept apart, so that their names clash with nothing. */
  protected override isTaken(kind: 'module' | 'parameter' | 'buffer', name: string): boolean {
    return kind !== 'module' && super.isTaken(kind, name);
  }

  /** The children by name. */
  protected get held(): ReadonlyMap<string, Module> {
    return this.#children;
  }

  /** Puts other children in the place of all. */
  protected replace(children: Iterable<readonly [string, Module]>): void {
    const entries = [...children];
    this.#children.clear();
    for (const [name, child] of entries) this.#children.set(name, child);
  }
}

/** What `Sequential` and `ModuleList` share: children in a row, reached by their position. */
abstract class ModuleRow<T extends Module> extends Container {
  /** Number of modules. */
  get length(): number {
    return this.held.size;
  }

  *[Symbol.iterator](): Generator<T> {
    yield* this.held.values() as Iterable<T>;
  }

  /** The position counted from the front; negative ones count from the end. */
  #position(index: number): number {
    const position = index < 0 ? index + this.length : index;
    if (!Number.isInteger(index) || position < 0 || position >= this.length)
      throw new IndexError(`index ${index} is out of range`, { fields: { index, length: this.length } });
    return position;
  }

  /**
   * The module at a position; negative ones count from the end.
   *
   * @throws IndexError if there is none
   */
  at(index: number): T {
    return [...this][this.#position(index)]!;
  }

  /** Adds a module at the end. */
  append(module: T): this {
    checkModule(module);
    const name = String(this.length);
    if (this.held.has(name))
      throw new NameError(`attribute '${name}' already exists`, {
        pythonType: 'KeyError',
        hint: 'Give the new one a name with `addModule`.',
        fields: { name },
      });
    return this.addModule(name, module);
  }

  /** Adds several modules at the end. */
  extend(modules: Iterable<T>): this {
    const added = [...modules];
    for (const module of added) this.append(module);
    return this;
  }

  /** Puts a module before the one at `index`; the names of those after it count up. */
  insert(index: number, module: T): this {
    checkModule(module);
    const { length } = this;
    if (!Number.isInteger(index) || index < -length || index > length)
      throw new IndexError(`Index out of range: ${index}`, { fields: { index, length } });
    const named = [...this.held.keys()].find((name, i) => name !== String(i));
    if (named !== undefined)
      throw new NameError(named, {
        pythonType: 'KeyError',
        hint: 'The names have to be positions: 0, 1, …',
        fields: { name: named },
      });
    this.#renumber([...this].toSpliced(index, 0, module));
    return this;
  }

  /** Takes a module out, by default the last, and names the others by their new positions. */
  pop(index = -1): T {
    const position = this.#position(index);
    const modules = [...this];
    const [taken] = modules.splice(position, 1);
    this.#renumber(modules);
    return taken!;
  }

  #renumber(modules: readonly Module[]): void {
    this.replace(modules.map((module, i) => [String(i), module]));
  }
}

type Named = ReadonlyMap<string, Module> | Readonly<Record<string, Module>>;

/** A plain object or a map of modules, as `OrderedDict` in PyTorch; nothing with a class of its own. */
function isNamed(value: unknown): value is Named {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return value instanceof Map || prototype === Object.prototype || prototype === null;
}

const entriesOf = (named: Named): Iterable<[string, Module]> =>
  named instanceof Map ? (named as ReadonlyMap<string, Module>).entries() : Object.entries(named);

/**
 * A chain: the output of each module is the input of the next.
 *
 *     new nn.Sequential(new nn.Conv2d(1, 4, 3), new nn.ReLU())
 *     new nn.Sequential({ conv: new nn.Conv2d(1, 4, 3), act: new nn.ReLU() })
 *
 * Names that are whole numbers need a `Map` to keep an order of their own.
 */
export class Sequential extends ModuleRow<Module> {
  static readonly op: string = 'Sequential';

  constructor(named: Named);
  constructor(...modules: Module[]);
  constructor(...modules: [Named] | Module[]) {
    super();
    const [first] = modules;
    if (modules.length === 1 && isNamed(first)) {
      for (const [name, module] of entriesOf(first)) this.addModule(name, module);
    } else {
      for (const module of modules as Module[]) this.append(module);
    }
  }

  /** Runs the chain; an empty one gives its input. */
  override forward(input: Tensor): Tensor {
    let x = input;
    for (const module of this) x = (module as TensorModule).forward(x);
    return x;
  }

  /** The modules from `start` to before `end`, as `Array.slice` counts; they keep their names. */
  slice(start?: number, end?: number): Sequential {
    return new Sequential(new Map([...this.held].slice(start, end)));
  }
}

/** A list of modules, each registered under its position. It has no `forward`: its owner decides what to run. */
export class ModuleList<T extends Module = Module> extends ModuleRow<T> {
  static readonly op: string = 'ModuleList';

  constructor(modules: Iterable<T> = []) {
    super();
    this.extend(modules);
  }

  /** Neighbours that print alike share a line. */
  override toString(): string {
    return printModuleList(this.typeName(), this);
  }

  /** The modules from `start` to before `end`, as `Array.slice` counts, in a new list. */
  slice(start?: number, end?: number): ModuleList<T> {
    return new ModuleList([...this].slice(start, end));
  }
}

/** Modules by name, in the order in which they were added. */
export class ModuleDict<T extends Module = Module> extends Container {
  static readonly op: string = 'ModuleDict';

  constructor(modules: Iterable<readonly [string, T]> | Readonly<Record<string, T>> = []) {
    super();
    this.update(modules);
  }

  /** Number of modules. */
  get size(): number {
    return this.held.size;
  }

  /** Names and modules. */
  *[Symbol.iterator](): Generator<[string, T]> {
    yield* this.held as ReadonlyMap<string, T>;
  }

  keys(): string[] {
    return [...this.held.keys()];
  }

  values(): T[] {
    return [...this.held.values()] as T[];
  }

  has(name: string): boolean {
    return this.held.has(name);
  }

  /**
   * The module of that name.
   *
   * @throws NameError (Python's KeyError) if there is none
   */
  get(name: string): T {
    const module = this.held.get(name);
    if (module === undefined) throw new NameError(name, { pythonType: 'KeyError', fields: { name } });
    return module as T;
  }

  /** Adds a module, or puts it in the place of the one with that name. */
  set(name: string, module: T): this {
    return this.addModule(name, module);
  }

  /** Adds all of them, in their order. */
  update(modules: Iterable<readonly [string, T]> | Readonly<Record<string, T>>): this {
    if (typeof modules !== 'object' || modules === null)
      throw typeError(
        `ModuleDict.update should be called with an iterable of key/value pairs, but got ${typeof modules}`,
      );
    const entries = Symbol.iterator in modules ? modules : Object.entries(modules);
    for (const [name, module] of entries) this.set(name, module);
    return this;
  }

  /** Takes a module out. */
  pop(name: string): T {
    const module = this.get(name);
    this.replace([...this.held].filter(([key]) => key !== name));
    return module;
  }

  /** Takes all modules out. */
  clear(): void {
    this.replace([]);
  }
}
