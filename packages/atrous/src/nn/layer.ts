/** @file What every layer of the catalogue has in common: one description decides its arguments, its text and its tensors. */

import { ArgumentError, StateDictError } from '../errors.js';
import type { ParameterShape } from '../geometry/catalogue/rule.js';
import { torchSize } from '../geometry/python.js';
import { bufferShapes, classRule, layerSpec, parameterShapes, plainSpec } from '../geometry/layer-spec.js';
import type { Arg, LayerSpec } from '../geometry/types.js';
import { empty } from '../tensor/element.js';
import { checkCall } from '../tensor/operand.js';
import type { Tensor } from '../tensor/tensor.js';
import { Module } from './module.js';
import { isUninitialized, Parameter } from './parameter.js';
import { UninitializedBuffer, UninitializedParameter } from './uninitialized.js';

/** Where parameters live. */
export interface PlaceOptions {
  /** Default `'float32'`. */
  dtype?: 'float32' | 'float64';
  /** The only device there is. */
  device?: 'cpu';
}

/** Names that exist as `null` where the arguments leave the tensor out. */
export interface Slots {
  readonly parameters?: readonly string[];
  readonly buffers?: readonly string[];
}

/** Arguments that become no field: the parameter has the name, or the tensors say it. */
const NO_FIELD = new Set(['bias', 'device', 'dtype']);

/**
 * A layer made from its spec. The catalogue of geometry checks the arguments, and says what is printed and which parameters
 * and buffers there are; the class adds its types, its initial values and `forward`.
 *
 * Every argument is a field of its own (`conv.kernelSize`). The fields are fixed: the spec is what is described and printed.
 */
export abstract class Layer extends Module {
  /** The layer as plain JSON. */
  readonly spec: LayerSpec;

  /**
   * @param positional the required arguments, in PyTorch's order
   * @param options all others by name; the catalogue refuses unknown ones
   */
  constructor(positional: readonly Arg[], options: object, slots: Slots = {}) {
    super();
    const { op } = new.target as unknown as { op: string };
    const { lazy } = classRule(op);
    // A lazy class hands up a count of channels, which is no argument of its own.
    this.spec = layerSpec(op, lazy ? positional.slice(1) : positional, options as Record<string, Arg>);
    this.#defineArguments();
    this.#makeTensors(slots);
  }

  #defineArguments(): void {
    const { lazy } = classRule(this.spec.op);
    const unknown = lazy ? { [lazy.argument]: 0 } : {};
    for (const [name, value] of Object.entries({ ...unknown, ...this.spec.args }))
      if (!NO_FIELD.has(name))
        Object.defineProperty(this, name, { value: Object.freeze(value), enumerable: true, configurable: true });
  }

  #makeTensors({ parameters = [], buffers = [] }: Slots): void {
    const dtype = this.spec.args['dtype'] as 'float32' | 'float64';
    const { lazy } = classRule(this.spec.op);
    // With no channels as yet, for the names.
    const spec = lazy ? { op: lazy.op, args: { [lazy.argument]: 0, ...this.spec.args } } : this.spec;
    const tensors = new Map(
      parameterShapes(spec).map(([name, shape]) => [
        name,
        lazy ? new UninitializedParameter({ dtype }) : new Parameter(empty(shape, dtype)),
      ]),
    );
    for (const name of new Set([...parameters, ...tensors.keys()])) this.parameterSlot(name, tensors.get(name) ?? null);
    const running = new Map(
      bufferShapes(spec).map(([name, shape, type]) => [
        name,
        lazy && shape.length > 0 ? new UninitializedBuffer({ dtype }) : empty(shape, type),
      ]),
    );
    for (const name of new Set([...buffers, ...running.keys()])) this.registerBuffer(name, running.get(name) ?? null);
  }

  /**
   * @internal Makes a lazy layer the plain one that its first input tells, a `prototype`, and draws its weights, unless a
   * state dict has brought them. It stays as it is where the input does not fit.
   */
  protected become(prototype: Layer, input: Tensor): void {
    checkCall(`${this.spec.op}.forward`, { input });
    const spec = plainSpec(this.spec, input.shape);
    const shapes = [...parameterShapes(spec), ...bufferShapes(spec)] as readonly ParameterShape[];
    const tensors = new Map<string, Tensor>([
      ...this.namedParameters({ recurse: false }),
      ...this.namedBuffers({ recurse: false }),
    ]);
    const fresh = checkLoaded(shapes, tensors);
    for (const [name, shape] of shapes) {
      const tensor = tensors.get(name)!;
      if (isUninitialized(tensor)) tensor.materialize(shape);
    }
    (this as { spec: LayerSpec }).spec = spec;
    this.#defineArguments();
    Object.setPrototypeOf(this, prototype);
    if (fresh) (this as unknown as { resetParameters(): void }).resetParameters();
  }

  override extraRepr(): string {
    return classRule(this.spec.op).print(this.spec.args);
  }
}

/**
 * Whether the tensors of a lazy layer still wait for their shapes: all of them, or none because a state dict brought them.
 *
 * @throws ArgumentError (Python's AssertionError) where it brought some; StateDictError where they do not fit the input
 */
function checkLoaded(shapes: readonly ParameterShape[], tensors: ReadonlyMap<string, Tensor>): boolean {
  const sized = shapes.filter(([, shape]) => shape.length > 0);
  const loaded = sized.filter(([name]) => !isUninitialized(tensors.get(name)!));
  if (loaded.length > 0 && loaded.length < sized.length)
    throw new ArgumentError(`self.${loaded[0]![0]} must be an UninitializedParameter`, {
      pythonType: 'AssertionError',
      hint: 'The state dict brought only some of its tensors.',
      fields: { loaded: loaded.map(([name]) => name) },
    });
  for (const [name, shape] of loaded) {
    const held = tensors.get(name)!.shape;
    if (String(held) !== String(shape))
      throw new StateDictError(
        `size mismatch for ${name}: copying a param with shape ${torchSize(held)} from checkpoint, ` +
          `the shape in current model is ${torchSize(shape)}.`,
        { fields: { name, held, shape } },
      );
  }
  return loaded.length === 0;
}
