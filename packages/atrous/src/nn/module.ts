/** @file The base of every layer and network: what it is made of, by name, and what can be done with all of it. */

import { ArgumentError, DTypeError, NameError, NotSupportedError } from '../errors.js';
import { checkOptions } from '../geometry/options.js';
import { isFloat, isFloatingPoint, type DType } from '../tensor/dtype.js';
import { Tensor } from '../tensor/tensor.js';
import type { HookHandle } from '../ops/backward.js';
import { zero_ } from '../ops/elementwise/index.js';
import { type Gradients, type HookOptions, Hooks } from './hooks.js';
import { Buffer, convertData, Parameter, plain } from './parameter.js';
import { printModule } from './print.js';
import { pythonTypeName } from '../tensor/python-type.js';
import { className, showAsText } from '../tensor/shown.js';
import { loadInto, StateDict, type IncompatibleKeys, type LoadOptions, type StateDictLike } from './state-dict.js';

export interface MemberOptions {
  /** Goes before every name, with a dot; default `''`. */
  prefix?: string;
  /** Whether to go into the children; default true. */
  recurse?: boolean;
  /** Whether what is reachable by several names comes once, under the first; default true. */
  removeDuplicate?: boolean;
}

type MemberKind = 'module' | 'parameter' | 'buffer';

/** A module that takes a tensor and gives one: every layer that `Sequential` can chain. */
export interface TensorModule extends Module {
  forward(input: Tensor): Tensor;
}

const joined = (prefix: string, name: string): string => (prefix === '' ? name : `${prefix}.${name}`);

/**
 * A layer or a network. A subclass keeps its parts in fields and writes `forward`:
 *
 *     class Block extends nn.Module {
 *       conv = new nn.Conv2d(3, 8, 3);
 *       scale = new nn.Parameter(ones([1]));
 *       forward(x: Tensor): Tensor {
 *         return this.conv.forward(x).mul(this.scale);
 *       }
 *     }
 *
 * Fields that hold a `Module`, a `Parameter` or a `Buffer` are registered under their names, in their order; names that are
 * whole numbers come first, as in every JavaScript object. A field that is `null` takes no part in anything.
 */
export class Module {
  /** Whether layers such as batch norm and dropout behave as in training; `train()` and `eval()` set it everywhere. */
  training = true;
  #hooks: Hooks | null = null;

  /**
   * What the module computes; a subclass writes it.
   *
   * @throws NotSupportedError if the subclass has none
   */
  forward(..._inputs: never[]): unknown {
    throw new NotSupportedError(`Module [${this.typeName()}] is missing the required "forward" function`);
  }

  /** The name that is printed: the class's, and for a layer of this library PyTorch's name whatever a minifier did. */
  typeName(): string {
    return className(this);
  }

  /** What `toString` prints between the parentheses; a subclass may write it. */
  extraRepr(): string {
    return '';
  }

  /** `print(module)`, as PyTorch prints it. */
  toString(): string {
    return printModule(this.typeName(), this.extraRepr(), this.#ownModules());
  }

  static {
    showAsText(this.prototype);
  }

  /** Everything of its own that has a name, in order. */
  protected *members(): Generator<readonly [string, unknown]> {
    yield* Object.entries(this);
  }

  *#ownModules(): Generator<[string, Module]> {
    for (const [name, value] of this.members()) if (value instanceof Module) yield [name, value];
  }

