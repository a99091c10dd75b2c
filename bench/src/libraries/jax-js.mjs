/** @file jax-js on its WebAssembly backend. */

import { defaultDevice, init, jit, lax, numpy as np } from '@jax-js/jax';
import { inputShape, weightShape } from '../shapes.mjs';
import { THREADS } from '../threads.mjs';

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
 * The layer as a function of its input and its weight.
 *
 * @param {import('../shapes.mjs').Layer} layer
 */
function call({ op, kernel, stride, padding, dilation, outputPadding, groups }) {
  if (op === 'linear') return (/** @type {any} */ x, /** @type {any} */ w) => np.dot(x, w.transpose());
  const transposed = op === 'convTranspose';
  const pads = kernel.map((k, i) => {
    const near = transposed ? dilation[i] * (k - 1) - padding[i] : padding[i];
    return [near, near + (transposed ? outputPadding[i] : 0)];
  });
  return (/** @type {any} */ x, /** @type {any} */ w) =>
    lax.convGeneralDilated(x, w, transposed ? kernel.map(() => 1) : stride, /** @type {any} */ (pads), {
      lhsDilation: transposed ? stride : kernel.map(() => 1),
      rhsDilation: dilation,
      featureGroupCount: groups,
    });
}

/**
 * @param {import('../client.mjs').Job} job
 * @returns {import('../client.mjs').Prepared}
 */
export function prepare({ layer, pass, level, weight, turns }) {
  const { op, groups } = layer;
  if (THREADS > 1) throw new Error('jax-js has one thread in Node');
  if (pass !== 'forward') throw new Error('gradients are not measured: its forward pass takes a hundred times as long');
  if (op === 'maxPool') throw new Error('jax-js has no padded pooling');
  const shape = /** @type {number[]} */ (weightShape(layer));
  const transposed = op === 'convTranspose';
  if (transposed && groups > 1) throw new Error('grouped transposed convolution: not written here');
  const { data, shape: sizes } = transposed
    ? mirrored(/** @type {Float32Array} */ (weight), shape)
    : { data: weight, shape };
  const w = np.array(data, { shape: sizes });
  const run = jit(call(layer));
  const array = (/** @type {number} */ i) => np.array(turns[i].x, { shape: inputShape(layer) });
  if (level === 'api') return { run: (i) => run(array(i), w.ref).data() };
  const arrays = turns.map((_, i) => array(i));
  return {
    run: async (i) => {
      const y = run(arrays[i].ref, w.ref);
      await y.blockUntilReady();
      return y;
    },
    read: (y) => y.data(),
  };
}
