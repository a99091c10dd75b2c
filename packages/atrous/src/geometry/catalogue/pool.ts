/** @file Pooling with windows (max, average, power mean), adaptive pooling and unpooling. */

import { adaptiveGeometry, adaptiveWindow } from '../adaptive.js';
import { avgPoolGeometry, lpPoolGeometry, maxPoolGeometry, type PoolGeometry } from '../pool.js';
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

export const POOLS: Readonly<Record<string, LayerRule>> = {
  ...ranks('MaxPool', maxPool),
  ...ranks('AvgPool', avgPool),
  ...ranks('LPPool', lpPool),
  ...ranks('MaxUnpool', maxUnpool),
  ...ranks('AdaptiveAvgPool', adaptive('avg')),
  ...ranks('AdaptiveMaxPool', adaptive('max')),
};
