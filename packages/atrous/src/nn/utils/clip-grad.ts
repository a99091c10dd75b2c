/** @file Gradients kept from growing too large, in place, between `backward()` and `optimizer.step()`. */

import { noGrad } from '../../autograd/index.js';
import { type ArgumentError, runtimeError } from '../../errors.js';
import { checkOptions } from '../../geometry/options.js';
import { float } from '../../geometry/python.js';
import { norm } from '../../ops/reduce/index.js';
import type { FloatArray } from '../../tensor/dtype.js';
import { checkFlags } from '../../tensor/flags.js';
import { Tensor } from '../../tensor/tensor.js';
import { requireFloat, tensorsOf } from './arguments.js';

/** One tensor, or several: `model.parameters()`. */
type Parameters = Tensor | Iterable<Tensor>;

export interface ClipOptions {
  /** Gradients are changed one after another here: `true` throws. */
  foreach?: false | null;
}

export interface ClipNormOptions extends ClipOptions {
  /** Which norm, `Infinity` included; default 2. */
  normType?: number;
  /** Whether a norm that is NaN or infinite throws; default false. */
  errorIfNonfinite?: boolean;
}

const NORM_OPTIONS = ['normType', 'errorIfNonfinite', 'foreach'];

function gradientsOf(parameters: Parameters): Tensor[] {
  return tensorsOf(parameters, 'grad').flatMap(({ grad }) => (grad === null ? [] : [grad]));
}

/** The norm of the norms, in the widest type among the gradients. */
function totalNorm(grads: readonly Tensor[], normType: number): Tensor {
  const wide = grads.some((grad) => grad.dtype === 'float64');
  const norms = grads.map((grad) => norm(grad, normType).item());
  const array = wide ? Float64Array.from(norms) : Float32Array.from(norms);
  return norm(new Tensor(array, [norms.length], wide ? 'float64' : 'float32'), normType);
}

/**
 * The norm of several tensors taken together, a tensor without dimensions; 0 where there is none.
 *
 * @throws ArgumentError (Python's RuntimeError) for a norm that is not finite, if asked to
 */
export function getTotalNorm(tensors: Parameters, options: ClipNormOptions = {}): Tensor {
  checkOptions('get_total_norm', options, NORM_OPTIONS);
  checkFlags('get_total_norm', { ...options });
  const { normType = 2, errorIfNonfinite = false } = options;
  requireFloat(normType);
  const all = tensorsOf(tensors, 'device');
  if (all.length === 0) return new Tensor(new Float32Array(1), [], 'float32');
  const total = noGrad(() => totalNorm(all, normType));
  if (errorIfNonfinite && !Number.isFinite(total.item())) throw nonFinite(normType);
  return total;
}

/** Scales all gradients by min(1, maxNorm / (total + 1e-6)), with a total that is known. */
export function clipGradsWithNorm_(
  parameters: Parameters,
  maxNorm: number,
  total: Tensor,
  options: ClipOptions = {},
): void {
  checkOptions('clip_grads_with_norm_', options, ['foreach']);
  checkFlags('clip_grads_with_norm_', { ...options });
  requireFloat(maxNorm);
  const round = total.dtype === 'float64' ? (x: number) => x : Math.fround;
  const factor = Math.min(round(maxNorm / round(total.item() + 1e-6)), 1);
  for (const grad of gradientsOf(parameters)) scale(grad, factor);
}

/**
 * Scales all gradients by min(1, maxNorm / (total + 1e-6)), where `total` is the norm of all of them taken together.
 *
 * @returns the total before scaling, a tensor without dimensions; 0 where there is no gradient
 * @throws ArgumentError (Python's RuntimeError) for a total that is not finite, if asked to
 */
export function clipGradNorm_(parameters: Parameters, maxNorm: number, options: ClipNormOptions = {}): Tensor {
  checkOptions('clip_grad_norm_', options, NORM_OPTIONS);
  checkFlags('clip_grad_norm_', { ...options });
  const tensors = tensorsOf(parameters, 'grad');
  requireFloat(maxNorm);
  const total = getTotalNorm(gradientsOf(tensors), options);
  clipGradsWithNorm_(tensors, maxNorm, total);
  return total;
}

function nonFinite(normType: number): ArgumentError {
  return runtimeError(
    `The total norm of order ${float(normType)} for gradients from \`parameters\` is non-finite, so it cannot be clipped. ` +
      'To disable this error and scale the gradients by the non-finite norm anyway, set `error_if_nonfinite=False`',
    { hint: 'The option is `errorIfNonfinite` here.', fields: { normType } },
  );
}

function scale(grad: Tensor, factor: number): void {
  const g = grad.storage.array as FloatArray;
  for (let i = 0; i < g.length; i++) g[i]! *= factor;
  grad.touch();
}

/** Clamps every element of every gradient to [−clipValue, clipValue]; NaN stays. */
export function clipGradValue_(parameters: Parameters, clipValue: number, options: ClipOptions = {}): void {
  checkOptions('clip_grad_value_', options, ['foreach']);
  checkFlags('clip_grad_value_', { ...options });
  requireFloat(clipValue);
  for (const grad of gradientsOf(parameters)) {
    const g = grad.storage.array as FloatArray;
    for (let i = 0; i < g.length; i++) g[i] = Math.min(Math.max(g[i]!, -clipValue), clipValue);
    grad.touch();
  }
}
