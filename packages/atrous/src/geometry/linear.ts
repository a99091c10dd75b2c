/** @file Sizes of a linear layer. */

import { ShapeError } from '../errors.js';
import { product } from './product.js';
import { sizeList } from './python.js';
import type { Shape } from './types.js';

/** Every size that a linear layer needs. */
export interface LinearGeometry {
  /** All axes but the last, as one. */
  readonly rows: number;
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly shape: number[];
}

/**
 * The sizes of `linear`: [*, inFeatures] → [*, outFeatures].
 *
 * @param weight  [outFeatures, inFeatures]
 * @param bias    [outFeatures], or one value for all
 * @throws ShapeError with PyTorch's text
 */
export function linearGeometry(input: Shape, weight: Shape, bias: Shape | null): LinearGeometry {
  if (input.length === 0 || weight.length === 0)
    throw new ShapeError(
      `both arguments to linear need to be at least 1D, but they are ${input.length}D and ${weight.length}D`,
      { fields: { input, weight } },
    );
  if (weight.length !== 2)
    throw new ShapeError(
      weight.length > 2
        ? `t() expects a tensor with <= 2 dimensions, but self is ${weight.length}D`
        : 'mat2 must be a matrix, got 1-D tensor',
      { hint: 'The weight is [outFeatures, inFeatures].', fields: { weight } },
    );
  const [outFeatures, inFeatures] = weight as [number, number];
  const leading = input.slice(0, -1);
  const rows = product(leading);
  const features = input.at(-1)!;
  if (features !== inFeatures)
    throw new ShapeError(
      `mat1 and mat2 shapes cannot be multiplied (${rows}x${features} and ${inFeatures}x${outFeatures})`,
      { hint: featuresHint(input, inFeatures), fields: { input, weight, features, inFeatures } },
    );
  const shape = [...leading, outFeatures];
  if (bias !== null) checkBias(shape, rows, bias);
  return { rows, inFeatures, outFeatures, shape };
}

/** A picture that was not flattened is the usual reason. */
function featuresHint(input: Shape, inFeatures: number): string {
  const perSample = product(input.slice(1));
  return input.length > 2 && perSample === inFeatures
    ? `Each sample has ${perSample} values: flatten the input first (\`x.flatten({ startDim: 1 })\`).`
    : `The last axis has ${input.at(-1)} features, the layer takes ${inFeatures}.`;
}

function checkBias(shape: readonly number[], rows: number, bias: Shape): void {
  const outFeatures = shape.at(-1)!;
  if (bias.length > 1)
    throw new ShapeError(`a linear layer's bias is 1-dimensional, but got bias of size ${sizeList(bias)}`, {
      fields: { bias, outFeatures },
    });
  if (bias.length === 0 || bias[0] === outFeatures || bias[0] === 1) return;
  throw new ShapeError(
    `The expanded size of the tensor (${outFeatures}) must match the existing size (${bias[0]}) at non-singleton dimension 1.  Target sizes: ${sizeList([rows, outFeatures])}.  Tensor sizes: ${sizeList(bias)}`,
    { fields: { bias, outFeatures } },
  );
}
