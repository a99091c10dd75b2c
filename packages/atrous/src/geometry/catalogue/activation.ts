/** @file The classes of activations, softmax and dropout. */

import { ArgumentError } from '../../errors.js';
import { checkDropoutProbability } from '../activation.js';
import { float } from '../python.js';
import { arg, type ArgRule, type ClassRule, INPLACE, layer, PLACE } from './rule.js';

const float1 = (name: string, value: number): ArgRule => arg('float', name, value);

/** Element by element; the last word is shown where it is true. */
const elementwise = (shown: string, ...args: ArgRule[]): ClassRule => layer(args, shown);

const softmax = (): ClassRule => layer([arg('intOrNone', 'dim', null)], 'dim');

const dropout = (): ClassRule =>
  layer<{ p: number }>([arg('float', 'p', 0.5), INPLACE], 'p inplace', {
    check({ p }) {
      checkDropoutProbability(p);
      return undefined;
    },
  });

const inplaceOnly = (): ClassRule => elementwise('inplace?', INPLACE);
const plain = (): ClassRule => elementwise('');

export const ACTIVATIONS: Readonly<Record<string, ClassRule>> = {
  ReLU: inplaceOnly(),
  ReLU6: inplaceOnly(),
  SELU: inplaceOnly(),
  SiLU: inplaceOnly(),
  Mish: inplaceOnly(),
  // The one whose print does not tell.
  Hardswish: elementwise('', INPLACE),
  Hardsigmoid: inplaceOnly(),
  Sigmoid: plain(),
  Tanh: plain(),
  Softsign: plain(),
  Tanhshrink: plain(),
  LogSigmoid: plain(),
  LeakyReLU: elementwise('negativeSlope inplace?', float1('negativeSlope', 0.01), INPLACE),
  ELU: elementwise('alpha inplace?', float1('alpha', 1), INPLACE),
  CELU: elementwise('alpha inplace?', float1('alpha', 1), INPLACE),
  Softplus: elementwise('beta threshold', arg('number', 'beta', 1), arg('number', 'threshold', 20)),
  Hardshrink: elementwise('*lambd', float1('lambd', 0.5)),
  Softshrink: elementwise('*lambd', float1('lambd', 0.5)),
  Threshold: elementwise('threshold value inplace?', arg('number', 'threshold'), arg('number', 'value'), INPLACE),
  RReLU: elementwise('lower upper inplace?', float1('lower', 1 / 8), float1('upper', 1 / 3), INPLACE),
  Hardtanh: layer<{ minVal: number; maxVal: number }>(
    [float1('minVal', -1), float1('maxVal', 1), INPLACE],
    'minVal maxVal inplace?',
    {
      check({ minVal, maxVal }) {
        if (maxVal > minVal) return undefined;
        throw new ArgumentError(`max_val (${float(maxVal)}) must be greater than min_val (${float(minVal)})`, {
          pythonType: 'AssertionError',
          fields: { minVal, maxVal },
        });
      },
    },
  ),
  GELU: layer([arg('string', 'approximate', 'none')], 'approximate'),
  PReLU: layer<{ numParameters: number }>(
    [arg('int', 'numParameters', 1), float1('init', 0.25), ...PLACE],
    'numParameters',
    { parameters: ({ numParameters }) => [['weight', [numParameters]]] },
  ),
  GLU: layer([arg('int', 'dim', -1)], 'dim'),
  Softmax: softmax(),
  LogSoftmax: softmax(),
  Softmin: softmax(),
  Softmax2d: layer([]),
  Dropout: dropout(),
  Dropout1d: dropout(),
  Dropout2d: dropout(),
  Dropout3d: dropout(),
  AlphaDropout: dropout(),
  FeatureAlphaDropout: dropout(),
};
