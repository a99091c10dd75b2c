/** @file What every layer of the catalogue has in common: one description decides its arguments, its text and its tensors. */

import { bufferShapes, layerRule, layerSpec, parameterShapes } from '../geometry/spec.js';
import type { Arg, LayerSpec } from '../geometry/types.js';
import { empty } from '../tensor/element.js';
import { Module } from './module.js';
import { Parameter } from './parameter.js';

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
    this.spec = layerSpec(op, positional, options as Record<string, Arg>);
    for (const [name, value] of Object.entries(this.spec.args))
      if (!NO_FIELD.has(name)) Object.defineProperty(this, name, { value: Object.freeze(value), enumerable: true });
    this.makeTensors(slots);
  }

  private makeTensors({ parameters = [], buffers = [] }: Slots): void {
    const dtype = this.spec.args['dtype'] as 'float32' | 'float64';
    const tensors = new Map(
      parameterShapes(this.spec).map(([name, shape]) => [name, new Parameter(empty(shape, dtype))]),
    );
    for (const name of new Set([...parameters, ...tensors.keys()])) this.parameterSlot(name, tensors.get(name) ?? null);
    const running = new Map(bufferShapes(this.spec).map(([name, shape, type]) => [name, empty(shape, type)]));
    for (const name of new Set([...buffers, ...running.keys()])) this.registerBuffer(name, running.get(name) ?? null);
  }

  override extraRepr(): string {
    return layerRule(this.spec.op).print(this.spec.args);
  }
}
