/**
 * @file From the sizes and the count of a row to a layer: a table holds no kernels (unless it was asked for them), strides
 * and paddings. The layer is the likeliest that gives the sizes and has the parameters of the row, both exactly.
 */

import { type Arg, LAYERS, type LayerSpec, type Shape, layerSpec, outputShape, parameterCount } from 'atrous/spec';
import { isUsersMistake } from '../bind.js';
import type { SummaryRow } from './rows.js';

const same = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((size, i) => size === b[i]);

/** The layer, where it can be made, takes the input, and has the row's output and parameters. */
function fitting(
  op: string,
  positional: readonly Arg[],
  args: Readonly<Record<string, Arg>>,
  input: Shape,
  { output, parameters }: SummaryRow,
): LayerSpec | undefined {
  try {
    const spec = layerSpec(op, [...positional], args);
    return parameterCount(spec) === parameters && same(outputShape(spec, input), output!) ? spec : undefined;
  } catch (error) {
    if (isUsersMistake(error)) return undefined;
    throw error;
  }
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(to - from + 1, 0) }, (_, i) => from + i);

/** The largest kernel and stride that are tried. */
const LARGEST = 16;

/** Kernels of one size on every axis, by how many weights an output channel may have. */
function kernelsFor(
  { kernel, parameters, output }: SummaryRow,
  rank: number,
  cin: number,
): { kernel: number[]; groups: number; bias: boolean }[] {
  const cout = output![1]!;
  const groups = [1, cin, 2, 4, 8, 16, 32, 64].filter((g) => cin % g === 0 && cout % g === 0);
  const kernels = kernel ? [[...kernel]] : range(1, LARGEST).map((size) => Array<number>(rank).fill(size));
  const found = [];
  for (const g of new Set(groups))
    for (const own of kernels) {
      const weights = (cin / g) * cout * own.reduce((a, b) => a * b, 1);
      if (parameters === weights + cout) found.push({ kernel: own, groups: g, bias: true });
      else if (parameters === weights) found.push({ kernel: own, groups: g, bias: false });
    }
  return found;
}

/** Paddings up to `most`, likeliest first: what keeps the size, none, the others. */
const paddingsFor = (kernel: number, most: number): number[] => [
  ...new Set([Math.floor((kernel - 1) / 2), 0, ...range(1, Math.min(most, LARGEST))]),
];

/** Strides, that of the sizes first. */
function stridesFor(input: Shape, output: Shape): number[] {
  const [a, b] = [input[2] ?? 1, output[2] ?? 1];
  const ratio = Math.max(1, Math.round(Math.max(a / Math.max(b, 1), b / Math.max(a, 1))));
  return [...new Set([ratio, 1, 2, 3, 4])].filter((stride) => stride <= LARGEST);
}

function convolution(op: string, rank: number, input: Shape, row: SummaryRow): LayerSpec | undefined {
  const [cin, cout] = [input[1]!, row.output![1]!];
  const transposed = op.startsWith('ConvTranspose');
  for (const { kernel, groups, bias } of kernelsFor(row, rank, cin))
    for (const stride of stridesFor(input, row.output!))
      for (const extra of transposed ? range(0, stride - 1) : [0])
        for (const padding of paddingsFor(kernel[0]!, transposed ? kernel[0]! - 1 : Math.floor(kernel[0]! / 2))) {
          const own = kernel.map((size) => (new Set(kernel).size === 1 ? padding : Math.floor((size - 1) / 2)));
          const args = { stride, padding: own, groups, bias, ...(transposed ? { outputPadding: extra } : {}) };
          const spec = fitting(op, [cin, cout, kernel], args, input, row);
          if (spec) return spec;
        }
  return undefined;
}

