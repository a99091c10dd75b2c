/** @file Layers with and without weights that keep the sizes of a picture: normalisations, activations, linear layers. */

import type { Arg } from 'atrous/spec';
import { elements, type Handler, type NodeContext, written } from './context.js';

const epsilon = (node: NodeContext): number => written(node.scalar('epsilon', 1e-5));

const batchNorm: Handler = (node) => {
  const x = node.tensor(0);
  const [scale] = [node.weight(1), node.weight(2)];
  const rank = Math.max((x.rank ?? 0) - 2, 1);
  if (scale?.length !== 1 || x.rank === undefined || rank > 3) return undefined;
  // The file says how much of the old average stays, PyTorch how much of the new one comes in.
  const momentum = written(1 - node.scalar('momentum', 0.9));
  return node.layer(`BatchNorm${rank}d`, { numFeatures: scale[0]!, eps: epsilon(node), momentum }, x);
};

const instanceNorm: Handler = (node) => {
  const x = node.tensor(0);
  const [scale] = [node.weight(1), node.weight(2)];
  const rank = (x.rank ?? 0) - 2;
  if (scale?.length !== 1 || rank < 1 || rank > 3) return undefined;
  return node.layer(`InstanceNorm${rank}d`, { numFeatures: scale[0]!, eps: epsilon(node), affine: true }, x);
};

const layerNorm: Handler = (node) => {
  const x = node.tensor(0);
  const [scale] = [node.weight(1), node.weight(2)];
  const axis = node.scalar('axis', -1);
  const count = axis < 0 ? -axis : (x.rank ?? 0) - axis;
  if (scale === undefined || scale.length !== count) return undefined;
  return node.layer('LayerNorm', { normalizedShape: [...scale], eps: epsilon(node), bias: node.has(2) }, x);
};

const groupNorm: Handler = (node) => {
  const x = node.tensor(0);
  const [scale] = [node.weight(1), node.weight(2)];
  // The first version had a weight per group, which PyTorch does not have.
  const numChannels = x.shape?.[1] ?? scale?.[0];
  if (scale === undefined || numChannels === undefined) return undefined;
  return node.layer('GroupNorm', { numGroups: node.scalar('num_groups', 1), numChannels, eps: epsilon(node) }, x);
};

const localResponseNorm: Handler = (node) =>
  node.layer('LocalResponseNorm', {
    size: node.scalar('size', 1),
    alpha: written(node.scalar('alpha', 1e-4)),
    beta: written(node.scalar('beta', 0.75)),
    k: written(node.scalar('bias', 1)),
  });

/** Which axis of `rank` a slope of these sizes goes along; undefined for several. Before version 7 a list is that of the channels. */
function slopeAxis(slope: readonly number[], rank: number, opset: number): number | undefined {
  const long = slope.flatMap((size, axis) => (size === 1 ? [] : [axis]));
  if (long.length !== 1) return undefined;
  return opset < 7 && slope.length === 1 ? 1 : long[0]! + rank - slope.length;
}

/** PyTorch has one slope, or one per channel; the file may have one per element. */
const prelu: Handler = (node) => {
  const x = node.tensor(0);
  const slope = node.weight(1);
  if (slope === undefined || x.rank === undefined) return undefined;
  const count = elements(slope);
  if (count !== 1 && slopeAxis(slope, x.rank, node.opset) !== 1) return node.pointwise();
  return node.layer('PReLU', { numParameters: count }, x);
};

const clip: Handler = (node) => {
  const [min, max] = [node.number('min', 1), node.number('max', 2)];
  if (min === 0 && max === 6) return node.layer('ReLU6', {});
  if (min === 0 && max === undefined && !node.has(2)) return node.layer('ReLU', {});
  return min === undefined || max === undefined || min >= max
    ? node.pointwise()
    : node.layer('Hardtanh', { minVal: min, maxVal: max });
};

/** Until version 13 all axes from `axis` on were normalised together; then one is. */
const softmax =
  (op: string): Handler =>
  (node) => {
    const x = node.tensor(0);
    if (node.opset >= 13) return node.layer(op, { dim: node.scalar('axis', -1) }, x);
    const axis = node.scalar('axis', 1);
    const own = axis < 0 ? axis : axis - (x.rank ?? 0);
    return own === -1 || x.shape?.slice(own + 1).every((size) => size === 1)
      ? node.layer(op, { dim: axis }, x)
      : undefined;
  };

