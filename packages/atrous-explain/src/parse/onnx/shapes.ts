/** @file What changes the order, the sizes or the number of tensors: reshapes, parts, joins, means, resizing. */

import type { TensorValue } from '../module/runtime.js';
import { elements, fromFront, type Handler, type Made, type NodeContext } from './context.js';
import { phrase } from '../../explain/words/phrase.js';

/** Sizes as `view` takes them: `a[0]` where the file copies one from the input. */
const reshape: Handler = (node) => {
  const x = node.tensor(0);
  const sizes = node.list('shape', 1);
  if (sizes === undefined) return undefined;
  const copies = node.scalar('allowzero', 0) === 0;
  return node.join('view', { sizes: sizes.map((size, i) => (copies && size === 0 ? `a[${i}]` : size)).join(', ') }, [
    x,
  ]);
};

/** To two axes: those before `axis`, and those from it on. */
const flatten: Handler = (node) => {
  const x = node.tensor(0);
  const axis = node.scalar('axis', 1);
  if (axis === 1 && (x.rank ?? 2) > 1) return node.layer('Flatten', {}, x);
  if (x.rank === undefined && axis !== 0) return undefined;
  const before = Array.from({ length: Math.min(Math.max(fromFront(axis, x.rank ?? 0), 0), 16) }, (_, i) => `a[${i}]`);
  return node.join('view', { sizes: `${before.join(' * ') || '1'}, -1` }, [x]);
};

const transpose: Handler = (node) => {
  const x = node.tensor(0);
  const given = node.ints('perm');
  if (given === undefined && x.rank === undefined) return undefined;
  return node.join('permute', { dims: [...(given ?? Array.from({ length: x.rank! }, (_, i) => x.rank! - 1 - i))] }, [
    x,
  ]);
};

/** Several axes are one node each, the last first where axes go. */
const squeeze: Handler = (node) => {
  const x = node.tensor(0);
  const axes = node.list('axes', 1);
  if (axes === undefined) return node.has(1) ? undefined : node.join('squeeze', { dim: null }, [x]);
  if (axes.some((axis) => axis < 0) && x.rank === undefined) return undefined;
  const own = axes.map((axis) => fromFront(axis, x.rank ?? 0)).toSorted((a, b) => b - a);
  return own.reduce((from, dim) => node.join('squeeze', { dim }, [from]), x);
};

/** Axes are those of the result, so they come in from the first on. */
const unsqueeze: Handler = (node) => {
  const x = node.tensor(0);
  const axes = node.list('axes', 1);
  if (axes === undefined || (axes.length > 1 && axes.some((axis) => axis < 0) && x.rank === undefined))
    return undefined;
  const rank = (x.rank ?? 0) + axes.length;
  const own = axes.length > 1 ? axes.map((axis) => fromFront(axis, rank)).toSorted((a, b) => a - b) : axes;
  return own.reduce((from, dim) => node.join('unsqueeze', { dim }, [from]), x);
};

/** A number changes no size; further tensors broadcast. */
const arithmetic =
  (op: string): Handler =>
  (node) => {
    const operands = node.node.inputs.map((_, i) => node.operand(i));
    const rank = operands.map((one) => (one.kind === 'tensor' ? one.rank : undefined)).find((one) => one !== undefined);
    const isNumber = operands.map(
      (one) => one.kind !== 'tensor' && elements(one.dims) === 1 && one.dims.length <= (rank ?? 0),
    );
    if (operands.length === 0) return undefined;
    if (isNumber.filter((number) => !number).length === 1) return node.pointwise();
    return node.join(
      op,
      {},
      operands.map((_, i) => aligned(node, i, rank)),
    );
  };

