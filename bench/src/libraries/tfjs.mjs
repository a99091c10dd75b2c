/**
 * @file tfjs on its WebAssembly backend (XNNPACK), one thread. Its layers are channels-last, so that each call transposes
 * before and after; weights are brought into its layout once.
 */

import * as tf from '@tensorflow/tfjs-core';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { dirname, sep } from 'node:path';
import { createRequire } from 'node:module';
import { inputShape, outputShape, weightShape } from '../shapes.mjs';

setThreadsCount(1);
setWasmPaths(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')) + sep);
await tf.setBackend('wasm');
await tf.ready();

/** Spatial axes of a one-dimensional layer get a 1 in front: tfjs computes it as an image of one row. */
const twoAxes = (/** @type {number[]} */ values, /** @type {number} */ filler) =>
  values.length === 1 ? [filler, ...values] : values;

/** [batch, channels, …sizes] to [batch, …sizes, channels]. */
const channelsLast = (/** @type {number} */ rank) => [0, ...Array.from({ length: rank }, (_, i) => i + 2), 1];
const channelsFirst = (/** @type {number} */ rank) => [0, rank + 1, ...Array.from({ length: rank }, (_, i) => i + 1)];
/** [out, in, …kernel] to [...kernel, in, out]; tfjs' transposed convolution wants [..., out, in] of [in, out, …kernel]. */
const kernelFirst = (/** @type {number} */ rank) => [...Array.from({ length: rank }, (_, i) => i + 2), 1, 0];

/**
 * The layer on channels-last tensors.
 *
 * @param {import('../shapes.mjs').Layer} layer
 * @param {any} weight  with its kernel sizes first
 * @returns {(x: any) => any}
 */
function call(layer, weight) {
  const { op, input, groups } = layer;
  const kernel = twoAxes(layer.kernel, 1);
  const stride = /** @type {any} */ (twoAxes(layer.stride, 1));
  const padding = twoAxes(layer.padding, 0);
  const dilation = /** @type {any} */ (twoAxes(layer.dilation, 1));
  const pads = /** @type {any} */ ([[0, 0], ...padding.map((p) => [p, p]), [0, 0]]);
  const pad = padding.every((p) => p === 0) ? 'valid' : pads;
  if (op === 'maxPool') return (x) => tf.maxPool(x, /** @type {any} */ (kernel), stride, pad);
  if (op === 'convTranspose') {
    const [batch, channels, ...sizes] = outputShape(layer);
    const shape = /** @type {any} */ ([batch, ...twoAxes(sizes, 1), channels]);
    // Rounding is for explicit padding only.
    const rounding = pad === 'valid' ? undefined : 'floor';
    return (x) => tf.conv2dTranspose(x, weight, shape, stride, pad, rounding);
  }
  if (kernel.length === 3) {
    if (padding.every((p) => p === 0)) return (x) => tf.conv3d(x, weight, stride, 'valid');
    // conv3d takes no explicit padding; what 'same' adds is it for odd kernels without stride.
    if (stride.some((/** @type {number} */ s) => s > 1) || padding.some((p, i) => 2 * p !== kernel[i] - 1))
      return (x) => tf.conv3d(tf.pad(x, pads), weight, stride, 'valid');
    return (x) => tf.conv3d(x, weight, stride, 'same');
  }
  if (groups === 1) return (x) => tf.conv2d(x, weight, stride, pad, 'NHWC', dilation);
  if (groups !== input[0]) throw new Error('tfjs-backend-wasm has no grouped convolution');
  return (x) => tf.depthwiseConv2d(x, weight, stride, pad, 'NHWC', dilation);
}

/**
 * @param {import('../shapes.mjs').Layer} layer
 * @param {Float32Array | null} weight
 */
export function prepare(layer, weight) {
  if (layer.op === 'linear') {
    const w = tf.transpose(tf.tensor2d(weight, /** @type {any} */ (weightShape(layer))));
    return (/** @type {Float32Array} */ x) => {
      const y = tf.tidy(() => tf.matMul(tf.tensor2d(x, /** @type {any} */ (inputShape(layer))), w));
      const numbers = y.dataSync();
      y.dispose();
      return numbers;
    };
  }
  const rank = Math.max(2, layer.kernel.length);
  const [batch, channels, ...sizes] = inputShape(layer);
  const shape = [batch, channels, ...twoAxes(sizes, 1)];
  const w = weight && kernelTensor(layer, weight, rank);
  const run = call(layer, w);
  return (/** @type {Float32Array} */ x) => {
    const y = tf.tidy(() =>
      tf.transpose(run(tf.transpose(tf.tensor(x, shape), channelsLast(rank))), channelsFirst(rank)),
    );
    const numbers = y.dataSync();
    y.dispose();
    return numbers;
  };
}

/**
 * @param {import('../shapes.mjs').Layer} layer
 * @param {Float32Array} weight
 * @param {number} rank
 */
function kernelTensor(layer, weight, rank) {
  const [a, b, ...kernel] = /** @type {number[]} */ (weightShape(layer));
  const depthwise = layer.op === 'conv' && layer.groups > 1 && layer.groups === layer.input[0];
  // Depthwise kernels are [...kernel, channels, multiplier].
  const shape = depthwise ? [layer.groups, a / layer.groups] : [a, b];
  const order = kernelFirst(rank);
  if (depthwise) order.push(...order.splice(-2).reverse());
  return tf.tidy(() => tf.transpose(tf.tensor(weight, [...shape, ...twoAxes(kernel, 1)]), order));
}
