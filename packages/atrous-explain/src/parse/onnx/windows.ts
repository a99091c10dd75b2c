/** @file Convolutions and pools. Padding that differs at the two ends, which PyTorch's layers do not have, becomes a layer before them. */

import { onnxPadding, onnxPadPairs, poolCount } from 'atrous/geometry';
import type { TensorValue } from '../module/runtime.js';
import { type Handler, type Made, type NodeContext } from './context.js';
import { phrase } from '../../explain/words/phrase.js';

/** The settings of one axis. */
interface Axis {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  readonly after: number;
}

const AUTO = ['NOTSET', 'VALID', 'SAME_UPPER', 'SAME_LOWER'] as const;

const RANKS: ReadonlySet<number> = new Set([1, 2, 3]);

/** Whether a list may stand for one value per axis: absent, or as long as there are axes. */
const fits = (list: readonly number[] | undefined, count: number): boolean =>
  list === undefined || list.length === count;

/** The windows of the node for the sizes that it reads; undefined where they depend on sizes that are not known. */
function axesOf(
  node: NodeContext,
  kernel: readonly number[],
  sizes: readonly number[] | undefined,
): Axis[] | undefined {
  const [strides, dilations, pads] = ['strides', 'dilations', 'pads'].map((name) => node.ints(name));
  const auto = AUTO.find((mode) => mode === node.text('auto_pad', 'NOTSET'));
  const rank = kernel.length;
  if (!auto || !RANKS.has(rank) || !fits(strides, rank) || !fits(dilations, rank) || !fits(pads, 2 * rank))
    return undefined;
  const pairs = onnxPadPairs(pads ?? Array<number>(2 * rank).fill(0));
  const axes = kernel.map((size, axis) => {
    const window = { kernel: size, stride: strides?.[axis] ?? 1, dilation: dilations?.[axis] ?? 1 };
    // With stride 1 the zeros of SAME do not depend on the size.
    const input = sizes?.[axis] ?? (window.stride === 1 ? window.kernel : undefined);
    if (auto.startsWith('SAME') && (input === undefined || window.stride < 1)) return undefined;
    const { before, after } = onnxPadding(auto, input ?? 0, window, pairs[axis]);
    return { ...window, before, after };
  });
  return axes.every((axis) => axis !== undefined) ? axes : undefined;
}

const column = (axes: readonly Axis[], key: keyof Axis): number[] => axes.map((axis) => axis[key]);

/** The last `rank` sizes of a tensor, where they are known. */
function sizesOf({ shape }: TensorValue, rank: number): readonly number[] | undefined {
  return shape?.length === rank + 2 ? shape.slice(2) : undefined;
}

/** Pairs from the last axis backwards, as PyTorch's padding layers take them. */
const reversedPairs = (pairs: readonly (readonly [number, number])[]): number[] => pairs.toReversed().flat();

/** Cells put before and behind every axis by a layer of its own; the tensor itself where there are none. */
function padded(
  node: NodeContext,
  x: TensorValue,
  pairs: readonly (readonly [number, number])[],
  value?: number,
): Made {
  if (pairs.every(([before, after]) => before === 0 && after === 0)) return x;
  const padding = reversedPairs(pairs);
  const kind = value === undefined ? 'ZeroPad' : 'ConstantPad';
  return node.layer(`${kind}${pairs.length}d`, { padding, ...(value === undefined ? {} : { value }) }, x, '_pad');
}

const isTensor = (made: Made): made is TensorValue => made !== undefined && 'kind' in made && made.kind === 'tensor';

const conv: Handler = (node) => {
  const x = node.tensor(0);
  const weight = node.weight(1);
  if (weight === undefined || weight.length < 3 || !fits(node.ints('kernel_shape'), weight.length - 2))
    return undefined;
  const [outChannels, perGroup, ...kernelSize] = weight as [number, number, ...number[]];
  const axes = axesOf(node, kernelSize, sizesOf(x, kernelSize.length));
  if (axes === undefined) return undefined;
  node.weight(2);
  const groups = node.scalar('group', 1);
  const symmetric = axes.every(({ before, after }) => before === after && before >= 0);
  const from = symmetric
    ? x
    : padded(
        node,
        x,
        axes.map(({ before, after }) => [before, after]),
      );
  if (!isTensor(from)) return undefined;
  const args = {
    inChannels: perGroup * groups,
    outChannels,
    kernelSize,
    stride: column(axes, 'stride'),
    padding: symmetric ? column(axes, 'before') : 0,
    dilation: column(axes, 'dilation'),
    groups,
    bias: node.has(2),
  };
  return node.layer(`Conv${kernelSize.length}d`, args, from);
};