/** Before version 7, `axis` said where the axes of the second input belong: ones are put behind them. */
function aligned(node: NodeContext, index: number, rank: number | undefined): TensorValue {
  const tensor = node.tensor(index);
  const [axis, own] = [node.scalar('axis', NaN), tensor.rank ?? tensor.shape?.length];
  if (index !== 1 || Number.isNaN(axis) || rank === undefined || own === undefined) return tensor;
  const behind = Math.min(Math.max(rank - own - fromFront(axis, rank), 0), 16);
  return Array.from({ length: behind }).reduce<TensorValue>(
    (from) => node.join('unsqueeze', { dim: -1 }, [from], '_axes'),
    tensor,
  );
}

const concat: Handler = (node) => {
  if (node.node.inputs.length === 0) return undefined;
  return node.join(
    'cat',
    { dim: node.scalar('axis', 1) },
    node.node.inputs.map((_, i) => node.tensor(i)),
  );
};

const reduce =
  (op: string): Handler =>
  (node) => {
    const x = node.tensor(0);
    const axes = node.list('axes', 1);
    if (axes === undefined && node.has(1)) return undefined;
    const none = axes === undefined || axes.length === 0;
    if (none && node.scalar('noop_with_empty_axes', 0) !== 0) return x;
    return node.join(op, { dim: none ? null : [...axes], keepdim: node.scalar('keepdims', 1) !== 0 }, [x]);
  };

/** Parts of given sizes, or equal ones; a last one may be smaller. */
const split: Handler = (node) => {
  const x = node.tensor(0);
  const dim = node.scalar('axis', 0);
  const count = node.node.outputs.length;
  const given = node.list('split', 1);
  const size = x.shape?.[fromFront(dim, x.shape.length)];
  if (node.has(1) && given === undefined) return undefined;
  if (given === undefined && size === undefined) return undefined;
  const sizes = given ?? Array<number>(count).fill(Math.ceil(size! / count));
  if (sizes.length < count) return undefined;
  let end = 0;
  return node.node.outputs.map((_, i) => {
    const start = end;
    end += sizes[i]!;
    return node.join('slice', { dim, start: String(start), end: String(end) }, [x]);
  });
};

/** Further away than any axis is long: the end. */
const FAR = 2 ** 31 - 1;

const slice: Handler = (node) => {
  const x = node.tensor(0);
  const [starts, ends] = [node.list('starts', 1), node.list('ends', 2)];
  const axes = node.list('axes', 3) ?? starts?.map((_, i) => i);
  const steps = node.values(4) ?? starts?.map(() => 1);
  if (starts === undefined || ends?.length !== starts.length || axes?.length !== starts.length) return undefined;
  if (steps?.length !== starts.length || steps.some((step) => step < 1)) return undefined;
  return axes.reduce<TensorValue>((from, dim, i) => {
    const [start, end] = [String(Math.min(starts[i]!, FAR)), ends[i]! >= FAR ? null : String(ends[i]!)];
    return node.join('slice', { dim, start, end, step: steps[i]! }, [from]);
  }, x);
};

/** One index of an axis is a part; several would be another thing. */
const gather: Handler = (node) => {
  const [x, at] = [node.operand(0), node.values(1)];
  const index = node.operand(1);
  if (x.kind !== 'tensor' || at?.length !== 1 || index.kind === 'tensor' || index.dims.length > 0) return undefined;
  return node.join('select', { dim: node.scalar('axis', 0), index: at[0]! }, [x]);
};

const INTERPOLATIONS: Readonly<Record<string, readonly string[]>> = {
  nearest: ['nearest', 'nearest', 'nearest'],
  linear: ['linear', 'bilinear', 'trilinear'],
  bilinear: ['', 'bilinear', ''],
  cubic: ['', 'bicubic', ''],
};

/** One value per axis of the input, where the file names only some axes. */
function spread(
  node: NodeContext,
  list: readonly number[] | undefined,
  rest: readonly number[],
): readonly number[] | undefined {
  const axes = node.ints('axes');
  if (axes === undefined || list === undefined || list.length !== axes.length) return list;
  return rest.map((value, axis) => list[axes.findIndex((one) => fromFront(one, rest.length) === axis)] ?? value);
}

