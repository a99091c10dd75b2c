/** @file jax-js on its WebAssembly backend. */

import { defaultDevice, init, jit, lax, numpy as np } from '@jax-js/jax';
import { inputShape, weightShape } from '../shapes.mjs';

await init('wasm');
defaultDevice('wasm');

/**
 * The weights of a transposed convolution as those of the convolution it is on a spread input: kernels mirrored,
 * [in, out, …] to [out, in, …].
 *
 * @param {Float32Array} weight
 * @param {number[]} shape
 */
function mirrored(weight, [inputs, outputs, ...kernel]) {
  const taps = kernel.reduce((a, b) => a * b, 1);
  const result = new Float32Array(weight.length);
  for (let i = 0; i < inputs; i++)
    for (let o = 0; o < outputs; o++)
      for (let t = 0; t < taps; t++)
        result[(o * inputs + i) * taps + (taps - 1 - t)] = weight[(i * outputs + o) * taps + t];
  return { data: result, shape: [outputs, inputs, ...kernel] };
}

/**
 * @param {import('../shapes.mjs').Layer} layer
 * @param {Float32Array | null} weight
 */
export function prepare(layer, weight) {
  const { op, kernel, stride, padding, dilation, outputPadding, groups } = layer;
  if (op === 'maxPool') throw new Error('jax-js has no padded pooling');
  const shape = /** @type {number[]} */ (weightShape(layer));
  const transposed = op === 'convTranspose';
  if (transposed && groups > 1) throw new Error('grouped transposed convolution: not written here');
  const { data, shape: sizes } = transposed ? mirrored(weight, shape) : { data: weight, shape };
  const w = np.array(data, { shape: sizes });
  const pads = kernel.map((k, i) => {
    const near = transposed ? dilation[i] * (k - 1) - padding[i] : padding[i];
    return [near, near + (transposed ? outputPadding[i] : 0)];
  });
  const run = jit((/** @type {any} */ x, /** @type {any} */ w) => {
    if (op === 'linear') return np.dot(x, w.transpose());
    return lax.convGeneralDilated(x, w, transposed ? kernel.map(() => 1) : stride, /** @type {any} */ (pads), {
      lhsDilation: transposed ? stride : kernel.map(() => 1),
      rhsDilation: dilation,
      featureGroupCount: groups,
    });
  });
  return (/** @type {Float32Array} */ x) => run(np.array(x, { shape: inputShape(layer) }), w.ref).data();
}
