/** @file What every optimiser is: groups of parameters, a state for each parameter, and a step over both. */

import { enableGrad } from '../autograd/index.js';
import { DTypeError, ShapeError } from '../errors.js';
import { checkOptions } from '../geometry/options.js';
import { torchSize } from '../geometry/python.js';
import { DTYPES, type FloatArray } from '../tensor/dtype.js';
import { empty } from '../tensor/element.js';
import { className, showAsText } from '../tensor/shown.js';
import type { Tensor } from '../tensor/tensor.js';
import {
  checkAgainst,
  completeGroup,
  type Group,
  type GroupLike,
  type GroupOptions,
  groupsOf,
  type ParamsLike,
} from './group.js';
import { checkFlags } from '../tensor/flags.js';
import { printOptimizer } from './print.js';
import {
  type OptimizerStateDict,
  type OptimizerStateDictLike,
  type ParameterState,
  readState,
  saveState,
  scalar,
} from './state-dict.js';

/**
 * Base of all optimisers. A subclass writes `update`, which changes one parameter in place.
 *
 *     const optimizer = new optim.SGD(model.parameters(), { lr: 0.1, momentum: 0.9 });
 *     optimizer.zeroGrad();
 *     loss.backward();
 *     optimizer.step();
 *
 * Parameters without gradient are left alone: no decay, no state.
 */
export abstract class Optimizer<O extends GroupOptions = GroupOptions> {
  /** The options of a group that names none. */
  readonly defaults: Required<O>;
  /** The groups, whose options may be written to at any time. */
  readonly paramGroups: Group<O>[] = [];
  /** What is kept for each parameter, by PyTorch's names. */
  readonly state: Map<Tensor, ParameterState> = new Map();
  /** @internal Whether `step` was called; schedulers warn where it was not. */
  stepped = false;

  /**
   * @param params    tensors, `[name, tensor]` pairs, or groups `{ params, lr, … }`
   * @param defaults  every option of the optimiser, checked by the subclass
   * @throws ArgumentError, NotSupportedError
   */
  constructor(params: ParamsLike<O>, defaults: Required<O>) {
    this.defaults = defaults;
    checkFlags(this.typeName(), defaults);
    for (const group of groupsOf(params)) this.addParamGroup(group);
  }

  /** Changes one parameter by its gradient, both of one type and shape. */
  protected abstract update(param: Tensor, grad: Tensor, group: Group<O>): void;

  /** The name that is printed: the class's, and for an optimiser of this library PyTorch's whatever a minifier did. */
  typeName(): string {
    return className(this);
  }

  /**
   * Adds parameters, for example of layers that are no longer frozen.
   *
   * @throws ArgumentError if one of them is there already
   */
  addParamGroup(group: GroupLike<O>): void {
    const whole = completeGroup(this.typeName(), group, this.defaults);
    checkFlags(this.typeName(), whole);
    checkAgainst(whole as Group, this.paramGroups as Group[]);
    this.paramGroups.push(whole);
  }

  /**
   * Changes every parameter that has a gradient.
   *
   * @param closure  computes gradients anew and gives the loss; it runs with recording on
   * @returns what the closure gave
   */
  step(): undefined;
  step<T>(closure: () => T): T;
  step<T>(closure?: () => T): T | undefined {
    this.stepped = true;
    const loss = closure === undefined ? undefined : enableGrad(closure);
    for (const group of this.paramGroups)
      for (const param of group.params) {
        if (param.grad === null) continue;
        checkGradient(param, param.grad);
        this.update(param, param.grad, group);
        param.touch();
      }
    return loss;
  }

  /**
   * Forgets the gradients.
   *
   * @param options.setToNone  whether `grad` becomes null (default) or zeros
   */
  zeroGrad(options: { setToNone?: boolean } = {}): void {
    checkOptions('zero_grad', options, ['setToNone']);
    for (const { params } of this.paramGroups)
      for (const param of params) if (param.grad !== null) param.grad = cleared(param.grad, options.setToNone ?? true);
  }

  /** The state of the optimiser in PyTorch's form and names; its tensors are the optimiser's own. */
  stateDict(): OptimizerStateDict {
    return saveState(this.paramGroups as Group[], this.state);
  }

  /**
   * Takes over a state, such as one that PyTorch saved. The parameters are matched by their order. Nothing is changed
   * unless everything fits.
   *
   * @throws ArgumentError, StateDictError
   */
  loadStateDict(stateDict: OptimizerStateDictLike): void {
    const { state, options } = readState(this.paramGroups as Group[], stateDict);
    this.state.clear();
    for (const [param, values] of state) this.state.set(param, values);
    this.paramGroups.forEach((group, i) => Object.assign(group, options[i]));
  }

  /** As PyTorch prints it. */
  toString(): string {
    return printOptimizer(this.typeName(), this.paramGroups);
  }

  static {
    showAsText(this.prototype);
  }

  /** A parameter's entry of a name, in the parameter's shape and type; made and filled at first use. */
  protected buffer(param: Tensor, name: string, fill = 0): FloatArray {
    const state = this.#stateOf(param);
    let tensor = state.get(name);
    if (tensor === undefined) {
      tensor = empty(param.shape, param.dtype);
      floats(tensor).fill(fill);
      state.set(name, tensor);
    }
    return floats(tensor);
  }

  /** A parameter's entry of one float32 number, such as `step`. */
  protected number(param: Tensor, name: string, start = 0): Float32Array {
    const state = this.#stateOf(param);
    let tensor = state.get(name);
    if (tensor === undefined) state.set(name, (tensor = scalar(start)));
    return tensor.storage.array as Float32Array;
  }

  #stateOf(param: Tensor): ParameterState {
    let state = this.state.get(param);
    if (state === undefined) this.state.set(param, (state = new Map()));
    return state;
  }
}

/** The array of a float32 or float64 tensor. */
export function floats(tensor: Tensor): FloatArray {
  return tensor.storage.array as FloatArray;
}

function sameSizes(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function checkGradient(param: Tensor, grad: Tensor): void {
  if (!sameSizes(grad.shape, param.shape))
    throw new ShapeError(
      `assigned grad has data of a different size: ${torchSize(grad.shape)} for a parameter of ${torchSize(param.shape)}`,
      { fields: { grad: [...grad.shape], param: [...param.shape] } },
    );
  if (grad.dtype !== param.dtype)
    throw new DTypeError(
      `assigned grad has data of a different type: ${DTYPES[grad.dtype].scalar} for a parameter of ${DTYPES[param.dtype].scalar}`,
      { fields: { grad: grad.dtype, param: param.dtype } },
    );
}

/** A gradient that has a history is replaced: what is recorded may still need it. */
function cleared(grad: Tensor, setToNone: boolean): Tensor | null {
  if (setToNone) return null;
  if (grad.requiresGrad) return empty(grad.shape, grad.dtype);
  floats(grad).fill(0);
  return grad.touch();
}