/** The size that every axis gets, for inputs whose sizes are known. */
function resizedShape(
  shape: readonly number[],
  scales: readonly number[] | undefined,
  sizes: readonly number[] | undefined,
): number[] | undefined {
  if (sizes?.length === shape.length) return [...sizes];
  if (scales?.length !== shape.length) return undefined;
  const resized = shape.map((size, axis) => Math.floor(size * scales[axis]!));
  return resized.every((size) => size >= 0 && Number.isSafeInteger(size)) ? resized : undefined;
}

const resize: Handler = (node) => {
  const x = node.tensor(0);
  // The region of interest came in between with version 11.
  const place = node.node.op === 'Resize' && node.opset >= 11 ? 2 : 1;
  const ones = Array<number>(x.rank ?? 0).fill(1);
  const given = node.list('scales', place);
  const scales = spread(node, given?.length === 0 ? undefined : given, ones);
  const sizes = place === 2 ? spread(node, node.values(3), x.shape ?? ones) : undefined;
  const likely = x.shape && resizedShape(x.shape, scales, sizes);
  const all = sizes ?? scales;
  const rank = (all?.length ?? 0) - 2;
  const coordinates = node.text('coordinate_transformation_mode', 'half_pixel');
  const mode = INTERPOLATIONS[node.text('mode', 'nearest')]?.[rank - 1];
  const keeps = sizes
    ? x.shape?.slice(0, 2).every((size, i) => size === sizes[i])
    : scales?.[0] === 1 && scales[1] === 1;
  const stretched = node.text('keep_aspect_ratio_policy', 'stretch') === 'stretch';
  if (!all || !mode || !keeps || !stretched || coordinates === 'tf_crop_and_resize')
    return stretched && coordinates !== 'tf_crop_and_resize' ? node.assume(likely) : undefined;
  return node.layer(
    'Upsample',
    {
      ...(sizes ? { size: sizes.slice(2) } : { scaleFactor: scales!.slice(2) }),
      mode,
      alignCorners: mode === 'nearest' ? null : coordinates === 'align_corners',
    },
    x,
  );
};

const shuffle =
  (op: string, argument: string): Handler =>
  (node) => {
    if (node.text('mode', 'DCR') === 'DCR')
      node.warn(phrase('problemChannelOrder', { name: node.node.op, op }), phrase('hintSameSizes'));
    return node.layer(op, { [argument]: node.scalar('blocksize', 1) });
  };

const sum: Handler = (node): Made => (node.node.inputs.length === 1 ? node.operand(0) : arithmetic('add')(node));

/** A power, the larger and the smaller of two: sizes stay where the other is a number. */
const withNumber: Handler = (node) => {
  const tensors = node.node.inputs.filter((_, i) => node.has(i) && node.operand(i).kind === 'tensor');
  const numbers = node.node.inputs.every((_, i) => {
    const operand = node.operand(i);
    return operand.kind === 'tensor' || elements(operand.dims) === 1;
  });
  return tensors.length === 1 && numbers ? node.pointwise() : undefined;
};

export const SHAPE_HANDLERS: Readonly<Record<string, Handler>> = {
  Reshape: reshape,
  Flatten: flatten,
  Transpose: transpose,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Add: arithmetic('add'),
  Sub: arithmetic('sub'),
  Mul: arithmetic('mul'),
  Div: arithmetic('div'),
  Sum: sum,
  Pow: withNumber,
  Max: withNumber,
  Min: withNumber,
  Concat: concat,
  ReduceMean: reduce('mean'),
  ReduceSum: reduce('sum'),
  ReduceMax: reduce('amax'),
  ReduceMin: reduce('amin'),
  Split: split,
  Slice: slice,
  Gather: gather,
  Resize: resize,
  Upsample: resize,
  DepthToSpace: shuffle('PixelShuffle', 'upscaleFactor'),
  SpaceToDepth: shuffle('PixelUnshuffle', 'downscaleFactor'),
};