/** What is cut off the two ends of the full scatter; negative where zeros follow it. */
interface Cut extends Axis {
  readonly front: number;
  readonly back: number;
}

/** ONNX cuts by pads, by the output's size, or so that the size is multiplied by the stride. */
function cutsOf(node: NodeContext, axes: readonly Axis[], sizes: readonly number[] | undefined): Cut[] | undefined {
  const [extra, output] = [node.ints('output_padding'), node.ints('output_shape')];
  const auto = node.text('auto_pad', 'NOTSET');
  const same = auto.startsWith('SAME');
  if (!fits(extra, axes.length) || !(fits(output, axes.length) || fits(output, axes.length + 2))) return undefined;
  const cuts = axes.map((axis, i) => {
    const { kernel, stride, dilation, before, after } = axis;
    const more = extra?.[i] ?? 0;
    if (output === undefined && !same) return { ...axis, front: before, back: after - more };
    const size = sizes?.[i];
    if (size === undefined) return undefined;
    const wanted = output?.slice(-axes.length)[i] ?? size * stride;
    const total = (size - 1) * stride + more + (kernel - 1) * dilation + 1 - wanted;
    const half = Math.floor(total / 2);
    const front = auto === 'SAME_UPPER' ? half : total - half;
    return { ...axis, front, back: total - front - more };
  });
  return cuts.every((cut) => cut !== undefined) ? cuts : undefined;
}

/** PyTorch's padding cuts both ends alike, its output padding less at the far one; undefined where that is not enough. */
function paddingOf({ front, back, stride, dilation }: Cut): { padding: number; outputPadding: number } | undefined {
  const outputPadding = front - back;
  const possible = front >= 0 && outputPadding >= 0 && outputPadding < Math.max(stride, dilation, 1);
  return possible || (front >= 0 && outputPadding === 0) ? { padding: front, outputPadding } : undefined;
}

const convTranspose: Handler = (node) => {
  const x = node.tensor(0);
  const weight = node.weight(1);
  if (weight === undefined || weight.length < 3) return undefined;
  const [inChannels, perGroup, ...kernelSize] = weight as [number, number, ...number[]];
  const sizes = sizesOf(x, kernelSize.length);
  const axes = axesOf(node, kernelSize, sizes);
  const cuts = axes && cutsOf(node, axes, sizes);
  if (cuts === undefined) return undefined;
  node.weight(2);
  const groups = node.scalar('group', 1);
  const own = cuts.map((cut) => {
    const least = Math.max(Math.min(cut.front, cut.back), 0);
    return paddingOf(cut) ?? { padding: least, outputPadding: 0 };
  });
  const made = node.layer(`ConvTranspose${kernelSize.length}d`, {
    inChannels,
    outChannels: perGroup * groups,
    kernelSize,
    stride: column(axes!, 'stride'),
    padding: own.map(({ padding }) => padding),
    outputPadding: own.map(({ outputPadding }) => outputPadding),
    dilation: column(axes!, 'dilation'),
    groups,
    bias: node.has(2),
  });
  if (!isTensor(made)) return undefined;
  const rest = cuts.map(({ front, back }, i): [number, number] => {
    const { padding, outputPadding } = own[i]!;
    return [padding - front, padding - outputPadding - back];
  });
  return padded(node, made, rest);
};

/** What a pool puts where nothing is: for the largest, less than any number that is not infinite. */
const LOWEST = -3.4028234663852886e38;

