/** @file Calls of pooling with windows, of adaptive and fractional pooling and unpooling. */

import { adaptiveGeometry, adaptiveWindow } from '../../adaptive.js';
import { fractionalPoolGeometry } from '../../fractional-pool.js';
import { avgPoolGeometry, lpPoolGeometry, maxPoolGeometry, type PoolGeometry } from '../../pool.js';
import type { Rank, Shape } from '../../types.js';
import { unpoolGeometry } from '../../unpool.js';
import { axisMap, type AxisMap, ratio, transposedAxis } from '../axes.js';
import type { FractionalArgs, PoolArgs } from '../pool.js';
import { call, type CallRule, ranks } from '../rule.js';

const sliding =
  (geometry: (rank: Rank, input: Shape, a: PoolArgs) => PoolGeometry) =>
  (rank: Rank): CallRule =>
    call<PoolArgs>({
      output: (a, input) => [...geometry(rank, input, a).shape],
      windows: (a, input) => [...geometry(rank, input, a).windows],
    });

/** Which outputs may hold an input is up to the indices; one of those whose window reaches them. */
const maxUnpool = (rank: Rank): CallRule =>
  call<PoolArgs>({
    output: (a, input, given) => [
      ...unpoolGeometry(rank, input, given!.others![0]!, { ...a, outputSize: given!.outputSize }).shape,
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
  (rank: Rank): CallRule =>
    call<AdaptiveArgs>({
      output: ({ outputSize }, input) => [...adaptiveGeometry(rank, input, outputSize, kind).shape],
      reads: (_, input, output) =>
        output.slice(-rank).map((count, axis) => adaptiveAxis(input[input.length - rank + axis]!, count)),
    });

/** Output `o` of `count` reads the cells from `⌊o·size/count⌋` to `⌈(o+1)·size/count⌉`. */
export function adaptiveAxis(size: number, count: number): AxisMap | 'whole' {
  if (count <= 1) return 'whole';
  return axisMap(size, ratio(size, count), (o) => {
    const { start, end } = adaptiveWindow(size, count, o);
    return [start, end - 1];
  });
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

const fractional = (rank: 2 | 3): CallRule =>
  call<FractionalArgs>({
    output: (a, input) => [...fractionalPoolGeometry(rank, input, a).shape],
    reads(a, input) {
      const { kernel, output, input: sizes } = fractionalPoolGeometry(rank, input, a);
      return sizes.map((size, axis) => fractionalAxis(size, kernel[axis]!, output[axis]!));
    },
  });

export const POOL_CALLS: Readonly<Record<string, CallRule>> = {
  ...ranks('MaxPool', sliding(maxPoolGeometry)),
  ...ranks('AvgPool', sliding(avgPoolGeometry)),
  ...ranks('LPPool', sliding(lpPoolGeometry)),
  ...ranks('MaxUnpool', maxUnpool),
  FractionalMaxPool2d: fractional(2),
  FractionalMaxPool3d: fractional(3),
  ...ranks('AdaptiveAvgPool', adaptive('avg')),
  ...ranks('AdaptiveMaxPool', adaptive('max')),
};
