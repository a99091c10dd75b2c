/** @file A call of a function of tensors, and the nodes that such calls become. */

import type { SyntaxNode } from '@lezer/common';
import type { Arg } from 'atrous/spec';
import type { Machine } from '../machine.js';
import type { CallArguments, Runtime, TensorValue } from '../runtime.js';

/** A call on a tensor: `args` are the others. */
export interface TensorCall {
  readonly machine: Machine;
  readonly name: string;
  readonly input: TensorValue;
  readonly args: CallArguments;
  readonly node: SyntaxNode;
}

export type TensorFunction = (call: TensorCall) => Runtime | undefined;

/** A node of the function, behind its tensor and `others`. */
export const join = (
  call: TensorCall,
  op: string,
  args: Readonly<Record<string, Arg>>,
  ...others: readonly TensorValue[]
): TensorValue =>
  call.machine.graph.join(
    call.machine.nodeName(call.name.replace(/_$/, '')),
    op,
    args,
    [call.input, ...others],
    call.node,
  );

/** What keeps tensors as they are. */
export const same: TensorFunction = ({ input }) => input;

/** What computes every element by itself. */
export const pointwise: TensorFunction = (call) =>
  join(call, 'pointwise', { what: call.machine.source(call.node).replaceAll(/\s+/g, ' ').slice(0, 60) });

/** Something with the shape that `run` gives, and other values. */
export const likeOf =
  (run: TensorFunction): TensorFunction =>
  (call) => {
    const made = run(call);
    return made?.kind === 'tensor' ? pointwise({ ...call, input: made }) : made;
  };