/** Zeros behind the end that make the floor rule give what rounding up gives. */
function flooredEnd(axis: Axis, size: number): number {
  const { kernel, stride, dilation, before, after } = axis;
  const count = poolCount(size, { kernel, stride, dilation, padBefore: before, padAfter: after }, true);
  return (count - 1) * stride + (kernel - 1) * dilation + 1 - size - before;
}

function slidingPool(node: NodeContext, name: 'MaxPool' | 'AvgPool'): Made {
  const x = node.tensor(0);
  const kernelSize = node.ints('kernel_shape') ?? [];
  const sizes = sizesOf(x, kernelSize.length);
  const axes = axesOf(node, kernelSize, sizes);
  const dilated = axes?.some(({ dilation }) => dilation !== 1);
  if (axes === undefined || (dilated && name === 'AvgPool')) return undefined;
  const ceilMode = node.scalar('ceil_mode', 0) !== 0;
  const counted = node.scalar('count_include_pad', 0) !== 0;
  // PyTorch pads half of a kernel at most, both ends alike.
  const plain = axes.every(({ before, after, kernel }) => before === after && before >= 0 && before <= kernel / 2);
  if (!plain && ceilMode && sizes === undefined) return undefined;
  const pairs = axes.map((axis, i): [number, number] => [
    axis.before,
    ceilMode && !plain ? flooredEnd(axis, sizes![i]!) : axis.after,
  ]);
  const from = plain ? x : padded(node, x, pairs, name === 'MaxPool' ? LOWEST : undefined);
  if (!isTensor(from)) return undefined;
  if (!plain && name === 'AvgPool' && !counted) node.warn(phrase('problemMeans'), phrase('hintMeans'));
  return node.layer(
    `${name}${kernelSize.length}d`,
    {
      kernelSize: [...kernelSize],
      stride: column(axes, 'stride'),
      padding: plain ? column(axes, 'before') : 0,
      ceilMode: ceilMode && plain,
      ...(name === 'MaxPool' ? { dilation: column(axes, 'dilation') } : { countIncludePad: counted }),
    },
    from,
  );
}

/** Over all of the axes behind batch and channels. */
const globalPool =
  (name: string): Handler =>
  (node) => {
    const x = node.tensor(0);
    const rank = (x.rank ?? 0) - 2;
    return RANKS.has(rank) ? node.layer(`${name}${rank}d`, { outputSize: 1 }, x) : undefined;
  };

/** Pads of any axis, in the file's order: all beginnings, then all ends. */
const pad: Handler = (node) => {
  const x = node.tensor(0);
  const given = node.list('pads', 1) ?? node.ints('paddings');
  const mode = { constant: 'constant', reflect: 'reflect', edge: 'replicate', wrap: 'circular' }[
    node.text('mode', 'constant')
  ];
  if (given === undefined || mode === undefined || given.length % 2 !== 0) return undefined;
  const axes = node.values(3);
  if (node.has(3) && (axes === undefined || x.rank === undefined || axes.length !== given.length / 2)) return undefined;
  const pairs = onnxPadPairs(given);
  const all = axes ? Array.from({ length: x.rank! }, (): [number, number] => [0, 0]) : pairs;
  for (const [i, axis] of (axes ?? []).entries()) all[axis < 0 ? axis + x.rank! : axis] = pairs[i]!;
  const first = all.findIndex(([before, after]) => before !== 0 || after !== 0);
  if (first < 0) return x;
  // Axes before the first that is padded are left out, as F.pad takes them; more may be needed for its other modes.
  const skipped = mode === 'constant' ? first : Math.min(first, 2);
  const value = mode === 'constant' ? (node.number('value', 2) ?? 0) : null;
  const text = reversedPairs(all.slice(skipped)).join(', ');
  return node.join('pad', { pad: text, mode, value: value === 0 ? null : value }, [x]);
};

export const WINDOWS: Readonly<Record<string, Handler>> = {
  Conv: conv,
  ConvTranspose: convTranspose,
  MaxPool: (node) => slidingPool(node, 'MaxPool'),
  AveragePool: (node) => slidingPool(node, 'AvgPool'),
  GlobalAveragePool: globalPool('AdaptiveAvgPool'),
  GlobalMaxPool: globalPool('AdaptiveMaxPool'),
  Pad: pad,
};
