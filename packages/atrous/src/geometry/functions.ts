/**
 * @file What `forward` does with tensors between its layers: other shapes, orders, parts, means. Rules like those of the
 * joins; sizes that depend on other tensors are texts (see `size-text.ts`).
 */

import { ArgumentError, IndexError, runtimeError, ShapeError } from '../errors.js';
import { axisMap, padAxis } from './catalogue/axes.js';
import type { Args, Reads } from './catalogue/rule.js';
import { SHAPE_CALLS } from './catalogue/calls/shape.js';
import { broadcastShapes } from './combine.js';
import { wrapDimension } from './dim.js';
import type { JoinCall } from './join.js';
import { padGeometry, type PadMode } from './pad.js';
import { product } from './product.js';
import { asGiven, sizeList } from './python.js';
import { readSizes } from './size-text.js';
import type { Arg, Shape } from './types.js';

/** Every output may read every cell: what becomes of an axis is not followed. */
const nothingFollowed = (): Reads[] => [];

const shown =
  (...names: readonly string[]) =>
  (args: Args): string =>
    names.map((name) => `${name}=${asGiven(args[name]!)}`).join(', ');

const first = (inputs: readonly Shape[]): Shape => inputs[0]!;

const list = (value: Arg): readonly number[] => (Array.isArray(value) ? (value as number[]) : [value as number]);

/** The sizes with their one −1 filled in. @throws ShapeError with PyTorch's text */
function viewShape(input: Shape, sizes: readonly number[]): number[] {
  const elements = product(input);
  const bad = sizes.findIndex((size) => size < -1);
  const fields = { shape: [...sizes], input: [...input] };
  if (bad >= 0)
    throw new ShapeError(`invalid shape dimension ${sizes[bad]} at index ${bad} of shape ${sizeList(sizes)}`, {
      fields,
    });
  if (sizes.filter((size) => size === -1).length > 1)
    throw new ShapeError('only one dimension can be inferred', { fields });
  const known = product(sizes.filter((size) => size !== -1));
  const shape = sizes.map((size) => (size === -1 ? Math.floor(elements / Math.max(known, 1)) : size));
  if (product(shape) !== elements)
    throw new ShapeError(`shape '${sizeList(sizes)}' is invalid for input of size ${elements}`, {
      hint: `The input is ${sizeList(input)}.`,
      fields: { ...fields, elements },
    });
  return shape;
}

/** @throws ArgumentError (RuntimeError) for another number of dimensions, or one that is named twice */
function permuted(input: Shape, dims: readonly number[]): number[] {
  if (dims.length !== input.length)
    throw runtimeError(
      'permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering ' +
        `of dimensions i.e. input.dim() = ${input.length} is not equal to len(dims) = ${dims.length}`,
      { fields: { input, dims } },
    );
  const axes = dims.map((dim) => wrapDimension(dim, input.length));
  if (new Set(axes).size < axes.length)
    throw runtimeError('permute(): duplicate dims are not allowed.', { fields: { dims } });
  return axes.map((axis) => input[axis]!);
}

/** The axes that a mean or a sum goes over; null stands for all. */
function reducedAxes(dim: Arg, rank: number): Set<number> {
  if (dim === null) return new Set(Array.from({ length: rank }, (_, axis) => axis));
  return new Set(list(dim).map((d) => wrapDimension(d, rank)));
}

/** Mean, sum, largest and smallest over axes, which go or stay with size 1. */
const reduction: JoinCall = {
  print: ({ dim, keepdim }) => `dim=${asGiven(dim!)}${keepdim === true ? ', keepdim=True' : ''}`,
  output({ dim, keepdim }, inputs) {
    const axes = reducedAxes(dim!, first(inputs).length);
    return first(inputs).flatMap((size, d) => (!axes.has(d) ? [size] : keepdim === true ? [1] : []));
  },
  reads({ dim, keepdim }, inputs) {
    const axes = reducedAxes(dim!, first(inputs).length);
    return keepdim === true ? first(inputs).map((_, d) => (axes.has(d) ? 'whole' : null)) : [];
  },
};

/** The axes behind `dim` keep their places, counted from the last. */
const keptBehind = (dim: number, input: Shape): Reads[] => input.slice(dim + 1).map(() => null);

/** From where to where Python's `start:end` goes on an axis of `size` cells. */
function sliceRange(
  args: Args,
  inputs: readonly Shape[],
): { axis: number; start: number; count: number; step: number } {
  const input = first(inputs);
  const axis = wrapDimension(args['dim'] as number, input.length);
  const size = input[axis]!;
  const step = args['step'] as number;
  if (step < 1) throw new ArgumentError('slice step must be positive', { fields: { step } });
  const at = (text: Arg, otherwise: number): number => {
    if (text === null) return otherwise;
    const place = readSizes(text as string, inputs)[0] ?? otherwise;
    return Math.min(Math.max(place < 0 ? place + size : place, 0), size);
  };
  const start = at(args['start']!, 0);
  return { axis, start, count: Math.ceil(Math.max(at(args['end']!, size) - start, 0) / step), step };
}

