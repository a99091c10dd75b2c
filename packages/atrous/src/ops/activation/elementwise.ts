/** @file The activations that look at one number at a time, with PyTorch's defaults and checks. */

import { ArgumentError, DTypeError } from '../../errors.js';
import { streamed } from '../../geometry/python.js';
import { DTYPES } from '../../tensor/dtype.js';
import { requireOrdered } from '../../geometry/ints.js';
import { checkCall } from '../../tensor/operand.js';
import { checkValues } from '../../tensor/value-options.js';
import type { Tensor } from '../../tensor/tensor.js';
import { limited } from '../elementwise/loops.js';
import { notImplemented } from '../not-implemented.js';
import * as f from './functions.js';
import * as d from './gradient.js';
import { activate, type InplaceOptions } from './run.js';

const runtime = { pythonType: 'RuntimeError' } as const;

/** `max(0, x)`; NaN stays NaN. The gradient at 0 is 0. */
export function relu(input: Tensor, options: InplaceOptions = {}): Tensor {
  checkCall('relu', { input }, options, ['inplace']);
  if (input.dtype === 'bool') throw new DTypeError('Boolean inputs not supported for relu');
  return activate(
    input,
    { name: 'Relu', loop: f.relu, integers: 'keep', derivative: d.relu, saves: 'output' },
    options.inplace,
  );
}

/** `min(max(0, x), 6)`. */
export function relu6(input: Tensor, options: InplaceOptions = {}): Tensor {
  checkCall('relu6', { input }, options, ['inplace']);
  return clampTo(input, 0, 6, options.inplace);
}

export interface HardtanhOptions extends InplaceOptions {
  /** Default −1. */
  readonly minVal?: number;
  /** Default 1. */
  readonly maxVal?: number;
}

function clampTo(input: Tensor, minVal: number, maxVal: number, inplace?: boolean): Tensor {
  if (input.dtype === 'bool') throw new DTypeError('Bool inputs not supported for hardtanh');
  if (input.dtype === 'uint8' && (minVal < 0 || maxVal < 0))
    throw new DTypeError('cannot do hardtanh on an unsigned type with negative limits');
  return activate(
    input,
    {
      name: 'Hardtanh',
      loop: limited(minVal, maxVal),
      constants: [minVal, maxVal],
      integers: 'keep',
      derivative: d.hardtanh(minVal, maxVal),
    },
    inplace,
  );
}

/**
 * `x` kept inside `[minVal, maxVal]`.
 *
 * @throws ArgumentError where `minVal` is greater
 */
export function hardtanh(input: Tensor, options: HardtanhOptions = {}): Tensor {
  checkCall('hardtanh', { input }, options, ['minVal', 'maxVal', 'inplace']);
  const { minVal = -1, maxVal = 1, inplace } = options;
  requireOrdered('>', minVal);
  if (minVal > maxVal)
    throw new ArgumentError('min_val cannot be greater than max_val', { fields: { minVal, maxVal } });
  return clampTo(input, minVal, maxVal, inplace);
}

export interface LeakyReluOptions extends InplaceOptions {
  /** Default 0.01. */
  readonly negativeSlope?: number;
}

/** `x`, or `negativeSlope·x` where x is not positive. */
export function leakyRelu(input: Tensor, options: LeakyReluOptions = {}): Tensor {
  checkCall('leaky_relu', { input }, options, ['negativeSlope 2', 'inplace']);
  const { negativeSlope = 0.01, inplace } = options;
  return activate(
    input,
    {
      name: 'LeakyRelu',
      loop: f.leakyRelu(negativeSlope),
      constants: [negativeSlope],
      integers: { kernel: 'leaky_relu_cpu' },
      derivative: d.leakyRelu(negativeSlope),
    },
    inplace,
  );
}

export interface EluOptions extends InplaceOptions {
  /** Default 1. */
  readonly alpha?: number;
}

/** All three of the family: `scale·(x, or alpha·(e^(x·inputScale) − 1) where x is not positive)`. */
function scaledElu(
  input: Tensor,
  inplace: boolean | undefined,
  constants: readonly [alpha: number, scale: number, inputScale: number],
): Tensor {
  return activate(
    input,
    {
      name: 'Elu',
      loop: f.elu(...constants),
      constants,
      integers: { kernel: 'elu_cpu' },
      derivative: d.elu(...constants),
    },
    inplace,
  );
}