const plain =
  (op: string, args: (node: NodeContext) => Record<string, Arg> = () => ({})): Handler =>
  (node) =>
    node.layer(op, args(node));

const alpha =
  (name: string, otherwise: number) =>
  (node: NodeContext): Record<string, Arg> => ({ [name]: written(node.scalar('alpha', otherwise)) });

/** A weight that is a matrix, with a bias of one number per output, is a linear layer; anything else a product and a sum. */
const gemm: Handler = (node) => {
  const x = node.tensor(0);
  const [transA, transB] = [node.scalar('transA', 0) !== 0, node.scalar('transB', 0) !== 0];
  const weight = node.weight(1);
  const turned = transA ? node.join('transpose', { dim0: 0, dim1: 1 }, [x], '_transpose') : x;
  if (weight?.length !== 2) {
    const other = node.tensor(1);
    const right = transB ? node.join('transpose', { dim0: 0, dim1: 1 }, [other], '_transpose') : other;
    const made = node.join('matmul', {}, [turned, right], node.has(2) ? '_matmul' : '');
    return node.has(2) ? node.join('add', {}, [made, node.tensor(2)]) : made;
  }
  const [inFeatures, outFeatures] = transB ? [weight[1]!, weight[0]!] : [weight[0]!, weight[1]!];
  const bias = node.weight(2);
  const isBias = bias !== undefined && bias.at(-1) === outFeatures && elements(bias) === outFeatures;
  const made = node.layer(
    'Linear',
    { inFeatures, outFeatures, bias: isBias },
    turned,
    node.has(2) && !isBias ? '_linear' : '',
  );
  if (!node.has(2) || isBias || made === undefined || !('kind' in made) || made.kind !== 'tensor') return made;
  return node.join('add', {}, [made, node.tensor(2)]);
};

const matMul: Handler = (node) => {
  const left = node.operand(0);
  const weight = left.kind === 'tensor' ? node.weight(1) : undefined;
  if (weight?.length === 2)
    return node.layer('Linear', { inFeatures: weight[0]!, outFeatures: weight[1]!, bias: false });
  return node.join('matmul', {}, [node.tensor(0), node.tensor(1)]);
};

/** PyTorch's has one slope. */
const hardSigmoid: Handler = (node) =>
  Math.abs(node.scalar('alpha', 0.2) - 1 / 6) < 1e-4 && node.scalar('beta', 0.5) === 0.5
    ? node.layer('Hardsigmoid', {})
    : node.pointwise();

const dropout: Handler = (node) => {
  const p = node.number('ratio', 1) ?? 0.5;
  return node.layer('Dropout', { p });
};

/** Functions of one number that no layer has. */
const FUNCTIONS =
  'Abs Acos Acosh Asin Asinh Atan Atanh BitShift Ceil Cos Cosh Erf Exp Floor IsInf IsNaN Log Neg Not Reciprocal Round Shrink Sign Sin Sinh Sqrt Tan';

export const LAYER_HANDLERS: Readonly<Record<string, Handler>> = {
  ...Object.fromEntries(FUNCTIONS.split(' ').map((op): [string, Handler] => [op, (node) => node.pointwise()])),
  BatchNormalization: batchNorm,
  InstanceNormalization: instanceNorm,
  LayerNormalization: layerNorm,
  GroupNormalization: groupNorm,
  LRN: localResponseNorm,
  PRelu: prelu,
  Clip: clip,
  Softmax: softmax('Softmax'),
  LogSoftmax: softmax('LogSoftmax'),
  Relu: plain('ReLU'),
  Sigmoid: plain('Sigmoid'),
  Tanh: plain('Tanh'),
  Selu: plain('SELU'),
  Softsign: plain('Softsign'),
  Softplus: plain('Softplus'),
  HardSwish: plain('Hardswish'),
  Mish: plain('Mish'),
  LeakyRelu: plain('LeakyReLU', alpha('negativeSlope', 0.01)),
  Elu: plain('ELU', alpha('alpha', 1)),
  Celu: plain('CELU', alpha('alpha', 1)),
  ThresholdedRelu: plain('Threshold', (node) => ({ ...alpha('threshold', 1)(node), value: 0 })),
  Gelu: plain('GELU', (node) => ({ approximate: node.text('approximate', 'none') })),
  HardSigmoid: hardSigmoid,
  Gemm: gemm,
  MatMul: matMul,
  Dropout: dropout,
  Identity: (node) => node.operand(0),
  Cast: (node) => node.operand(0),
};
