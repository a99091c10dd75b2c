/** @file Sizes of a bilinear layer. */

import { IndexError, ShapeError } from '../errors.js';
import { broadcastShapes } from './combine.js';
import { wrapDimension } from './dim.js';
import { ambiguousShape } from './shape-checks.js';
import type { Shape } from './types.js';

const refuse = (text: string, fields: object): ShapeError =>
  new ShapeError(`bilinear(): ${text}`, { fields: { ...fields } });

/** The two inputs: as many axes, the same sizes but for the last. */
function checkPair(input1: Shape, input2: Shape): void {
  const fields = { input1, input2 };
  if (input1.length !== input2.length)
    throw refuse(`input dimensions do not match: got ${input1.length} and ${input2.length}`, fields);
  const dim = input1.findIndex((size, i) => i < input1.length - 1 && size !== input2[i]);
  if (dim >= 0)
    throw refuse(`input batch dimensions do not match at dim ${dim}: got ${input1[dim]} and ${input2[dim]}`, fields);
  if (input1.length === 0) throw new IndexError('Dimension specified as -1 but tensor has no dimensions', { fields });
}

function checkBias(bias: Shape, outFeatures: number, output: Shape): void {
  const fields = { bias, outFeatures };
  if (bias.length === 0) throw new IndexError('Dimension specified as 0 but tensor has no dimensions', { fields });
  if (bias[0] !== outFeatures)
    throw refuse(`bias size does not match weight size: got ${bias[0]} but expected ${outFeatures}`, fields);
  if (bias.length === 1) return;
  broadcastShapes(output, bias);
  throw refuse(`the bias has one dimension, but this one has ${bias.length}`, fields);
}

/**
 * [*, in1Features] and [*, in2Features] → [*, outFeatures].
 *
 * @param weight  [outFeatures, in1Features, in2Features]
 * @param bias    [outFeatures]
 * @throws ShapeError, IndexError with PyTorch's text
 */
export function bilinearShape(input1: Shape, input2: Shape, weight: Shape, bias: Shape | null): number[] {
  checkPair(input1, input2);
  for (const [name, input, dim] of [
    ['input1', input1, 1],
    ['input2', input2, 2],
  ] as const) {
    const expected = weight[wrapDimension(dim, weight.length)];
    if (input.at(-1) !== expected)
      throw refuse(`${name} size does not match weight size: got ${input.at(-1)} but expected ${expected}`, {
        input,
        weight,
      });
  }
  const outFeatures = weight[0]!;
  const shape = [...input1.slice(0, -1), outFeatures];
  if (bias !== null) checkBias(bias, outFeatures, shape);
  if (weight.length > 3) throw new ShapeError('number of dimensions must match', { fields: { weight } });
  const zero = [input1, input2].find((input) => input.at(-1) === 0);
  if (zero !== undefined)
    throw new ShapeError(ambiguousShape([-1, 0]), {
      hint: 'Both inputs need at least one feature.',
      fields: { input1, input2 },
    });
  return shape;
}
