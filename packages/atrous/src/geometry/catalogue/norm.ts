/** @file Normalisation. Sizes are those of evaluation, where tracked statistics make batch norm element by element. */

import { ArgumentError } from '../../errors.js';
import {
  batchNormGeometry,
  checkBatchNormRank,
  checkInstanceNormInput,
  groupNormGeometry,
  instanceNormGeometry,
  layerNormGeometry,
  localResponseNormShape,
  rmsNormGeometry,
} from '../norm.js';
import type { Rank, Shape } from '../types.js';
import {
  arg,
  type ArgRule,
  type BufferShape,
  layer,
  type LayerRule,
  type ParameterShape,
  PLACE,
  ranks,
  type Reads,
  repeated,
} from './rule.js';

type NormArgs = {
  numFeatures: number;
  eps: number;
  affine: boolean;
  bias: boolean;
  trackRunningStats: boolean;
  dtype: 'float32' | 'float64';
};

const EPS = arg('float', 'eps', 1e-5);
const BIAS: ArgRule = { ...arg('bool', 'bias', true), keywordOnly: true };

const features = (affine: boolean, track: boolean): ArgRule[] => [
  arg('int', 'numFeatures'),
  EPS,
  arg('floatOrNone', 'momentum', 0.1),
  arg('bool', 'affine', affine),
  arg('bool', 'trackRunningStats', track),
  ...PLACE,
  BIAS,
];

/** No weight, no bias: `print(module)` says whether there is one. */
const affineBias = ({ affine, bias }: NormArgs): Partial<NormArgs> => ({ bias: affine && bias });

const affineParameters = (affine: boolean, bias: boolean, shape: number[]): ParameterShape[] => [
  ...(affine ? ([['weight', shape]] as const) : []),
  ...(bias ? ([['bias', shape]] as const) : []),
];

/** Shapes as the checks of `norm.ts` take them. */
function tensors(affine: boolean, bias: boolean, shape: Shape, track = false): Record<string, Shape | null> {
  const running = track ? shape : null;
  return { runningMean: running, runningVar: running, weight: affine ? shape : null, bias: bias ? shape : null };
}

const wholeAxes = (_: unknown, input: Shape): Reads[] => input.slice(2).map(() => 'whole' as const);

function featureNorm(affine: boolean, track: boolean, check: (a: NormArgs, input: Shape) => void): LayerRule {
  return layer<NormArgs>(features(affine, track), '*numFeatures eps momentum affine bias trackRunningStats', {
    check: affineBias,
    parameters: (a) => affineParameters(a.affine, a.bias, [a.numFeatures]),
    buffers: ({ trackRunningStats, numFeatures, dtype }): BufferShape[] =>
      trackRunningStats
        ? [
            ['running_mean', [numFeatures], dtype],
            ['running_var', [numFeatures], dtype],
            ['num_batches_tracked', [], 'int64'],
          ]
        : [],
    output(a, input) {
      check(a, input);
      return [...input];
    },
    reads: (a, input) => (a.trackRunningStats ? input.map(() => null) : wholeAxes(a, input)),
  });
}

const shapes = ({ affine, bias, numFeatures, trackRunningStats }: NormArgs): Record<string, Shape | null> =>
  tensors(affine, bias, [numFeatures], trackRunningStats);

const batchNorm = (rank: Rank): LayerRule =>
  featureNorm(true, true, (a, input) => {
    checkBatchNormRank(rank, input);
    batchNormGeometry(input, shapes(a), !a.trackRunningStats, a.eps);
  });

const instanceNorm = (rank: Rank): LayerRule =>
  featureNorm(false, false, (a, input) => {
    checkInstanceNormInput(rank, input, a.numFeatures, a.affine);
    const batch = input.length === rank + 2 ? input : [1, ...input];
    instanceNormGeometry(batch, shapes(a), !a.trackRunningStats, a.eps);
  });

type GroupArgs = NormArgs & { numGroups: number; numChannels: number };

const groupNorm: LayerRule = layer<GroupArgs>(
  [arg('int', 'numGroups'), arg('int', 'numChannels'), EPS, arg('bool', 'affine', true), ...PLACE, BIAS],
  '*numGroups *numChannels eps affine bias',
  {
    check(a) {
      const { numGroups, numChannels } = a;
      const fields = { numGroups, numChannels };
      if (numGroups === 0)
        throw new ArgumentError('integer modulo by zero', { pythonType: 'ZeroDivisionError', fields });
      if (numChannels % numGroups !== 0)
        throw new ArgumentError(`num_channels (${numChannels}) must be divisible by num_groups (${numGroups})`, {
          fields,
        });
      return affineBias(a);
    },
    parameters: (a) => affineParameters(a.affine, a.bias, [a.numChannels]),
    output(a, input) {
      groupNormGeometry(input, a.numGroups, tensors(a.affine, a.bias, [a.numChannels]));
      return [...input];
    },
    reads: wholeAxes,
  },
);

type LayerArgs = { normalizedShape: number[]; elementwiseAffine: boolean; bias: boolean };

const lastAxesWhole = ({ normalizedShape }: LayerArgs, input: Shape): Reads[] =>
  input.map((_, axis) => (axis >= input.length - normalizedShape.length ? 'whole' : null));

const layerNorm: LayerRule = layer<LayerArgs>(
  [arg('perAxis', 'normalizedShape'), EPS, arg('bool', 'elementwiseAffine', true), arg('bool', 'bias', true), ...PLACE],
  '*normalizedShape eps elementwiseAffine bias',
  {
    check: ({ normalizedShape, elementwiseAffine, bias }) => ({
      normalizedShape: repeated(normalizedShape, 1),
      bias: elementwiseAffine && bias,
    }),
    parameters: (a) => affineParameters(a.elementwiseAffine, a.bias, a.normalizedShape),
    output({ normalizedShape, elementwiseAffine, bias }, input) {
      layerNormGeometry(input, normalizedShape, tensors(elementwiseAffine, bias, normalizedShape));
      return [...input];
    },
    reads: lastAxesWhole,
  },
);

const rmsNorm: LayerRule = layer<LayerArgs>(
  [
    arg('perAxis', 'normalizedShape'),
    arg('floatOrNone', 'eps', null),
    arg('bool', 'elementwiseAffine', true),
    ...PLACE,
  ],
  '*normalizedShape eps elementwiseAffine',
  {
    check: ({ normalizedShape }) => ({ normalizedShape: repeated(normalizedShape, 1) }),
    parameters: (a) => affineParameters(a.elementwiseAffine, false, a.normalizedShape),
    output({ normalizedShape, elementwiseAffine }, input) {
      rmsNormGeometry(input, normalizedShape, elementwiseAffine ? normalizedShape : null);
      return [...input];
    },
    reads: lastAxesWhole,
  },
);

const localResponseNorm: LayerRule = layer<{ size: number }>(
  [arg('int', 'size'), arg('float', 'alpha', 1e-4), arg('float', 'beta', 0.75), arg('float', 'k', 1)],
  '*size alpha beta k',
  { output: ({ size }, input) => localResponseNormShape(input, size) },
);

export const NORMS: Readonly<Record<string, LayerRule>> = {
  ...ranks('BatchNorm', batchNorm),
  ...ranks('InstanceNorm', instanceNorm),
  GroupNorm: groupNorm,
  LayerNorm: layerNorm,
  RMSNorm: rmsNorm,
  LocalResponseNorm: localResponseNorm,
};