  *#ownParameters(): Generator<[string, Parameter]> {
    for (const [name, value] of this.members()) if (value instanceof Parameter) yield [name, value];
  }

  *#ownBuffers(): Generator<[string, Buffer]> {
    for (const [name, value] of this.members()) if (value instanceof Buffer) yield [name, value];
  }

  /** @internal Its own part of the state dict: parameters, then persistent buffers. */
  *ownState(): Generator<[string, Tensor]> {
    yield* this.#ownParameters();
    for (const entry of this.#ownBuffers()) if (entry[1].persistent) yield entry;
  }

  /** @internal The version of its own part of a state dict. */
  stateVersion(): number {
    return 1;
  }

  /** @internal Names that a state dict of an older version (undefined: unknown) lacks, and that then keep their values. */
  stateDefaults(_version: number | undefined): Iterable<[string, Tensor]> {
    return [];
  }

  /** Its children, each once. */
  *children(): Generator<Module> {
    for (const [, child] of this.namedChildren()) yield child;
  }

  /** Its children with their names. */
  *namedChildren(options: Pick<MemberOptions, 'removeDuplicate'> = {}): Generator<[string, Module]> {
    checkOptions('named_children', options, ['removeDuplicate']);
    const seen = new Set<Module>();
    for (const [name, child] of this.#ownModules()) {
      if ((options.removeDuplicate ?? true) && seen.has(child)) continue;
      seen.add(child);
      yield [name, child];
    }
  }

  /** Itself and all modules inside, parents first, each once. */
  *modules(): Generator<Module> {
    for (const [, module] of this.namedModules()) yield module;
  }

  /** Itself, as `''`, and all modules inside with their dotted names, parents first. */
  *namedModules(options: Omit<MemberOptions, 'recurse'> = {}): Generator<[string, Module]> {
    checkOptions('named_modules', options, ['prefix', 'removeDuplicate']);
    const { prefix = '', removeDuplicate = true } = options;
    yield* this.#walk(prefix, removeDuplicate ? new Set<Module>() : null);
  }

  *#walk(name: string, seen: Set<Module> | null): Generator<[string, Module]> {
    if (seen?.has(this)) return;
    seen?.add(this);
    yield [name, this];
    for (const [key, child] of this.#ownModules()) yield* child.#walk(joined(name, key), seen);
  }

  *#gather<T extends Tensor>(
    callee: string,
    own: (module: Module) => Iterable<[string, T]>,
    options: MemberOptions,
  ): Generator<[string, T]> {
    checkOptions(callee, options, ['prefix', 'recurse', 'removeDuplicate']);
    const { prefix = '', recurse = true, removeDuplicate = true } = options;
    const seen = new Set<T>();
    const modules = recurse ? this.namedModules({ prefix, removeDuplicate }) : [[prefix, this] as const];
    for (const [path, module] of modules) {
      for (const [name, tensor] of own(module)) {
        if (removeDuplicate && seen.has(tensor)) continue;
        seen.add(tensor);
        yield [joined(path, name), tensor];
      }
    }
  }

  /** All parameters, its own before its children's. */
  *parameters(options: Pick<MemberOptions, 'recurse'> = {}): Generator<Parameter> {
    for (const [, parameter] of this.namedParameters(options)) yield parameter;
  }

  /** All parameters with their dotted names, its own before its children's. */
  namedParameters(options: MemberOptions = {}): Generator<[string, Parameter]> {
    return this.#gather('named_parameters', (module) => module.#ownParameters(), options);
  }

  /** All buffers, its own before its children's. */
  *buffers(options: Pick<MemberOptions, 'recurse'> = {}): Generator<Buffer> {
    for (const [, buffer] of this.namedBuffers(options)) yield buffer;
  }

  /** All buffers with their dotted names, its own before its children's. */
  namedBuffers(options: MemberOptions = {}): Generator<[string, Buffer]> {
    return this.#gather('named_buffers', (module) => module.#ownBuffers(), options);
  }

  /** Registers a child, as a field of that name. */
  addModule(name: string, module: Module): this {
    checkModule(module);
    this.#checkName('module', name);
    this.attach(name, module);
    return this;
  }

  /** The same as `addModule`. */
  registerModule(name: string, module: Module): this {
    return this.addModule(name, module);
  }

  /** Registers a parameter, as a field of that name, which from then on takes only parameters and `null`. */
  registerParameter(name: string, parameter: Parameter | null): this {
    this.#checkName('parameter', name);
    if (parameter !== null && !(parameter instanceof Parameter))
      throw wrongType(`object to parameter '${name}' (torch.nn.Parameter or None required)`, parameter, name);
    this.parameterSlot(name, parameter);
    return this;
  }

  /**
   * Registers a buffer, as a field of that name, which from then on turns what is assigned to it into a buffer.
   *
   * @param options `persistent`: whether it is part of the state dict; default true
   */
  registerBuffer(name: string, tensor: Tensor | null, options: { persistent?: boolean } = {}): this {
    checkOptions('register_buffer', options, ['persistent']);
    this.#checkName('buffer', name);
    if (tensor !== null && !(tensor instanceof Tensor))
      throw wrongType(`object to buffer '${name}' (torch Tensor or None required)`, tensor, name);
    this.#slot(name, tensor, (value) => {
      if (value === null || value instanceof Buffer) return value;
      if (value instanceof Tensor) return new Buffer(value, options);
      throw wrongType(`as buffer '${name}' (torch.nn.Buffer, torch.Tensor or None expected)`, value, name);
    });
    return this;
  }

  /** A field that checks, and may convert, what is assigned to it. */
  #slot(name: string, initial: Tensor | null, accept: (value: unknown) => Tensor | null): void {
    let held = accept(initial);
    Object.defineProperty(this, name, {
      enumerable: true,
      configurable: true,
      get: () => held,
      set: (value: unknown) => {
        held = accept(value);
      },
    });
  }

  /** @internal A field for a parameter or `null`, and nothing else: a plain tensor there would not be trained or saved. */
  protected parameterSlot(name: string, initial: Parameter | null): void {
    this.#slot(name, initial, (value) => {
      if (value === null || value instanceof Parameter) return value;
      throw wrongType(`as parameter '${name}' (torch.nn.Parameter or None expected)`, value, name);
    });
  }

  /** @internal Puts a child in its place; containers keep theirs elsewhere. */
  protected attach(name: string, child: Module): void {
    Object.defineProperty(this, name, { value: child, enumerable: true, configurable: true, writable: true });
  }

  /** @internal What stands under a name of its own, or undefined. */
  protected lookup(name: string): unknown {
    // The prototype of a module is one, too.
    return name === '__proto__' ? undefined : (this as unknown as Record<string, unknown>)[name];
  }

  /** @internal Whether a name means something else already, so that a part under it would hide that. */
  protected isTaken(kind: MemberKind, name: string): boolean {
    if (name === '__proto__') return true;
    const held = this.lookup(name);
    if (kind === 'module' && held instanceof Module) return false;
    return held !== undefined && held !== null;
  }

  #checkName(kind: MemberKind, name: string): void {
    if (typeof name !== 'string')
      throw new ArgumentError(`${kind} name should be a string. Got ${pythonTypeName(name)}`, {
        pythonType: 'TypeError',
      });
    const got = kind === 'module' ? `, got: ${name}` : '';
    if (name.includes('.')) throw badName(`${kind} name can't contain "."${got}`, name);
    if (name === '') throw badName(`${kind} name can't be empty string ""`, name);
    if (this.isTaken(kind, name)) throw badName(`attribute '${name}' already exists`, name);
  }

  /**
   * The state by name: parameters and persistent buffers, its own before its children's. The tensors share the module's
   * arrays; what is shared appears under each of its names.
   */
  stateDict(options: { prefix?: string } = {}): StateDict {
    checkOptions('state_dict', options, ['prefix']);
    const state = new StateDict();
    for (const [path, module] of this.namedModules({ prefix: options.prefix ?? '', removeDuplicate: false })) {
      state.versions.set(path, module.stateVersion());
      for (const [name, tensor] of module.ownState()) state.set(joined(path, name), plain(tensor));
    }
    return state;
  }

  /**
   * Copies a state into the module, converted to the module's types.
   *
   * @returns the names that did not match; with `strict` (the default) there are none
   * @throws StateDictError with PyTorch's text naming everything that does not fit; the module is then unchanged
   */
  loadStateDict(state: StateDictLike, options: LoadOptions = {}): IncompatibleKeys {
    checkOptions('load_state_dict', options, ['strict', 'assign']);
    return loadInto(this, state, options);
  }

  /** Sets training mode, here and in all modules inside. */
  train(mode = true): this {
    if (typeof mode !== 'boolean') throw new ArgumentError('training mode is expected to be boolean');
    this.training = mode;
    for (const child of this.children()) child.train(mode);
    return this;
  }

  /** Sets evaluation mode, here and in all modules inside. */
  eval(): this {
    return this.train(false);
  }

  /** Sets whether all parameters are trained: `false` freezes them. */
  requiresGrad_(value = true): this {
    for (const parameter of this.parameters()) parameter.requiresGrad = value;
    return this;
  }

  /**
   * Takes the gradients of all parameters away.
   *
   * @param options `setToNone`: whether `grad` becomes null (the default), or zeros
   */
  zeroGrad(options: { setToNone?: boolean } = {}): void {
    checkOptions('zero_grad', options, ['setToNone']);
    for (const parameter of this.parameters()) clearGrad(parameter, options.setToNone ?? true);
  }

  /**
   * Calls `hook` with the inputs of every `forward`, before it runs. What it returns, an input or a list of them, takes
   * their place.
   */
  registerForwardPreHook<Inputs extends readonly unknown[] = readonly Tensor[]>(
    hook: (module: this, inputs: Inputs) => Inputs | Inputs[number] | null | undefined | void,
    options: HookOptions = {},
  ): HookHandle {
    checkOptions('register_forward_pre_hook', options, ['prepend']);
    const hooks = this.#hooksOf();
    return hooks.add(hooks.before, (inputs) => hook(this, inputs as Inputs), options);
  }

  /** Calls `hook` with the inputs and the output of every `forward`. What it returns takes the output's place. */
  registerForwardHook<Output = Tensor>(
    hook: (module: this, inputs: readonly Tensor[], output: Output) => Output | null | undefined | void,
    options: HookOptions = {},
  ): HookHandle {
    checkOptions('register_forward_hook', options, ['prepend']);
    const hooks = this.#hooksOf();
    return hooks.add(
      hooks.after,
      (inputs, output) => hook(this, inputs as readonly Tensor[], output as Output),
      options,
    );
  }

  /**
   * Calls `hook` with the gradients of the inputs and of the outputs, once all of the inputs' are known. What it returns, a
   * gradient or a list of them, takes the place of the inputs' gradients.
   *
   * Where no input requires grad, it is called with the gradients of the outputs, and nulls for the inputs.
   */
  registerFullBackwardHook(
    hook: (module: this, gradInput: Gradients, gradOutput: Gradients) => Tensor | Gradients | null | undefined | void,
    options: HookOptions = {},
  ): HookHandle {
    checkOptions('register_full_backward_hook', options, ['prepend']);
    const hooks = this.#hooksOf();
    return hooks.add(hooks.backward, (gradInput, gradOutput) => hook(this, gradInput, gradOutput), options);
  }

  #hooksOf(): Hooks {
    this.#hooks ??= new Hooks(this);
    return this.#hooks;
  }

  /** Calls `fn` with every module inside, children first, and then with itself. */
  apply(fn: (module: Module) => void): this {
    for (const child of this.children()) child.apply(fn);
    fn(this);
    return this;
  }

  /**
   * Converts all parameters and buffers that have a fraction; integers stay. Parameters keep their identity.
   *
   * @param target `'float32'` or `'float64'`, or the device `'cpu'`, where everything is already
   */
  to(target: DType | 'cpu'): this {
    if (target === 'cpu') return this;
    if (isFloat(target)) return this.#convert(target);
    if (target === 'float16' || target === 'bfloat16')
      throw new NotSupportedError(`layers compute in float32 and float64; ${target} is for storage`, {
        fields: { target },
      });
    if (target === 'int32' || target === 'int64' || target === 'uint8' || target === 'bool')
      throw new DTypeError(
        `nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=torch.${target}`,
        { pythonType: 'TypeError', fields: { target } },
      );
    throw noDevice(target);
  }

  #convert(dtype: DType): this {
    for (const tensor of [...this.parameters(), ...this.buffers()])
      if (isFloatingPoint(tensor.dtype)) convertData(tensor, dtype);
    return this;
  }

  /** Converts parameters and buffers to float32. */
  float(): this {
    return this.to('float32');
  }

  /** Converts parameters and buffers to float64. */
  double(): this {
    return this.to('float64');
  }

  /**
   * The module with a dotted name; `''` is this one.
   *
   * @throws NameError if there is none
   */
  getSubmodule(path: string): Module {
    if (path === '') return this;
    return path.split('.').reduce<Module>((module, name) => {
      const found = module.#member(name);
      if (!(found instanceof Module)) throw new NameError(`\`${name}\` is not an nn.Module`, { fields: { path } });
      return found;
    }, this);
  }

  /**
   * The parameter with a dotted name.
   *
   * @throws NameError if there is none
   */
  getParameter(path: string): Parameter {
    const { name, value } = this.#resolve(path);
    if (value instanceof Parameter) return value;
    throw new NameError(`\`${name}\` is not an nn.Parameter`, { fields: { path } });
  }

  /**
   * The buffer with a dotted name.
   *
   * @throws NameError if there is none
   */
  getBuffer(path: string): Buffer {
    const { name, value } = this.#resolve(path);
    if (value instanceof Buffer) return value;
    throw new NameError(`\`${name}\` is not a buffer`, { fields: { path } });
  }

  #resolve(path: string): { name: string; value: unknown } {
    const dot = path.lastIndexOf('.');
    const name = path.slice(dot + 1);
    return { name, value: this.getSubmodule(path.slice(0, Math.max(dot, 0))).#member(name) };
  }

  #member(name: string): unknown {
    const found = this.lookup(name);
    if (found === undefined)
      throw new NameError(`${this.typeName()} has no attribute \`${name}\``, { fields: { name } });
    return found;
  }
}

/** Sets a gradient that is there to null, or to zeros without history. */
function clearGrad(tensor: Tensor, setToNone: boolean): void {
  const { grad } = tensor;
  if (grad === null) return;
  if (setToNone) tensor.grad = null;
  else tensor.grad = zero_(grad.requiresGrad ? grad.detach() : grad);
}

/** @throws ArgumentError (Python's TypeError) unless `value` is a module */
export function checkModule(value: unknown): asserts value is Module {
  if (!(value instanceof Module))
    throw new ArgumentError(`${pythonTypeName(value)} is not a Module subclass`, { pythonType: 'TypeError' });
}

/** A device that does not exist here. */
function noDevice(device: unknown): NotSupportedError {
  return new NotSupportedError(`device '${String(device)}' does not exist here: the only one is 'cpu'`, {
    fields: { device },
  });
}

function wrongType(rest: string, value: unknown, name: string): ArgumentError {
  return new ArgumentError(`cannot assign '${pythonTypeName(value)}' ${rest}`, {
    pythonType: 'TypeError',
    fields: { name },
  });
}

function badName(message: string, name: string): NameError {
  return new NameError(message, { pythonType: 'KeyError', fields: { name } });
}
