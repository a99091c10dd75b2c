/** @file Parameters and buffers of lazy layers before the first input: they have a type, but neither shape nor values. */

import { ArgumentError, ShapeError } from '../errors.js';
import { checkOptions } from '../geometry/options.js';
import { empty } from '../tensor/element.js';
import type { Storage, Tensor } from '../tensor/tensor.js';
import { Buffer, Parameter, setData } from './parameter.js';

export interface UninitializedOptions {
  /** Default `'float32'`. */
  dtype?: 'float32' | 'float64';
}

/** The error for a use that needs values; `use` as Python would print the function. */
function tooEarly(tensor: Tensor, use: string): ArgumentError {
  const name = tensor instanceof Parameter ? 'UninitializedParameter' : 'UninitializedBuffer';
  return new ArgumentError(
    `Attempted to use an uninitialized parameter in ${use}. This error happens when you are using a \`LazyModule\` or ` +
      `explicitly manipulating \`torch.nn.parameter.${name}\` objects. When using LazyModules Call \`forward\` with a ` +
      'dummy batch to initialize the parameters before calling torch functions',
    { fields: { use } },
  );
}

const method = (name: string): string => `<method '${name}' of 'torch._C.TensorBase' objects>`;

function noShape(): never {
  throw new ShapeError(
    "Can't access the shape of an uninitialized parameter or buffer. This error usually happens in `load_state_dict` " +
      'when trying to load an uninitialized parameter into an initialized one. Call `forward` to initialize the ' +
      'parameters before accessing their attributes.',
  );
}

/** Puts errors in the place of shape and array, until `reveal`. */
function hide(tensor: Tensor): void {
  Object.defineProperty(tensor, 'shape', { get: noShape, configurable: true });
  Object.defineProperty(tensor, 'storage', {
    get: (): Storage => {
      throw tooEarly(tensor, method('data'));
    },
    configurable: true,
  });
}

/** Gives the tensor a shape, zeros, and the class that it stands in for. */
function reveal(tensor: Tensor, plain: Tensor, shape: readonly number[]): void {
  const values = empty(shape, tensor.dtype);
  for (const name of ['shape', 'storage'])
    Object.defineProperty(tensor, name, { value: undefined, writable: true, enumerable: true, configurable: true });
  setData(tensor, values);
  Object.setPrototypeOf(tensor, plain);
}

/** A parameter whose shape is not known yet. */
export class UninitializedParameter extends Parameter {
  constructor(options: UninitializedOptions & { requiresGrad?: boolean } = {}) {
    checkOptions('UninitializedParameter', options, ['dtype', 'requiresGrad']);
    const { requiresGrad = true } = options;
    super(empty([0], options.dtype ?? 'float32'), { requiresGrad });
    hide(this);
  }

  /** Becomes a `Parameter` of that shape, filled with zeros. */
  materialize(shape: readonly number[]): void {
    reveal(this, Parameter.prototype, shape);
  }

  override numel(): number {
    throw tooEarly(this, method('numel'));
  }

  override dim(): number {
    throw tooEarly(this, method('dim'));
  }

  override toString(): string {
    return '<UninitializedParameter>';
  }
}

/** A buffer whose shape is not known yet. */
export class UninitializedBuffer extends Buffer {
  constructor(options: UninitializedOptions & { persistent?: boolean } = {}) {
    checkOptions('UninitializedBuffer', options, ['dtype', 'persistent']);
    const { persistent = true } = options;
    super(empty([0], options.dtype ?? 'float32'), { persistent });
    hide(this);
  }

  /** Becomes a `Buffer` of that shape, filled with zeros. */
  materialize(shape: readonly number[]): void {
    reveal(this, Buffer.prototype, shape);
  }

  override numel(): number {
    throw tooEarly(this, method('numel'));
  }

  override dim(): number {
    throw tooEarly(this, method('dim'));
  }

  override toString(): string {
    return '<UninitializedBuffer>';
  }
}
