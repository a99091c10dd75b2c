/** @file Pooling with windows (max, average, power mean), adaptive pooling and unpooling. */

import { ArgumentError } from '../../errors.js';
import { adaptiveGeometry, adaptiveWindow } from '../adaptive.js';
import { checkKernel, fractionalPoolGeometry } from '../fractional-pool.js';
import { avgPoolGeometry, lpPoolGeometry, maxPoolGeometry, type PoolGeometry } from '../pool.js';
import { float, tuple } from '../python.js';
import type { PerAxis, Rank, Shape } from '../types.js';
import { unpoolGeometry } from '../unpool.js';
import { axisMap, type AxisMap, ratio, transposedAxis } from './axes.js';
import { arg, layer, type ArgRule, type LayerRule, ranks, repeated } from './rule.js';

type PoolArgs = {
  kernelSize: PerAxis;
  stride: PerAxis | null;
  padding: PerAxis;
  dilation: PerAxis;
  ceilMode: boolean;
  normType: number;
  divisorOverride: number | null;
};

const KERNEL = [arg('perAxis', 'kernelSize'), arg('perAxisOrNone', 'stride', null)];
const PADDING = arg('perAxis', 'padding', 0);
const CEIL = arg('bool', 'ceilMode', false);

/** The stride is the kernel where there is none. */
const strided = ({ kernelSize, stride }: PoolArgs): Partial<PoolArgs> => ({ stride: stride ?? kernelSize });

function sliding(
  args: readonly ArgRule[],
  shown: string,
  geometry: (a: PoolArgs, input: Shape) => PoolGeometry,
  check: (a: PoolArgs) => Partial<PoolArgs> | undefined = strided,
): LayerRule {
  return layer<PoolArgs>(args, shown, {
    check,
    output: (a, input) => [...geometry(a, input).shape],
    windows: (a, input) => [...geometry(a, input).windows],
  });
}

const maxPool = (rank: Rank): LayerRule =>
  sliding(
    [...KERNEL, PADDING, arg('perAxis', 'dilation', 1), arg('bool', 'returnIndices', false), CEIL],
    'kernelSize stride padding dilation ceilMode',
    (a, input) => maxPoolGeometry(rank, input, a),
  );

/** The 1-d layer stores tuples, and has no `divisorOverride`. */
const avgPool = (rank: Rank): LayerRule =>
  sliding(
    [
      ...KERNEL,
      PADDING,
      CEIL,
      arg('bool', 'countIncludePad', true),
      ...(rank === 1 ? [] : [arg('intOrNone', 'divisorOverride', null)]),
    ],
    'kernelSize stride padding',
    (a, input) => avgPoolGeometry(rank, input, a),
    rank === 1 ? tuples(1) : strided,
  );

const lpPool = (rank: Rank): LayerRule =>
  sliding(
    [arg('number', 'normType'), ...KERNEL, CEIL],
    'normType kernelSize stride ceilMode',
    (a, input) => lpPoolGeometry(rank, input, a),
    () => undefined,
  );

/** Kernel, stride and padding as tuples. */
function tuples(rank: Rank): (a: PoolArgs) => Partial<PoolArgs> {
  return ({ kernelSize, stride, padding }) => ({
    kernelSize: repeated(kernelSize, rank),
    stride: repeated(stride ?? kernelSize, rank),
    padding: repeated(padding, rank),
  });
}

/** Which outputs may hold an input is up to the indices; one of those whose window reaches them. */
const maxUnpool = (rank: Rank): LayerRule =>
  layer<PoolArgs>([...KERNEL, PADDING], 'kernelSize stride padding', {
    check: tuples(rank),
    second: 'indices',
    output: (a, input, call) => [
      ...unpoolGeometry(rank, input, call!.others![0]!, { ...a, outputSize: call!.outputSize }).shape,
    ],
    reads: (a, input) => {
      const { kernelSize, stride, padding } = a as unknown as Record<string, number[]>;
      return kernelSize!.map((kernel, axis) => {
        const pad = padding![axis]!;
        const window = { kernel, stride: stride![axis]!, padBefore: pad, padAfter: pad, dilation: 1 };
        return transposedAxis(input[input.length - rank + axis]!, window);
      });
    },
  });

