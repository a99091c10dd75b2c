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
  const node = tensor.gradientNode as Node;
  if (node.number < (tensor.storage.rewritten ?? 0))
    throw new NotSupportedError('a view of a tensor that was changed in place is not followed here', {
      hint: 'Make the view after the change, or use the operation that returns a new tensor.',
    });
  return node;
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
  const inPlace = inputs.includes(output);
  if (!inPlace) output.isView = inputs.some((input) => input?.storage === output.storage);
  if (!isRecorded(inputs) || !isFloatingPoint(output.dtype)) return output;
  const node = new Node(name, inputs.map(nodeOf), rule, saved);
  if (inPlace) rewritten(output, node);
  else output.gradientNode = node;
  return output;
}

/** Gives `target`, which was overwritten with the values of `result`, the history of `result`. */
export function succeed(target: Tensor, result: Tensor): void {
  rewritten(target, result.gradientNode as Node);
}

/** `target` is what `node` made from now on; other tensors on its array hold values that their own history does not know. */
function rewritten(target: Tensor, node: Node): void {
  const before = target.gradientNode as Node | null;
  if (before !== null && !before.isLeaf && before.keeper === target) {
    before.keeper = null;
    node.keeper = target;
  }
  target.gradientNode = node;
  target.storage.rewritten = node.number;
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
    throw new AtrousError('a leaf Variable that requires grad is being used in an in-place operation.', {
      hint: 'Write to it inside `noGrad(() => …)`.',
    });
  if (target.isView)
    throw new NotSupportedError('an in-place operation on a view is not recorded here', {
      hint: 'Use the operation that returns a new tensor.',
    });
}
