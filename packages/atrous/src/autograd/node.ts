/** @file The tape's entries: one per recorded operation, and one per leaf. They know no operation. */

import { AtrousError } from '../errors.js';
import { sizeList } from '../geometry/python.js';
import { DTYPES } from '../tensor/dtype.js';
import type { GradientNode } from '../tensor/history.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * The gradients of an operation's inputs from that of its output; null where an input has none.
 *
 * Rules are made of operations, so that gradients can be differentiated in turn. Where `needs[i]` is false nobody will
 * read the gradient of input i, and a rule may save the work.
 */
export type GradientRule = (
  grad: Tensor,
  saved: readonly Tensor[],
  needs: readonly boolean[],
) => readonly (Tensor | null)[];

/** Looks at a gradient, and may give another in its place. */
export type GradientHook = (grad: Tensor) => Tensor | null | undefined | void;

/** A tensor that a rule will read, and the version that it had. */
interface Saved {
  readonly tensor: Tensor;
  readonly version: number;
}

let created = 0;

/** An operation that was recorded, or a leaf (which has no rule and no edges). */
export class Node implements GradientNode {
  readonly name: string;
  /** One per input: where its gradient goes; null where nobody asked for it. */
  readonly edges: readonly (Node | null)[];
  /** Nodes are numbered as they are made, so every edge leads to a smaller number. */
  readonly number: number = created++;
  readonly hooks: Set<GradientHook> = new Set();
  /** The tensor whose `grad` collects what arrives: the leaf, or one that asked with `retainGrad`. */
  keeper: Tensor | null = null;
  /** Whether its rule shows gradients to others, who may keep them. */
  open = false;
  readonly rule: GradientRule | null;
  #saved: readonly Saved[] | null;

  constructor(
    name: string,
    edges: readonly (Node | null)[] = [],
    rule: GradientRule | null = null,
    saved: readonly Tensor[] = [],
  ) {
    this.name = name;
    this.edges = edges;
    this.rule = rule;
    this.#saved = saved.map((tensor) => ({ tensor, version: tensor.version }));
  }

  get isLeaf(): boolean {
    return this.rule === null;
  }

  /** Prints as PyTorch's `<AddBackward0>`; a name may bring another number (`SumBackward1`). */
  toString(): string {
    return this.isLeaf || /Backward\d+$/.test(this.name) ? this.name : `${this.name}Backward0`;
  }

  /** Lets go of the saved tensors. */
  release(): void {
    if (this.#saved !== null && this.#saved.length > 0) this.#saved = null;
  }

  /** What the rule reads. @throws AtrousError after `release`, and where one of them was changed in place */
  saved(): Tensor[] {
    if (this.#saved === null)
      throw new AtrousError(
        'Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors after calling backward.',
        { hint: 'Pass `{ retainGraph: true }` to the first backward.' },
      );
    return this.#saved.map(({ tensor, version }) => {
      if (tensor.version !== version) throw modified(tensor, version);
      return tensor;
    });
  }
}

function modified(tensor: Tensor, version: number): AtrousError {
  const origin = tensor.gradFn === null ? '' : `, which is output 0 of ${tensor.gradFn.name},`;
  return new AtrousError(
    `one of the variables needed for gradient computation has been modified by an inplace operation: [${DTYPES[tensor.dtype].tensorType} ${sizeList(tensor.shape)}]${origin} is at version ${tensor.version}; expected version ${version} instead. Hint: enable anomaly detection to find the operation that failed to compute its gradient, with torch.autograd.set_detect_anomaly(True, check_nan=False).`,
  );
}