/** `x`, or `alpha·(eˣ − 1)` where x is not positive. */
export function elu(input: Tensor, options: EluOptions = {}): Tensor {
  checkCall('elu', { input }, options, ['alpha 2', 'inplace']);
  return scaledElu(input, options.inplace, [options.alpha ?? 1, 1, 1]);
}

/** ELU with the two constants that keep mean 0 and variance 1. */
export function selu(input: Tensor, options: InplaceOptions = {}): Tensor {
  checkCall('selu', { input }, options, ['inplace']);
  return scaledElu(input, options.inplace, [f.SELU_ALPHA, f.SELU_SCALE, 1]);
}

export interface CeluOptions extends InplaceOptions {
  /** Default 1. */
  readonly alpha?: number;
}

/**
 * `max(0, x) + min(0, alpha·(e^(x/alpha) − 1))`.
 *
 * @throws ArgumentError for alpha = 0
 */
export function celu(input: Tensor, options: CeluOptions = {}): Tensor {
  checkCall('celu', { input }, options, ['alpha 2', 'inplace']);
  const { alpha = 1, inplace } = options;
  if (alpha === 0)
    throw new ArgumentError('ZeroDivisionError: alpha cannot be 0 for CELU', { ...runtime, fields: { alpha } });
  return scaledElu(input, inplace, [alpha, 1, 1 / alpha]);
}

/** `x·sigmoid(x)`. */
export function silu(input: Tensor, options: InplaceOptions = {}): Tensor {
  checkCall('silu', { input }, options, ['inplace']);
  return activate(
    input,
    { name: 'Silu', loop: f.silu, integers: { kernel: 'silu_cpu' }, derivative: d.silu },
    options.inplace,
  );
}

/** `x·tanh(softplus(x))`. */
export function mish(input: Tensor, options: InplaceOptions = {}): Tensor {
  checkCall('mish', { input }, options, ['inplace']);
  return activate(
    input,
    { name: 'Mish', loop: f.mish, integers: { kernel: 'mish_cpu' }, derivative: d.mish },
    options.inplace,
  );
}

export interface GeluOptions {
  /** `'none'` (default) uses the error function, `'tanh'` the approximation by the hyperbolic tangent. */
  readonly approximate?: 'none' | 'tanh';
}

/**
 * `x·Φ(x)`, Φ the normal distribution.
 *
 * @throws ArgumentError for another `approximate`
 */
export function gelu(input: Tensor, options: GeluOptions = {}): Tensor {
  checkCall('gelu', { input }, options, ['approximate']);
  const { approximate = 'none' } = options;
  if (approximate !== 'none' && approximate !== 'tanh')
    throw new ArgumentError('approximate argument must be either none or tanh.', {
      ...runtime,
      fields: { approximate },
    });
  const pair =
    approximate === 'none'
      ? { loop: f.gelu, derivative: d.gelu }
      : { kernel: 'GeluTanh', loop: f.geluTanh, derivative: d.geluTanh };
  return activate(input, { name: 'Gelu', integers: { kernel: 'GeluKernelImpl' }, ...pair });
}

/** `1 / (1 + e⁻ˣ)`; float32 for integers. */
export function sigmoid(input: Tensor): Tensor {
  checkCall('sigmoid', { input });
  return activate(input, {
    name: 'Sigmoid',
    loop: f.sigmoid,
    integers: 'float',
    derivative: d.ofSigmoid,
    saves: 'output',
  });
}

/** The hyperbolic tangent; float32 for integers. */
export function tanh(input: Tensor): Tensor {
  checkCall('tanh', { input });
  return activate(input, { name: 'Tanh', loop: f.tanh, integers: 'float', derivative: d.ofTanh, saves: 'output' });
}

/** `min(max(x + 3, 0), 6) / 6`. */
export function hardsigmoid(input: Tensor, options: InplaceOptions = {}): Tensor {
  checkCall('hardsigmoid', { input }, options, ['inplace']);
  return activate(
    input,
    { name: 'Hardsigmoid', loop: f.hardsigmoid, integers: { kernel: 'hardsigmoid_cpu' }, derivative: d.hardsigmoid },
    options.inplace,
  );
}