const slice: JoinCall = {
  print: ({ dim, start, end, step }) =>
    `dim=${asGiven(dim!)}, ${(start as string | null) ?? ''}:${(end as string | null) ?? ''}${step === 1 ? '' : `:${step as number}`}`,
  output(args, inputs) {
    const { axis, count } = sliceRange(args, inputs);
    return first(inputs).map((size, d) => (d === axis ? count : size));
  },
  reads(args, inputs, index) {
    if (index > 0) return nothingFollowed();
    const { axis, start, step } = sliceRange(args, inputs);
    return first(inputs).map((size, d) =>
      d === axis ? axisMap(size, [step, 1], (o) => [o * step + start, o * step + start]) : null,
    );
  },
};

/** The axis that is dropped, and PyTorch's refusal of an index outside it. */
function selectedAxis({ dim, index }: Args, input: Shape): number {
  const axis = wrapDimension(dim as number, input.length);
  const [at, size] = [index as number, input[axis]!];
  if (at >= -size && at < size) return axis;
  throw new IndexError(
    `select(): index ${at} out of range for tensor of size ${sizeList(input)} at dimension ${axis}`,
    {
      fields: { input, dim: axis, index: at },
    },
  );
}

/** `[a, b] @ [b, c]`, with the axes before them broadcast. @throws ShapeError with PyTorch's text */
function matmulShape(a: Shape, b: Shape): number[] {
  const left = a.length === 1 ? [1, a[0]!] : a;
  const right = b.length === 1 ? [b[0]!, 1] : b;
  const [m, k] = left.slice(-2) as [number, number];
  const [k2, n] = right.slice(-2) as [number, number];
  if (k !== k2)
    throw new ShapeError(
      left.length === 2 && right.length === 2
        ? `mat1 and mat2 shapes cannot be multiplied (${m}x${k} and ${k2}x${n})`
        : `Expected size for first two dimensions of batch2 tensor to be: ${sizeList([left[0]!, k])} but got: ${sizeList([right[0]!, k2])}.`,
      { fields: { a, b } },
    );
  const batch = broadcastShapes(left.slice(0, -2), right.slice(0, -2));
  return [...batch, ...(a.length === 1 ? [] : [m]), ...(b.length === 1 ? [] : [n])];
}

/** @throws ShapeError with PyTorch's text */
function expandedShape(input: Shape, sizes: readonly number[]): number[] {
  const lead = sizes.length - input.length;
  return sizes.map((size, d) => {
    const own = input[d - lead];
    if (size === -1 && own !== undefined) return own;
    if (own === undefined || own === 1 || own === size) return size;
    throw new ShapeError(
      `The expanded size of the tensor (${size}) must match the existing size (${own}) at non-singleton dimension ${d}.  ` +
        `Target sizes: ${sizeList(sizes)}.  Tensor sizes: ${sizeList(input)}`,
      { fields: { input, sizes, dim: d } },
    );
  });
}

function stackShape(inputs: readonly Shape[], dim: number): number[] {
  const own = first(inputs);
  const other = inputs.findIndex((shape) => shape.length !== own.length || shape.some((size, d) => size !== own[d]));
  if (other >= 0)
    throw new ShapeError(
      `stack expects each tensor to be equal size, but got ${sizeList(own)} at entry 0 and ${sizeList(inputs[other]!)} at entry ${other}`,
      { fields: { shapes: inputs, dim } },
    );
  return own.toSpliced(wrapDimension(dim, own.length + 1), 0, inputs.length);
}

/** The options of `Upsample` that resize to these sizes. */
const upsampleArgs = (args: Args, inputs: readonly Shape[]): Args => ({
  size: readSizes(args['size'] as string, inputs),
  scaleFactor: null,
  mode: args['mode']!,
  alignCorners: args['alignCorners']!,
  recomputeScaleFactor: null,
});

const padOf = (args: Args, inputs: readonly Shape[]): ReturnType<typeof padGeometry> =>
  padGeometry(
    first(inputs),
    readSizes(args['pad'] as string, inputs),
    args['mode'] as PadMode,
    (args['value'] as number | null) ?? undefined,
  );

/** Only the first tensor is read; of the others the sizes alone. */
const firstOnly =
  (reads: (args: Args, inputs: readonly Shape[]) => readonly Reads[]): JoinCall['reads'] =>
  (args, inputs, index, output) =>
    index === 0 ? reads(args, inputs) : output.map((size) => axisMap(size, [1, 1], () => undefined));

