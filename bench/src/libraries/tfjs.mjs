/**
 * @file tfjs on its WebAssembly backend (XNNPACK). Its layers are channels-last, so that each call transposes
 * before and after; weights are brought into its layout once.
 */

import * as tf from '@tensorflow/tfjs-core';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { dirname, sep } from 'node:path';
import { createRequire } from 'node:module';
import { inputShape, outputShape, weightShape } from '../shapes.mjs';
import { THREADS } from '../threads.mjs';

setThreadsCount(THREADS);
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
 * The gradient of a convolution's input, on channels-last tensors. tfjs offers it under the name of the transposed
 * convolution.
 *
 * @param {import('../shapes.mjs').Layer} layer
 * @param {any} weight
 * @returns {(g: any) => any}
 */
function inputGradient(layer, weight) {
  const { op, input, kernel, groups, batch, dilation } = layer;
  const [channels, ...sizes] = input;
  if (op !== 'conv' || groups > 1 || kernel.length > 2 || dilation.some((d) => d > 1))
    throw new Error('tfjs-backend-wasm has input gradients of plain convolutions of images only');
  const shape = /** @type {any} */ ([batch, ...twoAxes(sizes, 1), channels]);
  const stride = /** @type {any} */ (twoAxes(layer.stride, 1));
  const padding = twoAxes(layer.padding, 0);
  const pads = /** @type {any} */ ([[0, 0], ...padding.map((p) => [p, p]), [0, 0]]);
  return (g) => tf.conv2dTranspose(g, weight, shape, stride, pads, 'floor');
}

/**
 * How a layer runs: from arrays to arrays, or between tensors in the layout that tfjs computes in.
 *
 * @param {import('../client.mjs').Job} job
 * @returns {import('../client.mjs').Prepared}
 */
export function prepare({ layer, pass, level, weight, turns }) {
  if (pass === 'weight') throw new Error('tfjs-backend-wasm has no gradient of a convolution’s weight');
  const steps = layer.op === 'linear' ? linearSteps(layer, pass, weight) : convolutionSteps(layer, pass, weight);
  const { shape, enter, run, leave } = steps;
  const arrays = turns.map(({ x, g }) => (pass === 'forward' ? x : g));
  const read = (/** @type {any} */ y) => {
    const numbers = y.dataSync();
    y.dispose();
    return numbers;
  };
  if (level === 'api')
    return { run: (i) => read(tf.tidy(() => leave(run(enter(tf.tensor(arrays[i], /** @type {any} */ (shape))))))) };
  const tensors = arrays.map((array) => tf.tidy(() => enter(tf.tensor(array, /** @type {any} */ (shape)))));
  /** @type {any} */
  let last = null;
  return {
    run: (i) => {
      last?.dispose();
      last = tf.tidy(() => run(tensors[i]));
      return last;
    },
    read: (y) => read(tf.tidy(() => leave(tf.clone(y)))),
  };
}

const same = (/** @type {any} */ x) => x;

/**
 * @param {import('../shapes.mjs').Layer} layer
 * @param {import('../modes.mjs').Pass} pass
 * @param {Float32Array | null} weight
 */
function linearSteps(layer, pass, weight) {
  const w = tf.tensor2d(/** @type {any} */ (weight), /** @type {any} */ (weightShape(layer)));
  if (pass === 'input')
    return { shape: outputShape(layer), enter: same, run: (/** @type {any} */ g) => tf.matMul(g, w), leave: same };
  const turned = tf.transpose(w);
  return { shape: inputShape(layer), enter: same, run: (/** @type {any} */ x) => tf.matMul(x, turned), leave: same };
}

/**
 * @param {import('../shapes.mjs').Layer} layer
 * @param {import('../modes.mjs').Pass} pass
 * @param {Float32Array | null} weight
 */
function convolutionSteps(layer, pass, weight) {
  const rank = Math.max(2, layer.kernel.length);
  const [batch, channels, ...sizes] = pass === 'forward' ? inputShape(layer) : outputShape(layer);
  const w = weight && kernelTensor(layer, weight, rank);
  return {
    shape: [batch, channels, ...twoAxes(sizes, 1)],
    enter: (/** @type {any} */ x) => tf.transpose(x, channelsLast(rank)),
    run: pass === 'forward' ? call(layer, w) : inputGradient(layer, w),
    leave: (/** @type {any} */ y) => tf.transpose(y, channelsFirst(rank)),
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
