/** @file What `nllLoss` and `crossEntropy` ask of the shapes and types of input, class indices and class weights. */

import { ArgumentError, DTypeError, IndexError, ShapeError } from '../../errors.js';
import { sizeList } from '../../geometry/python.js';
import type { Shape } from '../../geometry/types.js';
import { DTYPES, unexpectedType } from '../../tensor/dtype.js';
import { numbers, type NumberArray } from '../../tensor/element.js';
import { numel, type Tensor } from '../../tensor/tensor.js';

/** The input as [batch, classes, spatial]; one class index for every place of [batch, spatial]. */
export interface ClassGeometry {
  readonly batch: number;
  readonly classes: number;
  readonly spatial: number;
  /** Of the losses without reduction. */
  readonly shape: readonly number[];
}

/** The axis of the classes. */
export const classAxis = (input: Shape): 0 | 1 => (input.length === 1 ? 0 : 1);

/** One sample without a batch, or a batch of samples without space. */
function checkVector(input: Shape, target: Shape): void {
  if (target.length > 1)
    throw new ShapeError('0D or 1D target tensor expected, multi-target not supported', { fields: { input, target } });
  if (input.length === 1 && target.length === 1 && target[0] !== 1)
    throw new ArgumentError(`For 1D input, 1D target must have size 1, but got target size: ${target[0]}`, {
      hint: 'A sample without a batch has one class: a target of no dimensions.',
      fields: { input, target },
    });
}

/** Images. */
function checkPlane(input: Shape, target: Shape): void {
  if (target.length !== 3)
    throw new ShapeError(
      `only batches of spatial targets supported (3D tensors) but got targets of dimension: ${target.length}`,
      { fields: { input, target } },
    );
  if (input[2] !== target[1] || input[3] !== target[2])
    throw new ShapeError(`size mismatch (got input: ${sizeList(input)} , target: ${sizeList(target)}`, {
      hint: `The target has the input's shape without the classes: ${sizeList([input[0]!, ...input.slice(2)])}.`,
      fields: { input, target },
    });
}

/** Sequences, volumes and beyond. */
function checkSpace(input: Shape, target: Shape): void {
  const expected = [input[0]!, ...input.slice(2)];
  if (sizeList(input.slice(2)) !== sizeList(target.slice(1)))
    throw new ShapeError(`Expected target size ${sizeList(expected)}, got ${sizeList(target)}`, {
      fields: { input, target },
    });
}

function checkWeight(weight: Tensor | null, input: Tensor, classes: number): void {
  if (weight === null) return;
  if (weight.dim() !== 1 || weight.numel() !== classes)
    throw new ShapeError(
      input.dim() > 2
        ? 'weight tensor should be defined either for all or no classes'
        : `weight tensor should be defined either for all ${classes} classes or no classes but got weight tensor of shape: ${sizeList(weight.shape)}`,
      { fields: { classes, weight: weight.shape } },
    );
  if (weight.dtype !== input.dtype)
    throw unexpectedType(input.dtype, weight.dtype, `Convert the weight: weight.to('${input.dtype}').`);
}

/**
 * @throws ArgumentError, ShapeError or DTypeError with PyTorch's text, in its order
 */
export function classGeometry(input: Tensor, target: Tensor, weight: Tensor | null): ClassGeometry {
  const { shape } = input;
  if (shape.length < 1)
    throw new ArgumentError(`Expected 1 or more dimensions (got ${shape.length})`, { fields: { input: shape } });
  const batch = target.shape[0] ?? 0;
  if (shape.length > 1 && shape[0] !== batch)
    throw new ArgumentError(`Expected input batch_size (${shape[0]}) to match target batch_size (${batch}).`, {
      fields: { input: shape, target: target.shape },
    });
  const check = shape.length <= 2 ? checkVector : shape.length === 4 ? checkPlane : checkSpace;
  check(shape, target.shape);
  const classes = shape[classAxis(shape)]!;
  checkWeight(weight, input, classes);
  if (shape.length === 1) return { batch: 1, classes, spatial: 1, shape: [] };
  const space = shape.slice(2);
  return { batch: shape[0]!, classes, spatial: numel(space), shape: [shape[0]!, ...space] };
}

/**
 * The class indices as numbers.
 *
 * @throws DTypeError for other types than int32, int64 and uint8; IndexError for one that is no class and not ignored
 */
export function classIndices(target: Tensor, classes: number, ignoreIndex: number): NumberArray {
  if (!['int32', 'int64', 'uint8'].includes(target.dtype))
    throw new DTypeError(`expected target dtype to be Long or Byte, but got ${DTYPES[target.dtype].scalar}`, {
      hint: "Class indices are int32, int64 or uint8: target.to('int32').",
      fields: { dtype: target.dtype },
    });
  const indices = numbers(target);
  for (const index of indices)
    if (index !== ignoreIndex && !(index >= 0 && index < classes))
      throw new IndexError(`Target ${index} is out of bounds.`, {
        hint: `Classes are 0 to ${classes - 1}.`,
        fields: { index, classes },
      });
  return indices;
}
