/** @file Several tensors made one. */

import { differentiable, type GradientRule, noGrad } from '../../autograd/index.js';
import { ArgumentError, runtimeError, ShapeError } from '../../errors.js';
import { sizeList } from '../../geometry/python.js';
import { cast } from '../../tensor/cast.js';
import { empty } from '../../tensor/element.js';
import { checkTensors } from '../../tensor/operand.js';
import { resultType } from '../../tensor/promote.js';
import { numel, wrapDim, type Tensor } from '../../tensor/tensor.js';
import { fit, formOf } from '../reduce/sum-to.js';
import { narrow, select } from './select.js';
import { unsqueeze } from './view.js';

/** A tensor of shape [0] joins with everything, as in PyTorch. */
const isNothing = ({ shape }: { readonly shape: readonly number[] }): boolean => shape.length === 1 && shape[0] === 0;

/** Whether `t`, number `at` in the list, fits `first` along every axis but `dim`. */
function checkJoins(first: Tensor, t: Tensor, at: number, dim: number): void {
  if (t.dim() !== first.dim())
    throw new ShapeError(`Tensors must have same number of dimensions: got ${first.dim()} and ${t.dim()}`, {
      fields: { first: [...first.shape], shape: [...t.shape], at },
    });
  t.shape.forEach((size, d) => {
    if (d !== dim && size !== first.shape[d])
      throw new ShapeError(
        `Sizes of tensors must match except in dimension ${dim}. Expected size ${first.shape[d]} but got size ${size} for tensor number ${at} in the list.`,
        { fields: { first: [...first.shape], shape: [...t.shape], at, dim: d } },
      );
  });
}

/** Copies blocks: every part holds `runs` blocks of its own length, which alternate in the result. */
function interleave(out: Tensor, parts: readonly Tensor[], runs: number): void {
  const target = out.storage.array as { set(values: unknown, at: number): void };
  let column = 0;
  const row = out.numel() / runs;
  for (const part of parts) {
    const { array } = part.storage;
    const block = array.length / runs;
    for (let run = 0; run < runs; run++) target.set(array.subarray(run * block, (run + 1) * block), run * row + column);
    column += block;
  }
}

/**
 * Tensors joined along an existing axis: [.., nᵢ, ..] → [.., Σ nᵢ, ..]. Their dtypes promote.
 *
 * @throws ShapeError if their other sizes differ
 */
export function cat(tensors: readonly Tensor[], dim = 0): Tensor {
  checkTensors('cat', tensors);
  if (tensors.length === 0) throw new ArgumentError('torch.cat(): expected a non-empty list of Tensors');
  tensors.forEach((t, at) => {
    if (t.dim() === 0)
      throw new ShapeError(`zero-dimensional tensor (at position ${at}) cannot be concatenated`, {
        hint: 'Use stack(tensors).',
        fields: { at },
      });
  });
  const first = tensors.find((t) => !isNothing(t)) ?? tensors[0]!;
  const d = wrapDim(dim, first.dim());
  const joined = tensors.filter((t) => t === first || !isNothing(t));
  tensors.forEach((t, at) => {
    if (joined.includes(t)) checkJoins(first, t, at, d);
  });
  const shape = [...first.shape];
  shape[d] = joined.reduce((sum, t) => sum + t.shape[d]!, 0);
  const dtype = resultType(tensors);
  const out = empty(shape, dtype);
  const runs = numel(shape.slice(0, d));
  if (out.numel() > 0)
    interleave(
      out,
      joined.map((t) => cast(t, dtype)),
      runs,
    );
  return differentiable('Cat', tensors, out, catGradient(tensors, d));
}

/** To each part its own stretch of the axis; to one that was left out, nothing. */
function catGradient(parts: readonly Tensor[], dim: number): GradientRule {
  const forms = parts.map(formOf);
  return (grad, _, needs) => {
    let start = 0;
    return forms.map((form, i) => {
      if (isNothing(form)) return needs[i] ? empty(form.shape, form.dtype) : null;
      const length = form.shape[dim]!;
      start += length;
      return needs[i] ? fit(narrow(grad, dim, start - length, length), form) : null;
    });
  };
}

/**
 * Tensors of one shape joined along a new axis at `dim`.
 *
 * @throws ShapeError if their shapes differ
 */
export function stack(tensors: readonly Tensor[], dim = 0): Tensor {
  checkTensors('stack', tensors);
  const [first] = tensors;
  if (first === undefined) throw runtimeError('stack expects a non-empty TensorList');
  const d = wrapDim(dim, first.dim() + 1);
  tensors.forEach((t, at) => {
    if (sizeList(t.shape) !== sizeList(first.shape))
      throw new ShapeError(
        `stack expects each tensor to be equal size, but got ${sizeList(first.shape)} at entry 0 and ${sizeList(t.shape)} at entry ${at}`,
        { fields: { first: [...first.shape], shape: [...t.shape], at } },
      );
  });
  const output = noGrad(() =>
    cat(
      tensors.map((t) => unsqueeze(t, d)),
      d,
    ),
  );
  const forms = tensors.map(formOf);
  return differentiable('Stack', tensors, output, (grad, _, needs) =>
    forms.map((form, i) => (needs[i] ? fit(select(grad, d, i), form) : null)),
  );
}
