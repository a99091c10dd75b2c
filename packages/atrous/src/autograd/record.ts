/** @file Writing the tape: what an operation calls to be differentiable. */

import { AtrousError, NotSupportedError } from '../errors.js';
import { isFloatingPoint } from '../tensor/dtype.js';
import type { Tensor } from '../tensor/tensor.js';
import { isGradEnabled } from './mode.js';
import { Node, type GradientRule } from './node.js';

/** Where the gradient of a tensor goes; null where it requires none. */
export function nodeOf(tensor: Tensor | null | undefined): Node | null {
  if (!tensor?.requiresGrad) return null;
  tensor.gradientNode ??= leaf(tensor);
  return tensor.gradientNode as Node;
}

function leaf(tensor: Tensor): Node {
  const node = new Node('AccumulateGrad');
  node.keeper = tensor;
  return node;
}

/** Whether an operation on these tensors will be recorded. */
export function isRecorded(inputs: readonly (Tensor | null | undefined)[]): boolean {
  return isGradEnabled() && inputs.some((input) => input?.requiresGrad);
}

/**
 * Gives `output` its history: the one call by which an operation becomes differentiable.
 *
 * @param name    PyTorch's name of the operation without `Backward0`
 * @param inputs  the tensors that it read, in the order of the rule's results
 * @param rule    see `GradientRule`
 * @param saved   tensors that the rule reads; inputs or `output` itself. They are guarded by their version
 * @param output  may be one of the inputs, written in place after `checkInPlace`: from then on it is what this made
 * @returns `output`
 */
export function differentiable(
  name: string,
  inputs: readonly (Tensor | null | undefined)[],
  output: Tensor,
  rule: GradientRule,
  saved: readonly Tensor[] = [],
): Tensor {
  if (!isRecorded(inputs) || !isFloatingPoint(output.dtype)) return output;
  output.isView = inputs.some((input) => input?.storage === output.storage && input !== output);
  output.gradientNode = new Node(name, inputs.map(nodeOf), rule, saved);
  return output;
}

/**
 * What an operation asks before it writes into `target`.
 *
 * @throws AtrousError for a leaf that requires grad; NotSupportedError for a view of a tensor with history, whose own
 * history could not be told of the change
 */
export function checkInPlace(target: Tensor, inputs: readonly (Tensor | null | undefined)[] = []): void {
  if (!isRecorded([target, ...inputs])) return;
  if (target.isLeaf && target.requiresGrad)
    throw new AtrousError(
      'a leaf Variable that requires grad is being used in an in-place operation.',
      'RuntimeError',
      { hint: 'Write to it inside `noGrad(() => …)`.' },
    );
  if (target.isView)
    throw new NotSupportedError('an in-place operation on a view is not recorded here', {
      hint: 'Use the operation that returns a new tensor.',
    });
}
