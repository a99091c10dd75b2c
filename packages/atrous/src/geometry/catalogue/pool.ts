/** @file The classes of pooling with windows (max, average, power mean), of adaptive and fractional pooling and unpooling. */

import { ArgumentError } from '../../errors.js';
import { checkKernel, checkOneGiven } from '../fractional-pool.js';
import { float, tuple } from '../python.js';
import type { PerAxis, Rank } from '../types.js';
import { arg, type ArgRule, type ClassRule, layer, ranks, repeated } from './rule.js';

export type PoolArgs = {
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
const INDICES = arg('bool', 'returnIndices', false);

/** The stride is the kernel where there is none. */
const strided = ({ kernelSize, stride }: PoolArgs): Partial<PoolArgs> => ({ stride: stride ?? kernelSize });

/** Kernel, stride and padding as tuples. */
function tuples(rank: Rank): (a: PoolArgs) => Partial<PoolArgs> {
  return ({ kernelSize, stride, padding }) => ({
    kernelSize: repeated(kernelSize, rank),
    stride: repeated(stride ?? kernelSize, rank),
    padding: repeated(padding, rank),
  });
}

const maxPool = (): ClassRule =>
  layer<PoolArgs>(
    [...KERNEL, PADDING, arg('perAxis', 'dilation', 1), INDICES, CEIL],
    'kernelSize stride padding dilation ceilMode',
    { check: strided },
  );

/** The 1-d layer stores tuples, and has no `divisorOverride`. */
const avgPool = (rank: Rank): ClassRule =>
  layer<PoolArgs>(
    [
      ...KERNEL,
      PADDING,
      CEIL,
      arg('bool', 'countIncludePad', true),
      ...(rank === 1 ? [] : [arg('intOrNone', 'divisorOverride', null)]),
    ],
    'kernelSize stride padding',
    { check: rank === 1 ? tuples(1) : strided },
  );

const lpPool = (): ClassRule =>
  layer([arg('number', 'normType'), ...KERNEL, CEIL], 'normType kernelSize stride ceilMode');

const maxUnpool = (rank: Rank): ClassRule =>
  layer<PoolArgs>([...KERNEL, PADDING], 'kernelSize stride padding', { check: tuples(rank), second: 'indices' });

const adaptive =
  (...more: readonly ArgRule[]) =>
  (): ClassRule =>
    layer([arg('sizes', 'outputSize'), ...more], 'outputSize');

export type FractionalArgs = {
  kernelSize: PerAxis;
  outputSize: PerAxis | null;
  outputRatio: number | readonly number[] | null;
};

function checkFractional(rank: 2 | 3, { kernelSize, outputSize, outputRatio }: FractionalArgs): void {
  if (rank === 3) checkKernel(kernelSize);
  const fields = { outputSize, outputRatio };
  checkOneGiven(`FractionalMaxPool${rank}d requires specifying either an output size, or a pooling ratio`, fields);
  if (outputRatio === null || [outputRatio].flat().every((ratio) => ratio > 0 && ratio < 1)) return;
  const shown = typeof outputRatio === 'number' ? float(outputRatio) : tuple(outputRatio.map(float));
  throw new ArgumentError(`output_ratio must be between 0 and 1 (got ${shown})`, { fields });
}

const fractional = (rank: 2 | 3): ClassRule =>
  layer<FractionalArgs>(
    [
      arg('perAxis', 'kernelSize'),
      arg('perAxisOrNone', 'outputSize', null),
      arg('scales', 'outputRatio', null),
      INDICES,
    ],
    '',
    {
      check(a) {
        checkFractional(rank, a);
        const { outputRatio } = a;
        return { outputRatio: outputRatio === null ? null : repeated(outputRatio, rank) };
      },
    },
  );

export const POOLS: Readonly<Record<string, ClassRule>> = {
  ...ranks('MaxPool', maxPool),
  ...ranks('AvgPool', avgPool),
  ...ranks('LPPool', lpPool),
  ...ranks('MaxUnpool', maxUnpool),
  FractionalMaxPool2d: fractional(2),
  FractionalMaxPool3d: fractional(3),
  ...ranks('AdaptiveAvgPool', adaptive()),
  ...ranks('AdaptiveMaxPool', adaptive(INDICES)),
};
