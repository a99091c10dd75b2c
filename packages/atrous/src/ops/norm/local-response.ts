/** @file `F.localResponseNorm`. */

import { localResponseNormShape } from '../../geometry/norm.js';
import { checkCall } from '../../tensor/operand.js';
import { numel, type Tensor } from '../../tensor/tensor.js';
import { averages } from '../avg-pool/averages.js';
import { asDivisors, readCells } from '../avg-pool/divisors.js';
import { add, div, mul, pow, square } from '../elementwise/index.js';
import { floats } from '../float-only.js';
import { adaptiveWindows, asVolume, slidingWindows } from '../pool-windows.js';

export interface LocalResponseNormOptions {
  /** Weight of the neighbours; default 1e-4. */
  readonly alpha?: number;
  /** Exponent; default 0.75. */
  readonly beta?: number;
  /** Added to the weighted neighbours; default 1. */
  readonly k?: number;
}

/**
 * Divides every value of `[N, C, …]` by what its neighbours in other channels hold:
 *
 *     y_c = x_c / (k + alpha · S_c)^beta,   S_c = (1/size) · Σ x² over channels c − ⌊size/2⌋ … c + ⌊(size − 1)/2⌋
 *
 * Channels that do not exist count as 0, and the sum is always divided by `size`.
 *
 * @throws ArgumentError below rank 3, ShapeError for `size ≤ 0`
 */
export function localResponseNorm(input: Tensor, size: number, options: LocalResponseNormOptions = {}): Tensor {
  checkCall('local_response_norm', { input }, options, ['alpha', 'beta', 'k']);
  const { alpha = 1e-4, beta = 0.75, k = 1 } = options;
  const shape = localResponseNormShape(input.shape, size);
  floats(input, shape.length === 3 ? 'avg_pool2d' : 'avg_pool3d');
  return div(input, pow(add(mul(neighbours(square(input), shape, size), alpha), k), beta));
}

/** The sum over channels c − ⌊size/2⌋ … c + ⌊(size − 1)/2⌋ of x [N, C, …], where they exist, divided by `size`. */
function neighbours(x: Tensor, shape: readonly number[], size: number): Tensor {
  const [N, C, first] = shape as readonly [number, number, number];
  const channels = slidingWindows(C, { kernel: size, stride: 1, dilation: 1, padBefore: size >> 1, padAfter: size }, C);
  const spatial = [first, numel(shape.slice(3))].map((cells) => adaptiveWindows(cells, cells));
  const axes = asVolume([channels, ...spatial]);
  const divisors = asDivisors([new Int32Array(C).fill(size), ...spatial.map(readCells)]);
  return averages(x, { name: 'AvgPool3D', planes: N, axes, divisors }, shape);
}
