/** @file Gradients of several tensors, looked at together. */

import { Tensor } from '../tensor/tensor.js';
import { Node } from './node.js';
import { nodeOf } from './record.js';

/**
 * Tensors that stand for the given ones. Once the gradients of all that are used have come back, `meet` sees them and says
 * what goes on to the given ones.
 *
 * @param inputs  tensors that require grad
 * @param meet    hears one gradient per input, null for one that nobody used
 */
export function joint(
  inputs: readonly Tensor[],
  meet: (grads: readonly (Tensor | null)[]) => readonly (Tensor | null)[],
): Tensor[] {
  const grads: (Tensor | null)[] = inputs.map(() => null);
  // Made before the nodes that lead to it, so that it is reached after all of them.
  const meeting = new Node('BackwardHookFunction', inputs.map(nodeOf), () => {
    const arrived = grads.splice(0, grads.length, ...inputs.map(() => null));
    return meet(arrived);
  });
  meeting.open = true;
  // What travels to the meeting is a token; the gradients themselves wait in the list.
  const token = new Tensor(new Float32Array(1), [], 'float32');
  return inputs.map((input, i) => {
    const standIn = new Tensor(input.storage, input.shape, input.dtype);
    standIn.isView = true;
    const node = new Node('BackwardHookFunction', [meeting], (grad) => {
      grads[i] = grad;
      return [token];
    });
    node.open = true;
    standIn.gradientNode = node;
    return standIn;
  });
}
