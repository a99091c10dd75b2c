/** @file What a tensor knows of its own history; `autograd/` says what it means. */

/** The operation that made a tensor, or the place where a leaf's gradient is collected. */
export interface GradientNode {
  /** PyTorch's name without `Backward0`: `Add`, `Convolution`; `AccumulateGrad` for a leaf. */
  readonly name: string;
  /** `AddBackward0`, as PyTorch prints it. */
  toString(): string;
  /** Whether gradients end here. */
  readonly isLeaf: boolean;
}
