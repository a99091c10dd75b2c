/** @file Our own: the functional calls of a user, on whichever engine was chosen before. */

import { Tensor } from 'atrous';
import * as F from 'atrous/functional';
import { inputShape, weightShape } from '../shapes.mjs';

/** @param {import('../shapes.mjs').Layer} layer */
function call(layer) {
  const { op, kernel, stride, padding, dilation, outputPadding, groups } = layer;
  const rank = kernel.length;
  if (op === 'linear') return F.linear;
  if (op === 'maxPool') {
    const pool = [F.maxPool1d, F.maxPool2d, F.maxPool3d][rank - 1];
    return (/** @type {Tensor} */ x) => pool(x, kernel, { stride, padding, dilation });
  }
  if (op === 'conv') {
    const conv = [F.conv1d, F.conv2d, F.conv3d][rank - 1];
    return (/** @type {Tensor} */ x, /** @type {Tensor} */ w) => conv(x, w, { stride, padding, dilation, groups });
  }
  const conv = [F.convTranspose1d, F.convTranspose2d, F.convTranspose3d][rank - 1];
  const options = { stride, padding, dilation, outputPadding, groups };
  return (/** @type {Tensor} */ x, /** @type {Tensor} */ w) => conv(x, w, options);
}

/**
 * @param {import('../shapes.mjs').Layer} layer
 * @param {Float32Array | null} weight
 */
export function prepare(layer, weight) {
  const run = call(layer);
  const shape = inputShape(layer);
  const w = weight && new Tensor(weight, weightShape(layer), 'float32');
  return (/** @type {Float32Array} */ x) => run(new Tensor(x, shape, 'float32'), w).data;
}
