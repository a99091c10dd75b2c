/** @file `F.nllLoss`: the negative log-likelihood of class indices. */

import { checkOptions } from '../../geometry/options.js';
import type { FloatArray } from '../../tensor/dtype.js';
import type { NumberArray } from '../../tensor/element.js';
import { checkCall } from '../../tensor/operand.js';
import type { Tensor } from '../../tensor/tensor.js';
import { floats } from '../float-only.js';
import { type Direction, linearMap } from '../linear-map.js';
import { type ClassGeometry, classGeometry, classIndices } from './class-geometry.js';
import { checkReduction, type Reduction, type ReductionOptions } from './reduction.js';

export interface NllLossOptions extends ReductionOptions {
  /** [classes]: the factor of each class, which the mean divides by again; none by default. */
  readonly weight?: Tensor | null;
  /** A class index that costs nothing and does not count; default −100. */
  readonly ignoreIndex?: number;
}

/** PyTorch's default. */
export const IGNORE_INDEX = -100;

/** Which element of the input each place reads, and how much it counts. Ignored places are left out. */
interface Places {
  /** Positions in [batch, spatial]. */
  readonly at: Int32Array;
  /** Positions in [batch, classes, spatial]. */
  readonly element: Int32Array;
  readonly weight: Float64Array;
}

function placesOf(
  indices: NumberArray,
  { classes, spatial }: ClassGeometry,
  weight: FloatArray | null,
  ignoreIndex: number,
): Places {
  const [at, element] = [new Int32Array(indices.length), new Int32Array(indices.length)];
  const weights = new Float64Array(indices.length);
  let count = 0;
  for (let place = 0; place < indices.length; place++) {
    const index = indices[place]!;
    if (index === ignoreIndex) continue;
    at[count] = place;
    element[count] = (Math.floor(place / spatial) * classes + index) * spatial + (place % spatial);
    weights[count] = weight === null ? 1 : weight[index]!;
    count++;
  }
  return { at: at.subarray(0, count), element: element.subarray(0, count), weight: weights.subarray(0, count) };
}

/** −weight·x at every place, or the sum of that over `total`. */
function forward({ at, element, weight }: Places, shape: readonly number[] | null, total: number): Direction {
  return {
    name: 'NllLoss',
    shape: shape ?? [],
    run(x, y) {
      let sum = 0;
      for (let i = 0; i < at.length; i++) {
        const loss = -x[element[i]!]! * weight[i]!;
        if (shape === null) sum += loss;
        else y[at[i]!] = loss;
      }
      if (shape === null) y[0] = sum / total;
    },
  };
}

/** −weight·g, or −weight·g / total, to the element that each place read. */
function backward(
  { at, element, weight }: Places,
  shape: readonly number[],
  reduced: boolean,
  total: number,
): Direction {
  return {
    name: 'NllLossBackward',
    shape,
    run(g, x) {
      for (let i = 0; i < at.length; i++) x[element[i]!] = (-weight[i]! * g[reduced ? 0 : at[i]!]!) / total;
    },
  };
}

/** `nllLoss` without the check of its options, with its reduction checked. */
export function classLoss(
  input: Tensor,
  target: Tensor,
  weight: Tensor | null,
  ignoreIndex: number,
  reduction: Reduction,
): Tensor {
  const geometry = classGeometry(input, target, weight);
  floats(input, 'nll_loss_out_frame');
  const indices = classIndices(target, geometry.classes, ignoreIndex);
  const places = placesOf(indices, geometry, weight && (weight.storage.array as FloatArray), ignoreIndex);
  const reduced = reduction !== 'none';
  const total = reduction === 'mean' ? places.weight.reduce((sum, value) => sum + value, 0) : 1;
  return linearMap(
    input,
    forward(places, reduced ? null : geometry.shape, total),
    backward(places, input.shape, reduced, total),
  );
}

const OPTIONS = ['weight', 'ignoreIndex 5', 'reduction'];

/**
 * `−weight[t]·x[t]` for log-probabilities x [N, C, …] (or [C]) and class indices t [N, …]. The mean divides by the sum of
 * the weights of all targets that are not ignored; it is NaN where all are.
 *
 * @throws ArgumentError, ShapeError, DTypeError or IndexError with PyTorch's text
 */
export function nllLoss(input: Tensor, target: Tensor, options: NllLossOptions = {}): Tensor {
  checkOptions('nll_loss', options, OPTIONS);
  checkCall('nll_loss_nd', { input, target }, options, OPTIONS);
  const { weight = null, ignoreIndex = IGNORE_INDEX } = options;
  return classLoss(input, target, weight, ignoreIndex, checkReduction(options.reduction));
}
