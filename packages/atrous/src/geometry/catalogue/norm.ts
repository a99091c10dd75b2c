/** @file The classes of normalisation. */

import { ArgumentError } from '../../errors.js';
import {
  arg,
  type ArgRule,
  type BufferShape,
  type ClassRule,
  layer,
  type ParameterShape,
  PLACE,
  ranks,
  repeated,
} from './rule.js';

export type NormArgs = {
  numFeatures: number;
  eps: number;
  affine: boolean;
  bias: boolean;
  trackRunningStats: boolean;
  dtype: 'float32' | 'float64';
};

export type GroupArgs = NormArgs & { numGroups: number; numChannels: number };

export type LayerNormArgs = { normalizedShape: number[]; elementwiseAffine: boolean; bias: boolean };

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

function featureNorm(affine: boolean, track: boolean): ClassRule {
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
  });
}

const groupNorm: ClassRule = layer<GroupArgs>(
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
  },
);

const layerNorm: ClassRule = layer<LayerNormArgs>(
  [arg('perAxis', 'normalizedShape'), EPS, arg('bool', 'elementwiseAffine', true), arg('bool', 'bias', true), ...PLACE],
  '*normalizedShape eps elementwiseAffine bias',
  {
    check: ({ normalizedShape, elementwiseAffine, bias }) => ({
      normalizedShape: repeated(normalizedShape, 1),
      bias: elementwiseAffine && bias,
    }),
    parameters: (a) => affineParameters(a.elementwiseAffine, a.bias, a.normalizedShape),
  },
);

const rmsNorm: ClassRule = layer<LayerNormArgs>(
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
  },
);

const localResponseNorm: ClassRule = layer(
  [arg('int', 'size'), arg('float', 'alpha', 1e-4), arg('float', 'beta', 0.75), arg('float', 'k', 1)],
  '*size alpha beta k',
);

export const NORMS: Readonly<Record<string, ClassRule>> = {
  ...ranks('BatchNorm', () => featureNorm(true, true)),
  ...ranks('InstanceNorm', () => featureNorm(false, false)),
  GroupNorm: groupNorm,
  LayerNorm: layerNorm,
  RMSNorm: rmsNorm,
  LocalResponseNorm: localResponseNorm,
};