/** `x·min(max(x + 3, 0), 6) / 6`. */
export function hardswish(input: Tensor, options: InplaceOptions = {}): Tensor {
  checkCall('hardswish', { input }, options, ['inplace']);
  return activate(
    input,
    { name: 'Hardswish', loop: f.hardswish, integers: { kernel: 'hardswish_cpu' }, derivative: d.hardswish },
    options.inplace,
  );
}

export interface SoftplusOptions {
  /** Default 1. */
  readonly beta?: number;
  /** Where `beta·x` exceeds this the result is x; default 20. */
  readonly threshold?: number;
}

/** `log(1 + e^(beta·x)) / beta`. */
export function softplus(input: Tensor, options: SoftplusOptions = {}): Tensor {
  checkCall('softplus', { input }, options, ['beta 2', 'threshold 3']);
  const { beta = 1, threshold = 20 } = options;
  return activate(input, {
    name: 'Softplus',
    loop: f.softplus(beta, threshold),
    constants: [beta, threshold],
    integers: { kernel: 'softplus_cpu' },
    derivative: d.ofSoftplus(beta, threshold),
  });
}

/** `x / (1 + |x|)`; float32 for integers. */
export function softsign(input: Tensor): Tensor {
  checkCall('softsign', { input });
  return activate(input, { name: 'Softsign', loop: f.softsign, integers: 'float', derivative: d.softsign });
}

/** `log(sigmoid(x))`. */
export function logsigmoid(input: Tensor): Tensor {
  checkCall('log_sigmoid', { input });
  return activate(input, {
    name: 'LogSigmoid',
    loop: f.logsigmoid,
    integers: { kernel: 'log_sigmoid_cpu' },
    derivative: d.logsigmoid,
  });
}

/** `x` above `threshold`, else `value`. */
export function threshold(input: Tensor, threshold: number, value: number, options: InplaceOptions = {}): Tensor {
  checkCall('threshold', { input }, options, ['inplace']);
  checkValues('threshold', { threshold, value }, ['threshold 2', 'value 3 Number']);
  if (input.dtype === 'bool') throw notImplemented('threshold_cpu', input.dtype);
  return activate(
    input,
    {
      name: 'Threshold',
      loop: f.threshold(threshold, value),
      constants: [threshold, value],
      integers: 'keep',
      derivative: d.threshold(threshold),
    },
    options.inplace,
  );
}

export interface ShrinkOptions {
  /** Default 0.5. */
  readonly lambd?: number;
}

/** 0 inside `[−lambd, lambd]`, else x. */
export function hardshrink(input: Tensor, options: ShrinkOptions = {}): Tensor {
  checkCall('hardshrink', { input }, options, ['lambd 2']);
  const { lambd = 0.5 } = options;
  return activate(input, {
    name: 'Hardshrink',
    loop: f.hardshrink(lambd),
    constants: [lambd],
    integers: { kernel: 'hardshrink_cpu' },
    derivative: d.shrink(lambd),
  });
}

/** The largest finite value, as C++ prints it. */
const LARGEST: Readonly<Record<string, string>> = { float32: '3.40282e+38', float64: '1.79769e+308' };

/**
 * 0 inside `[−lambd, lambd]`; outside, x moved towards 0 by lambd.
 *
 * @throws ArgumentError for a negative lambd
 */
export function softshrink(input: Tensor, options: ShrinkOptions = {}): Tensor {
  checkCall('softshrink', { input }, options, ['lambd 2']);
  const { lambd = 0.5 } = options;
  const largest = LARGEST[input.dtype];
  if (largest !== undefined && !(lambd >= 0 && lambd <= Number(largest)))
    throw new ArgumentError(
      `lambda must be in range [0, ${largest}] for input dtype ${DTYPES[input.dtype].scalar}, but found ${streamed(lambd)}`,
      { ...runtime, fields: { lambd, dtype: input.dtype } },
    );
  return activate(input, {
    name: 'Softshrink',
    loop: f.softshrink(lambd),
    constants: [lambd],
    integers: { kernel: 'softshrink_check' },
    derivative: d.shrink(lambd),
  });
}

/** `x − tanh(x)`; float32 for integers. */
export function tanhshrink(input: Tensor): Tensor {
  checkCall('tanhshrink', { input });
  return activate(input, { name: 'Tanhshrink', loop: f.tanhshrink, integers: 'float', derivative: d.tanhshrink });
}
