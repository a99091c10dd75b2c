/** @file Calls of normalisation. Sizes are those of evaluation, where tracked statistics make batch norm element by element. */

import {
  batchNormGeometry,
  checkBatchNormRank,
  checkInstanceNormInput,
  groupNormGeometry,
  instanceNormGeometry,
  layerNormGeometry,
  localResponseNormShape,
  rmsNormGeometry,
} from '../../norm.js';
import type { Rank, Shape } from '../../types.js';
import type { GroupArgs, LayerNormArgs, NormArgs } from '../norm.js';
import { call, type CallRule, ranks, type Reads } from '../rule.js';

/** Shapes as the checks of `norm.ts` take them. */
function tensors(affine: boolean, bias: boolean, shape: Shape, track = false): Record<string, Shape | null> {
  const running = track ? shape : null;
  return { runningMean: running, runningVar: running, weight: affine ? shape : null, bias: bias ? shape : null };
}

const wholeAxes = (_: unknown, input: Shape): Reads[] => input.slice(2).map(() => 'whole' as const);

function featureNorm(check: (a: NormArgs, input: Shape) => void): CallRule {
  return call<NormArgs>({
    output(a, input) {
      check(a, input);
      return [...input];
    },
    reads: (a, input) => (a.trackRunningStats ? input.map(() => null) : wholeAxes(a, input)),
  });
}

const shapes = ({ affine, bias, numFeatures, trackRunningStats }: NormArgs): Record<string, Shape | null> =>
  tensors(affine, bias, [numFeatures], trackRunningStats);

const batchNorm = (rank: Rank): CallRule =>
  featureNorm((a, input) => {
    checkBatchNormRank(rank, input);
    batchNormGeometry(input, shapes(a), !a.trackRunningStats, a.eps);
  });

const instanceNorm = (rank: Rank): CallRule =>
  featureNorm((a, input) => {
    checkInstanceNormInput(rank, input, a.numFeatures, a.affine);
    const batch = input.length === rank + 2 ? input : [1, ...input];
    instanceNormGeometry(batch, shapes(a), !a.trackRunningStats);
  });

const groupNorm = call<GroupArgs>({
  output(a, input) {
    groupNormGeometry(input, a.numGroups, tensors(a.affine, a.bias, [a.numChannels]));
    return [...input];
  },
  reads: wholeAxes,
});

const lastAxesWhole = ({ normalizedShape }: LayerNormArgs, input: Shape): Reads[] =>
  input.map((_, axis) => (axis >= input.length - normalizedShape.length ? 'whole' : null));

const layerNorm = call<LayerNormArgs>({
  output({ normalizedShape, elementwiseAffine, bias }, input) {
    layerNormGeometry(input, normalizedShape, tensors(elementwiseAffine, bias, normalizedShape));
    return [...input];
  },
  reads: lastAxesWhole,
});

const rmsNorm = call<LayerNormArgs>({
  output({ normalizedShape, elementwiseAffine }, input) {
    rmsNormGeometry(input, normalizedShape, elementwiseAffine ? normalizedShape : null);
    return [...input];
  },
  reads: lastAxesWhole,
});

export const NORM_CALLS: Readonly<Record<string, CallRule>> = {
  ...ranks('BatchNorm', batchNorm),
  ...ranks('InstanceNorm', instanceNorm),
  GroupNorm: groupNorm,
  LayerNorm: layerNorm,
  RMSNorm: rmsNorm,
  LocalResponseNorm: call<{ size: number }>({ output: ({ size }, input) => localResponseNormShape(input, size) }),
};