/** A shape that no rule gives: `shape` where it is said, otherwise that of the first tensor. */
const assumed: JoinCall = {
  print: ({ what, shape }) => `${what as string}${shape === null ? '' : ` → ${sizeList(list(shape!))}`}`,
  output: ({ shape }, inputs) => [...(shape === null ? first(inputs) : list(shape!))],
  reads: nothingFollowed,
};

/** What `forward` does to one tensor, or to one with the sizes of others. */
export const FUNCTIONS: Readonly<Record<string, JoinCall>> = {
  view: {
    print: ({ sizes }) => sizes as string,
    output: ({ sizes }, inputs) => viewShape(first(inputs), readSizes(sizes as string, inputs)),
    reads: nothingFollowed,
  },
  expand: {
    print: ({ sizes }) => sizes as string,
    output: ({ sizes }, inputs) => expandedShape(first(inputs), readSizes(sizes as string, inputs)),
    reads: nothingFollowed,
  },
  permute: {
    print: ({ dims }) => (dims as readonly number[]).join(', '),
    output: ({ dims }, inputs) => permuted(first(inputs), list(dims!)),
    reads: nothingFollowed,
  },
  transpose: {
    print: ({ dim0, dim1 }) => `${dim0 as number}, ${dim1 as number}`,
    output({ dim0, dim1 }, inputs) {
      const shape = [...first(inputs)];
      const [a, b] = [wrapDimension(dim0 as number, shape.length), wrapDimension(dim1 as number, shape.length)];
      [shape[a], shape[b]] = [shape[b]!, shape[a]!];
      return shape;
    },
    reads: nothingFollowed,
  },
  mean: reduction,
  sum: reduction,
  amax: reduction,
  amin: reduction,
  squeeze: {
    print: ({ dim }) => (dim === null ? '' : `dim=${dim as number}`),
    output({ dim }, inputs) {
      const only = dim === null ? null : wrapDimension(dim as number, first(inputs).length);
      return first(inputs).filter((size, d) => size !== 1 || (only !== null && only !== d));
    },
    reads: nothingFollowed,
  },
  unsqueeze: {
    print: shown('dim'),
    output: ({ dim }, inputs) => first(inputs).toSpliced(wrapDimension(dim as number, first(inputs).length + 1), 0, 1),
    reads: ({ dim }, inputs) => keptBehind(wrapDimension(dim as number, first(inputs).length + 1) - 1, first(inputs)),
  },
  slice,
  select: {
    print: shown('dim', 'index'),
    output: (args, inputs) => first(inputs).toSpliced(selectedAxis(args, first(inputs)), 1),
    reads: (args, inputs) => keptBehind(selectedAxis(args, first(inputs)), first(inputs)),
  },
  interpolate: {
    print: ({ size, mode }) => `size=(${size as string}), mode='${mode as string}'`,
    output: (args, inputs) => SHAPE_CALLS['Upsample']!.output(upsampleArgs(args, inputs), first(inputs)),
    reads: firstOnly((args, inputs) => {
      const [options, input] = [upsampleArgs(args, inputs), first(inputs)];
      return SHAPE_CALLS['Upsample']!.reads!(options, input, SHAPE_CALLS['Upsample']!.output(options, input));
    }),
  },
  pad: {
    print: ({ pad, mode }) => `(${pad as string})${mode === 'constant' ? '' : `, mode='${mode as string}'`}`,
    output: (args, inputs) => [...padOf(args, inputs).shape],
    reads: firstOnly((args, inputs) => {
      const { axes, mode } = padOf(args, inputs);
      return axes.map((axis) => (axis.before === 0 && axis.after === 0 ? null : padAxis(axis, mode)));
    }),
  },
  matmul: {
    print: () => '',
    output: (_, inputs) => inputs.slice(1).reduce<number[]>(matmulShape, [...first(inputs)]),
    reads: nothingFollowed,
  },
  stack: {
    print: shown('dim'),
    output: ({ dim }, inputs) => stackShape(inputs, dim as number),
    reads: nothingFollowed,
  },
  /** A tensor that is there without an input, such as a parameter of the module itself. */
  constant: {
    print: ({ shape }) => sizeList(list(shape!)),
    output: ({ shape }) => [...list(shape!)],
    reads: (_, __, ___, output) => output.map((size) => axisMap(size, [1, 1], () => undefined)),
  },
  /** A function of every element by itself, with numbers at most: `x / 2`, `exp(x)`. */
  pointwise: {
    print: ({ what }) => what as string,
    output: (_, inputs) => [...first(inputs)],
    reads: (_, __, ___, output) => output.map(() => null),
  },
  assumed,
};
