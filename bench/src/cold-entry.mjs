/** @file What a page loads: the library with its engine, bundled, and a layer as a call. */

import { Tensor } from 'atrous';
import { configureEngine } from 'atrous/engine';
import { conv2d } from 'atrous/functional';

configureEngine({ threads: 1 });

/**
 * @param {import('./shapes.mjs').Layer} layer  a two-dimensional convolution
 * @param {Float32Array} x
 * @param {Float32Array} weight
 */
export function prepare({ batch, input, outChannels, kernel, stride, padding, dilation, groups }, x, weight) {
  const w = new Tensor(weight, [outChannels, input[0] / groups, ...kernel], 'float32');
  const options = { stride, padding, dilation, groups };
  return () => conv2d(new Tensor(x, [batch, ...input], 'float32'), w, options).data;
}
