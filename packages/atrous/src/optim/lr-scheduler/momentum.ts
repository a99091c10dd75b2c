/** @file The momentum that a cycle moves against the learning rate: SGD's, or Adam's first beta. */

import type { Group } from '../group.js';
import type { Optimizer } from '../optimizer.js';

export function setMomentum(group: Group, momentum: number, useBeta1: boolean): void {
  if (useBeta1) group.betas = [momentum, group.betas![1]];
  else group.momentum = momentum;
}

/** Gives every group the bounds of its cycle, and begins at the upper one. */
export function beginCycle(
  optimizer: Optimizer,
  base: readonly number[],
  max: readonly number[],
  useBeta1: boolean,
): void {
  optimizer.paramGroups.forEach((group, i) => {
    setMomentum(group, max[i]!, useBeta1);
    group.maxMomentum = max[i]!;
    group.baseMomentum = base[i]!;
  });
}
