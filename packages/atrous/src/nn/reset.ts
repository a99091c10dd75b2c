/** @file The initial weights that convolutions and linear layers share. */

import type { Tensor } from '../tensor/tensor.js';
import { calculateFanInAndFanOut, kaimingUniform_, uniform_ } from './init.js';

/** PyTorch's start for weights with a bias: both U(±1/√fanIn). */
export function resetWeightAndBias(weight: Tensor, bias: Tensor | null): void {
  kaimingUniform_(weight, { a: Math.sqrt(5) });
  if (bias === null) return;
  const [fanIn] = calculateFanInAndFanOut(weight);
  if (fanIn === 0) return;
  const bound = 1 / Math.sqrt(fanIn);
  uniform_(bias, { a: -bound, b: bound });
}
