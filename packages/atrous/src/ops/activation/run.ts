/** @file One loop for every activation of one number: which types it takes, and whether it writes in place. */

import { differentiable } from '../../autograd/index.js';
import { cannotCast, isFloatingPoint } from '../../tensor/dtype.js';
import { empty, numbers, type NumberArray, store } from '../../tensor/element.js';
import type { Tensor } from '../../tensor/tensor.js';
import { overwrite } from '../elementwise/in-place.js';
import type { Loop } from '../elementwise/loops.js';
import { map } from '../elementwise/unary.js';
import type { KernelCall } from '../engine.js';
import { checkFloats } from '../float-only.js';
import { recordInPlace } from '../in-place.js';
import type { Derivative } from './gradient.js';

export interface InplaceOptions {
  /** Write into the input and return it; default false. */
  readonly inplace?: boolean;
}

/**
 * What becomes of integers: `keep` computes in their type, `float` gives float32, and the name of PyTorch's kernel says
 * that it takes none.
 */
export type Integers = 'keep' | 'float' | { readonly kernel: string };

/** Runs the loop over a floating-point input; `inplace` writes into it, raises its version and returns it. */
function onFloats(input: Tensor, activation: Activation, kernel: string, inplace: boolean): Tensor {
  checkFloats(input, kernel);
  const output = map(activation.loop, input, input.dtype, callOf(activation));
  return inplace ? overwrite(input, output) : output;
}

/** Runs the loop over an integer input whose type the result keeps. */
function onIntegers(input: Tensor, loop: Loop, inplace: boolean): Tensor {
  const output = inplace ? input : empty(input.shape, input.dtype);
  const values = numbers(input).slice();
  loop(values, values);
  store(output, values);
  if (inplace) input.storage.version++;
  return output;
}

/** What an activation of one number is. */
export interface Activation {
  /** PyTorch's name of its backward. */
  readonly name: string;
  readonly loop: Loop;
  /** What an engine knows it by; default the name. */
  readonly kernel?: string;
  /** Settings of the loop. */
  readonly constants?: readonly number[];
  readonly integers: Integers;
  readonly derivative: Derivative;
  /** What the derivative reads; default the input. */
  readonly saves?: 'input' | 'output';
}

const callOf = ({ name, kernel = name, constants }: Activation, suffix: string = ''): KernelCall => ({
  name: kernel + suffix,
  constants,
});

/**
 * An activation of one number, element by element.
 *
 * @throws NotSupportedError for a type that PyTorch's kernel does not take either
 */
export function activate(input: Tensor, activation: Activation, inplace: boolean = false): Tensor {
  if (inplace && recordInPlace(input, [], (before) => activate(before, activation))) return input;
  const output = computed(input, activation, inplace);
  if (inplace) return output;
  const { name, derivative, saves } = activation;
  const saved = saves === 'output' ? output : input;
  const call = callOf(activation, 'Backward');
  return differentiable(name, [input], output, (grad, [read]) => [derivative(grad, read!, call)], [saved]);
}

function computed(input: Tensor, activation: Activation, inplace: boolean): Tensor {
  const { loop, integers } = activation;
  if (isFloatingPoint(input.dtype))
    return onFloats(input, activation, typeof integers === 'string' ? integers : integers.kernel, inplace);
  if (integers === 'keep') return onIntegers(input, loop, inplace);
  if (integers !== 'float') return onFloats(input, activation, integers.kernel, inplace);
  if (inplace) throw cannotCast('float32', input.dtype);
  const output = empty(input.shape, 'float32');
  loop(numbers(input), output.storage.array as NumberArray);
  return output;
}