function pool(op: string, input: Shape, row: SummaryRow): LayerSpec | undefined {
  // A window of its own on every axis, as MaxPool3d((1, 2, 2)) has.
  const windows = input.slice(2).map((size, axis) => size / row.output![axis + 2]!);
  const own = windows.every(Number.isInteger) ? fitting(op, [windows], {}, input, row) : undefined;
  if (own && new Set(windows).size > 1) return own;
  const kernels = row.kernel ? [row.kernel[0]!] : [];
  for (const stride of stridesFor(input, row.output!))
    for (const kernel of new Set([...kernels, stride, 3, 2, ...range(1, 9)]))
      for (const padding of range(0, Math.floor(kernel / 2)))
        for (const ceilMode of [false, true]) {
          const spec = fitting(op, [kernel], { stride, padding, ceilMode }, input, row);
          if (spec) return spec;
        }
  return undefined;
}

/** Arguments that layers of other kinds may have, tried in order. */
function guesses(op: string, input: Shape, row: SummaryRow): [Arg[], Record<string, Arg>][] {
  const output = row.output!;
  if (/^(Batch|Instance)Norm/.test(op)) return [true, false].map((affine) => [[input[1]!], { affine }]);
  if (op === 'GroupNorm') return [32, 16, 8, 4, 2, 1].map((groups) => [[groups, input[1]!], {}]);
  if (op === 'LayerNorm') return input.map((_, i) => [[input.slice(-1 - i)], {}]);
  if (op === 'Linear') return [true, false].map((bias) => [[input.at(-1)!, output.at(-1)!], { bias }]);
  if (op === 'PReLU') return [[[row.parameters], {}]];
  if (op.startsWith('Adaptive')) return [[[output.slice(2)], {}]];
  if (op.startsWith('Upsample')) return [[[], { size: output.slice(2) }]];
  if (op === 'PixelShuffle') return range(2, 8).map((factor) => [[factor], {}]);
  if (op === 'Unflatten') return [[[1, output.slice(1)], {}]];
  if (/Pad\dd$/.test(op)) return range(1, 8).map((size) => [[size], {}]);
  return [[[], {}]];
}

/** The layer of a row for an input; undefined where none of its class fits. */
export function inferLayer(row: SummaryRow, input: Shape): LayerSpec | undefined {
  const { className: op, output } = row;
  if (!Object.hasOwn(LAYERS, op) || output === undefined) return undefined;
  const rank = Number(/^Conv(?:Transpose)?([123])d$/.exec(op)?.[1] ?? 0);
  if (rank > 0) return input.length === rank + 2 ? convolution(op, rank, input, row) : undefined;
  if (/^(Max|Avg)Pool\dd$/.test(op)) return pool(op, input, row);
  for (const [positional, args] of guesses(op, input, row)) {
    const spec = fitting(op, positional, args, input, row);
    if (spec) return spec;
  }
  return undefined;
}

const CHANNELS = [3, 1, 2, 4, 6, 8, 10, 12, 16, 32, 64, 100, 128, 256, 512];
const SIZES = [16, 28, 32, 64, 96, 128, 224, 227, 256, 299, 512, 572];

/** The input of the first row, where the table does not say it: of usual channels and sizes, one that the row takes. */
export function likelyInput(row: SummaryRow): Shape | undefined {
  const { output, className, parameters } = row;
  if (output === undefined) return undefined;
  if (className === 'Linear') {
    const width = output.at(-1)!;
    const inside = [parameters / width - 1, parameters / width].find((size) => Number.isInteger(size) && size > 0);
    return inside === undefined ? undefined : [...output.slice(0, -1), inside];
  }
  const rank = output.length - 2;
  if (rank < 1) return output;
  const least = output[2]!;
  // A first layer quarters the picture at most.
  for (const size of SIZES.filter((one) => one >= least && one <= 4 * least + 4))
    for (const channels of CHANNELS) {
      const input = [output[0]!, channels, ...Array<number>(rank).fill(size)];
      if (inferLayer(row, input)?.args['groups'] === 1) return input;
    }
  return undefined;
}