type AdaptiveArgs = { outputSize: number | readonly (number | null)[] };

const adaptive =
  (kind: 'avg' | 'max') =>
  (rank: Rank): LayerRule =>
    layer<AdaptiveArgs>(
      [arg('sizes', 'outputSize'), ...(kind === 'max' ? [arg('bool', 'returnIndices', false)] : [])],
      'outputSize',
      {
        output: ({ outputSize }, input) => [...adaptiveGeometry(rank, input, outputSize, kind).shape],
        reads: (_, input, output) =>
          output.slice(-rank).map((count, axis) => adaptiveAxis(input[input.length - rank + axis]!, count)),
      },
    );

/** Output `o` of `count` reads the cells from `⌊o·size/count⌋` to `⌈(o+1)·size/count⌉`. */
export function adaptiveAxis(size: number, count: number): AxisMap | 'whole' {
  if (count <= 1) return 'whole';
  return axisMap(size, ratio(size, count), (o) => {
    const { start, end } = adaptiveWindow(size, count, o);
    return [start, end - 1];
  });
}

type FractionalArgs = {
  kernelSize: PerAxis;
  outputSize: PerAxis | null;
  outputRatio: number | readonly number[] | null;
};

function checkFractional(rank: 2 | 3, { kernelSize, outputSize, outputRatio }: FractionalArgs): void {
  if (rank === 3) checkKernel(kernelSize);
  const fields = { outputSize, outputRatio };
  if (outputSize === null && outputRatio === null)
    throw new ArgumentError(`FractionalMaxPool${rank}d requires specifying either an output size, or a pooling ratio`, {
      hint: 'Give `outputSize` or `outputRatio`.',
      fields,
    });
  if (outputSize !== null && outputRatio !== null)
    throw new ArgumentError('only one of output_size and output_ratio may be specified', {
      hint: 'Leave out `outputSize` or `outputRatio`.',
      fields,
    });
  if (outputRatio === null || [outputRatio].flat().every((ratio) => ratio > 0 && ratio < 1)) return;
  const shown = typeof outputRatio === 'number' ? float(outputRatio) : tuple(outputRatio.map(float));
  throw new ArgumentError(`output_ratio must be between 0 and 1 (got ${shown})`, { fields });
}

/** Whatever the samples are, window `o` starts between ⌊o·α⌋ and ⌈o·α⌉, α = (size − kernel) / (count − 1). */
function fractionalAxis(size: number, kernel: number, count: number): AxisMap {
  const last = size - kernel;
  const steps = Math.max(count - 1, 1);
  return axisMap(size, ratio(Math.max(last, 1), steps), (o) => {
    const at = count === 1 ? last : (o * last) / steps;
    return [Math.floor(at), Math.ceil(at) + kernel - 1];
  });
}

const fractional = (rank: 2 | 3): LayerRule =>
  layer<FractionalArgs>(
    [
      arg('perAxis', 'kernelSize'),
      arg('perAxisOrNone', 'outputSize', null),
      arg('scales', 'outputRatio', null),
      arg('bool', 'returnIndices', false),
    ],
    '',
    {
      check(a) {
        checkFractional(rank, a);
        const { outputRatio } = a;
        return { outputRatio: outputRatio === null ? null : repeated(outputRatio, rank) };
      },
      output: (a, input) => [...fractionalPoolGeometry(rank, input, a).shape],
      reads(a, input) {
        const { kernel, output, input: sizes } = fractionalPoolGeometry(rank, input, a);
        return sizes.map((size, axis) => fractionalAxis(size, kernel[axis]!, output[axis]!));
      },
    },
  );

export const POOLS: Readonly<Record<string, LayerRule>> = {
  ...ranks('MaxPool', maxPool),
  ...ranks('AvgPool', avgPool),
  ...ranks('LPPool', lpPool),
  ...ranks('MaxUnpool', maxUnpool),
  FractionalMaxPool2d: fractional(2),
  FractionalMaxPool3d: fractional(3),
  ...ranks('AdaptiveAvgPool', adaptive('avg')),
  ...ranks('AdaptiveMaxPool', adaptive('max')),
};
