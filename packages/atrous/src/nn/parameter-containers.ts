/** @file Modules that hold parameters and nothing else: `ParameterList`, `ParameterDict`. */

import { ArgumentError, IndexError, NameError } from '../errors.js';
import { DTYPES } from '../tensor/dtype.js';
import { pythonTypeName } from '../tensor/python-type.js';
import { Tensor } from '../tensor/tensor.js';
import { Module } from './module.js';
import { Parameter } from './parameter.js';

/** Keeps its parameters in a map and not in fields, so that no name gets another place or meaning. */
abstract class ParameterContainer extends Module {
  readonly #held = new Map<string, Parameter>();

  protected override *members(): Generator<readonly [string, unknown]> {
    yield* super.members();
    yield* this.#held;
  }

  protected override parameterSlot(name: string, parameter: Parameter | null): void {
    if (parameter === null) super.parameterSlot(name, parameter);
    else this.#held.set(name, parameter);
  }

  protected override lookup(name: string): unknown {
    return this.#held.get(name) ?? super.lookup(name);
  }

  /** Parameters are kept apart, so that their names clash with nothing. */
  protected override isTaken(kind: 'module' | 'parameter' | 'buffer', name: string): boolean {
    return kind !== 'parameter' && super.isTaken(kind, name);
  }

  /** The parameters by name. */
  protected get held(): ReadonlyMap<string, Parameter> {
    return this.#held;
  }

  protected remove(name: string): void {
    this.#held.delete(name);
  }

  /** Puts a tensor under a name, as a parameter that shares its array. */
  protected put(name: string, tensor: Tensor): void {
    if (!(tensor instanceof Tensor))
      throw new ArgumentError(`cannot assign '${pythonTypeName(tensor)}' as parameter '${name}'`, {
        pythonType: 'TypeError',
        hint: `A ${this.typeName()} holds tensors only.`,
        fields: { name },
      });
    this.registerParameter(name, tensor instanceof Parameter ? tensor : new Parameter(tensor));
  }

  /** What PyTorch calls the element type: the list and the dict differ. */
  protected abstract typeOf(parameter: Parameter): string;

  override extraRepr(): string {
    return Array.from(
      this.#held,
      ([name, p]) => `  (${name}): Parameter containing: [${this.typeOf(p)} of size ${p.shape.join('x')}]`,
    ).join('\n');
  }
}

/** A list of parameters, registered under their positions. Any other tensor becomes a parameter that shares its array. */
export class ParameterList extends ParameterContainer {
  static readonly op: string = 'ParameterList';

  constructor(values: Iterable<Tensor> = []) {
    super();
    this.extend(values);
  }

  protected override typeOf({ dtype }: Parameter): string {
    return `torch.${dtype}`;
  }

  /** Number of parameters. */
  get length(): number {
    return this.held.size;
  }

  *[Symbol.iterator](): Generator<Parameter> {
    yield* this.held.values();
  }

  /** The name of a position; negative ones count from the end. */
  #name(index: number): string {
    const position = index < 0 ? index + this.length : index;
    if (!Number.isInteger(index) || position < 0 || position >= this.length)
      throw new IndexError(`index ${index} is out of range`, { fields: { index, length: this.length } });
    return String(position);
  }

  /**
   * The parameter at a position; negative ones count from the end.
   *
   * @throws IndexError if there is none
   */
  at(index: number): Parameter {
    return this.held.get(this.#name(index))!;
  }

  /**
   * Puts a tensor in the place of the one at `index`.
   *
   * @throws IndexError if there is none
   */
  set(index: number, value: Tensor): this {
    this.put(this.#name(index), value);
    return this;
  }

  /** Adds a tensor at the end. */
  append(value: Tensor): this {
    this.put(String(this.length), value);
    return this;
  }

  /** Adds several tensors at the end. */
  extend(values: Iterable<Tensor>): this {
    if (values instanceof Tensor || typeof values !== 'object' || values === null || !(Symbol.iterator in values))
      throw new ArgumentError(
        `ParameterList.extend should be called with an iterable, but got ${values instanceof Tensor ? 'Tensor' : pythonTypeName(values)}`,
        { pythonType: 'TypeError' },
      );
    for (const value of values) this.append(value);
    return this;
  }

  /** The parameters from `start` to before `end`, as `Array.slice` counts, in a new list. */
  slice(start?: number, end?: number): ParameterList {
    return new ParameterList([...this].slice(start, end));
  }
}

type Pairs = Iterable<readonly [string, Tensor]> | Readonly<Record<string, Tensor>>;

/** Parameters by name. Any other tensor becomes a parameter that shares its array. */
export class ParameterDict extends ParameterContainer {
  static readonly op: string = 'ParameterDict';

  constructor(parameters: Pairs = []) {
    super();
    this.update(parameters);
  }

  protected override typeOf({ dtype }: Parameter): string {
    return DTYPES[dtype].tensorType;
  }

  /** Number of parameters. */
  get size(): number {
    return this.held.size;
  }

  /** Names and parameters, in the order in which they came. */
  *[Symbol.iterator](): Generator<[string, Parameter]> {
    yield* this.held;
  }

  keys(): string[] {
    return [...this.held.keys()];
  }

  values(): Parameter[] {
    return [...this.held.values()];
  }

  has(name: string): boolean {
    return this.held.has(name);
  }

  /**
   * The parameter of that name.
   *
   * @throws NameError if there is none
   */
  get(name: string): Parameter {
    const parameter = this.held.get(name);
    if (parameter === undefined)
      throw new NameError(`'ParameterDict' object has no attribute '${name}'`, { fields: { name } });
    return parameter;
  }

  /** Adds a tensor, or puts it in the place of the one with that name. */
  set(name: string, value: Tensor): this {
    if (typeof name !== 'string')
      throw new ArgumentError(
        `Index given to ParameterDict cannot be used as a key as it is not a string (type is '${pythonTypeName(name)}'). ` +
          'Open an issue on github if you need non-string keys.',
        { pythonType: 'TypeError' },
      );
    this.put(name, value);
    return this;
  }

  /** Adds all of them: a map's or a list of pairs' in their order, a plain object's sorted by name, as PyTorch does. */
  update(parameters: Pairs): this {
    if (typeof parameters !== 'object' || parameters === null)
      throw new ArgumentError(
        `ParametersDict.update should be called with an iterable of key/value pairs, but got ${pythonTypeName(parameters)}`,
        { pythonType: 'TypeError' },
      );
    const pairs =
      Symbol.iterator in parameters ? parameters : Object.entries(parameters).toSorted(([a], [b]) => (a < b ? -1 : 1));
    for (const [name, value] of pairs) this.set(name, value);
    return this;
  }

  /** Takes a parameter out. */
  pop(name: string): Parameter {
    const parameter = this.get(name);
    this.remove(name);
    return parameter;
  }

  /** Takes all parameters out. */
  clear(): void {
    for (const name of this.keys()) this.remove(name);
  }
}
