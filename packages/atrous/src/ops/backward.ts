/** @file `backward()` and `autograd.grad`: gradients of tensors by way of the tape. */

import { type GradientHook, isGradEnabled, type Node, nodeOf, type Start, walk } from '../autograd/index.js';
import { AtrousError, ShapeError } from '../errors.js';
import { checkOptions } from '../geometry/options.js';
import { torchSize } from '../geometry/python.js';
import { clone } from '../tensor/cast.js';
import { onesLike } from '../tensor/create.js';
import type { Tensor } from '../tensor/tensor.js';
import { add, add_ } from './elementwise/index.js';
import { passing } from './engine.js';

export interface BackwardOptions {
  /** Keeps what backward needs, so that it can be called again; default: the value of `createGraph`. */
  readonly retainGraph?: boolean;
  /** Records the gradients' own computation, so that they can be differentiated; default false. */
  readonly createGraph?: boolean;
  /** Leaves that gradients are collected in; default: all that were read. */
  readonly inputs?: readonly Tensor[];
}

export interface GradOptions {
  /** Gradients of the outputs; null for a scalar means 1. */
  readonly gradOutputs?: Tensor | readonly (Tensor | null)[] | null;
  readonly retainGraph?: boolean;
  readonly createGraph?: boolean;
  /** Gives null for an input that no output depends on, instead of throwing; default false. */
  readonly allowUnused?: boolean;
}

const mistake = (message: string, hint?: string): AtrousError => new AtrousError(message, { hint });

/** A start of the walk: an output, with the gradient given or 1. */
function startOf(output: Tensor, given: Tensor | null | undefined, index: number): Start {
  const node = nodeOf(output);
  if (node === null)
    throw mistake(
      `element ${index} of tensors does not require grad and does not have a grad_fn`,
      isGradEnabled() ? 'Nothing that it was made from has `requiresGrad`.' : 'It was made inside `noGrad`.',
    );
  if (!given) {
    if (output.numel() !== 1)
      throw mistake('grad can be implicitly created only for scalar outputs', 'Reduce it first, or pass its gradient.');
    return { node, grad: onesLike(output) };
  }
  if (given.shape.join() !== output.shape.join())
    throw new ShapeError(
      `Mismatch in shape: grad_output[${index}] has a shape of ${torchSize(given.shape)} and output[${index}] has a shape of ${torchSize(output.shape)}.`,
      { fields: { index, gradient: given.shape, output: output.shape } },
    );
  return { node, grad: given };
}

/** Adds a gradient to what the tensor has; without `createGraph` in place, so that whoever holds `grad` sees it. */
function accumulate(tensor: Tensor, grad: Tensor, createGraph: boolean): void {
  if (tensor.grad === null) tensor.grad = createGraph ? grad : clone(grad);
  else if (createGraph) tensor.grad = add(tensor.grad, grad);
  else add_(tensor.grad, grad);
}

/**
 * Computes the gradients of `output` with respect to the leaves that it was made from, and adds them to their `grad`.
 *
 * @param gradient  of the output, in its shape; a scalar output needs none
 * @throws AtrousError where nothing was recorded, and for a tape that was read before; ShapeError for another shape
 */
export function backward(output: Tensor, gradient?: Tensor | null, options: BackwardOptions = {}): void {
  checkOptions('backward', options, ['retainGraph', 'createGraph', 'inputs']);
  const { createGraph = false, retainGraph = createGraph, inputs } = options;
  if (inputs?.length === 0) throw mistake('`inputs` argument to `backward()` cannot be empty.');
  const start = startOf(output, gradient, 0);
  const targets = inputs === undefined ? null : new Set(inputs.map(differentiated));
  walk([start], targets, { retainGraph, createGraph, add, passing: passing(createGraph) }, (node, grad) => {
    if (node.keeper !== null && (targets === null || targets.has(node))) accumulate(node.keeper, grad, createGraph);
    return false;
  });
}

function differentiated(input: Tensor): Node {
  const node = nodeOf(input);
  if (node === null) throw mistake('One of the differentiated Tensors does not require grad');
  return node;
}

/**
 * The gradients of `outputs` with respect to `inputs`, without touching any `grad`.
 *
 * @returns one per input; null only with `allowUnused`
 * @throws AtrousError for no inputs, for an input without `requiresGrad`, for one that no output depends on, and for fewer
 *   gradients than outputs
 */
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor | readonly Tensor[],
  options?: GradOptions & { readonly allowUnused?: false },
): Tensor[];
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor | readonly Tensor[],
  options?: GradOptions,
): (Tensor | null)[];
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor | readonly Tensor[],
  options: GradOptions = {},
): (Tensor | null)[] {
  checkOptions('grad', options, ['gradOutputs', 'retainGraph', 'createGraph', 'allowUnused']);
  const { gradOutputs, createGraph = false, retainGraph = createGraph, allowUnused = false } = options;
  const listOf = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value]) as readonly T[];
  const results = listOf(outputs);
  const given = gradOutputs == null ? results.map(() => null) : listOf<Tensor | null>(gradOutputs);
  const starts = results.map((output, i) => startOf(output, given[i], i));
  if (given.length < results.length)
    throw mistake(
      `got ${results.length} tensors and ${given.length} gradients`,
      'Give one gradient per output; null stands for the 1 of a scalar.',
    );
  const nodes = listOf(inputs).map(differentiated);
  if (nodes.length === 0) throw mistake('`inputs` argument to `grad()` cannot be empty.');
  const found = new Map<Node, Tensor>();
  walk(
    starts,
    new Set(nodes),
    { retainGraph, createGraph, add, passing: passing(createGraph) },
    (node, value) => found.set(node, value).size > 0,
  );
  return nodes.map((node, i) => {
    const value = found.get(node);
    if (value !== undefined || allowUnused) return value ?? null;
    throw mistake(
      `The differentiated Tensor at index ${i} appears to not have been used in the graph. Set allow_unused=True if this is the desired behavior.`,
      'Pass `{ allowUnused: true }` to get null for it.',
    );
  });
}

/** What `registerHook` returns. */
export interface HookHandle {
  remove(): void;
}

/**
 * Calls `hook` with the whole gradient of the tensor whenever it is computed; what it returns takes its place.
 *
 * @throws AtrousError for a tensor that requires no gradient
 */
export function registerHook(tensor: Tensor, hook: GradientHook): HookHandle {
  const node = nodeOf(tensor);
  if (node === null) throw mistake("cannot register a hook on a tensor that doesn't require gradient");
  node.hooks.add(hook);
  return { remove: () => void node.hooks.delete(hook) };
}

/** Keeps the gradient of a tensor that is no leaf in its `grad`. @throws AtrousError where it requires none */
export function retainGrad(tensor: Tensor): void {
  const node = nodeOf(tensor);
  if (node === null) throw mistake("can't retain_grad on Tensor that has requires_grad=False");
  node.keeper = tensor;
}
