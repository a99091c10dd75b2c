/** @file Batch normalisation folded into the layer before it, for evaluation. */

import { ArgumentError, NotSupportedError, ShapeError } from '../../errors.js';
import { checkOptions } from '../../geometry/options.js';
import { empty, numbers, store } from '../../tensor/element.js';
import { withStreamKept } from '../../tensor/random/generator.js';
import type { Tensor } from '../../tensor/tensor.js';
import { build } from '../build.js';
import { type Conv1d, type Conv2d, type Conv3d, ConvTranspose1d, ConvTranspose2d, ConvTranspose3d } from '../conv.js';
import type { Linear } from '../linear.js';
import type { BatchNorm1d, BatchNorm2d, BatchNorm3d } from '../norm.js';
import { copyData, type Parameter } from '../parameter.js';
import { requireModule } from './arguments.js';

type AnyConv = Conv1d | Conv2d | Conv3d | ConvTranspose1d | ConvTranspose2d | ConvTranspose3d;
type AnyBatchNorm = BatchNorm1d | BatchNorm2d | BatchNorm3d;
type Foldable = AnyConv | Linear;

export interface FuseOptions {
  /** Whether the convolution is a transposed one; it is looked up where absent, and has to be right where given. */
  transpose?: boolean;
}

const refuse = (message: string, hint: string): ArgumentError =>
  new ArgumentError(message, { pythonType: 'AssertionError', hint });

function checkEvaluation(layer: Foldable, bn: AnyBatchNorm): void {
  requireModule(layer, 'training');
  requireModule(bn, 'training');
  if (layer.training || bn.training)
    throw refuse('Fusion only for eval!', 'Call `.eval()` on both layers: in training the statistics change.');
}

function checkTracked(bn: AnyBatchNorm): void {
  if (bn.runningMean === null || bn.runningVar === null)
    throw refuse('bn.running_mean and bn.running_var must not be None', 'It has to track them.');
}

/** What the norm does to each channel: `x · scale + (shift − mean · scale)`; a norm of one feature does it to all. */
function perChannel(
  bn: AnyBatchNorm,
  channels: number,
): { scale: Float64Array; mean: Float64Array; shift: Float64Array } {
  const at = (t: Tensor | null, none: number): Float64Array => {
    const values = t === null ? [none] : numbers(t);
    return Float64Array.from({ length: channels }, (_, c) => values[values.length === 1 ? 0 : c]!);
  };
  const variance = at(bn.runningVar, 1);
  const scale = at(bn.weight, 1).map((weight, c) => weight / Math.sqrt(variance[c]! + bn.eps));
  return { scale, mean: at(bn.runningMean, 0), shift: at(bn.bias, 0) };
}

/** The same layer with a bias, its weights still to come; nothing is drawn from the default stream. */
function withBias<T extends Foldable>(layer: T): T {
  const { op, args } = layer.spec;
  if (!Object.hasOwn(layer.constructor, 'op'))
    throw new NotSupportedError(`${layer.typeName()} cannot be copied: it is no layer of this library`);
  return withStreamKept(() => build({ op, args: { ...args, bias: true, dtype: layer.weight.dtype } })) as unknown as T;
}

/**
 * Fills `fused` with the weight of `layer` times the scale of its output channel, and the bias that belongs to it.
 *
 * @param channelOf  the output channel of an element of the weight
 */
function fold(layer: Foldable, fused: Foldable, bn: AnyBatchNorm, channelOf: (index: number) => number): void {
  const bias = fused.bias as Parameter;
  const { scale, mean, shift } = perChannel(bn, bias.numel());
  const weight = numbers(layer.weight);
  const old = layer.bias === null ? null : numbers(layer.bias);
  const put = (parameter: Tensor, length: number, value: (i: number) => number): void => {
    const values = empty([length], 'float64');
    store(
      values,
      Float64Array.from({ length }, (_, i) => value(i)),
    );
    copyData(parameter, values);
  };
  put(fused.weight, weight.length, (i) => weight[i]! * scale[channelOf(i)]!);
  put(bias, bias.numel(), (c) => ((old === null ? 0 : old[c]!) - mean[c]!) * scale[c]! + shift[c]!);
  fused.train(layer.training);
}

/** As broadcasting says it, in PyTorch's fusion. */
function checkFeatures(channels: number, features: number, axis: number): void {
  if (features === channels || features === 1) return;
  throw new ShapeError(
    `The size of tensor a (${channels}) must match the size of tensor b (${features}) at non-singleton dimension ${axis}`,
    { fields: { channels, features } },
  );
}

/**
 * The convolution that gives what `conv` and then `bn` give in evaluation. Transposed ones may have groups.
 *
 * @returns a new layer; neither of the two is changed
 * @throws ArgumentError in training and without running statistics, ShapeError where the features do not fit
 */
export function fuseConvBnEval<T extends AnyConv>(conv: T, bn: AnyBatchNorm, options: FuseOptions = {}): T {
  checkOptions('fuse_conv_bn_eval', options, ['transpose']);
  checkEvaluation(conv, bn);
  checkTracked(bn);
  const transposed =
    conv instanceof ConvTranspose1d || conv instanceof ConvTranspose2d || conv instanceof ConvTranspose3d;
  if ((options.transpose ?? transposed) !== transposed)
    throw new ArgumentError(`transpose=${transposed ? 'False' : 'True'}, but the layer is a ${conv.typeName()}`, {
      fields: { transpose: options.transpose },
    });
  checkFeatures(conv.outChannels, bn.numFeatures, transposed ? 1 : 0);
  const fused = withBias(conv);
  const [first, second] = conv.weight.shape as readonly [number, number];
  const taps = conv.weight.numel() / (first * second);
  // Of a transposed one [inChannels, outChannels / groups, …taps], input channels of a group side by side.
  const perGroup = first / conv.groups;
  const channelOf = transposed
    ? (i: number) => {
        const pair = Math.floor(i / taps);
        return Math.floor(Math.floor(pair / second) / perGroup) * second + (pair % second);
      }
    : (i: number) => Math.floor(i / (second * taps));
  fold(conv, fused, bn, channelOf);
  return fused;
}

/**
 * The linear layer that gives what `linear` and then `bn` give in evaluation.
 *
 * @returns a new layer; neither of the two is changed
 * @throws ArgumentError in training, without running statistics and where the features do not fit
 */
export function fuseLinearBnEval(linear: Linear, bn: AnyBatchNorm): Linear {
  checkEvaluation(linear, bn);
  const { outFeatures } = linear;
  if (bn.numFeatures !== outFeatures && bn.numFeatures !== 1)
    throw new ArgumentError(
      'To fuse, linear.out_features == bn.num_features or bn.num_features == 1, ' +
        `got linear.out_features=${outFeatures} and bn.num_features=${bn.numFeatures}`,
      { pythonType: 'AssertionError', fields: { outFeatures, numFeatures: bn.numFeatures } },
    );
  checkTracked(bn);
  const fused = withBias(linear);
  fold(linear, fused, bn, (i) => Math.floor(i / linear.inFeatures));
  return fused;
}
