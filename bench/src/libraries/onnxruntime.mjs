/** @file What onnxruntime-web and onnxruntime-node have in common. */

import { onnxModel } from '../onnx.mjs';
import { PASSES } from '../modes.mjs';
import { inputShape, outputShape, weightShape } from '../shapes.mjs';

/**
 * The layer whose output is the gradient of another one's input: convolutions and transposed ones are each other's.
 *
 * @param {import('../shapes.mjs').Layer} layer
 * @returns {import('../shapes.mjs').Layer}
 */
export function gradientLayer(layer) {
  const { op, batch, input, outChannels, kernel, stride, padding, dilation } = layer;
  const [, , ...sizes] = outputShape(layer);
  const turned = { ...layer, input: [outChannels, ...sizes], outChannels: input[0], batch };
  if (op === 'convTranspose') return { ...turned, op: 'conv', outputPadding: kernel.map(() => 0) };
  // What the stride rounded away.
  const outputPadding = kernel.map((k, i) => (input[i + 1] + 2 * padding[i] - dilation[i] * (k - 1) - 1) % stride[i]);
  return { ...turned, op: 'convTranspose', outputPadding };
}

/** [rows, columns] turned over. */
function transposed(/** @type {Float32Array} */ matrix, /** @type {number[]} */ [rows, columns]) {
  return matrix.map((_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)]);
}

/**
 * @param {any} ort  the module
 * @param {import('../client.mjs').Job} job
 * @returns {Promise<import('../client.mjs').Prepared>}
 */
export async function prepareSession(ort, { layer, pass, level, weight, turns }) {
  if (pass === 'weight') throw new Error('onnxruntime has no gradients; that of the weight is no layer of its own');
  const turned = pass === 'input';
  const isLinear = layer.op === 'linear';
  const model = !turned
    ? onnxModel(layer, weight)
    : isLinear
      ? onnxModel(
          { ...layer, input: [layer.outChannels], outChannels: layer.input[0] },
          transposed(/** @type {Float32Array} */ (weight), /** @type {number[]} */ (weightShape(layer))),
        )
      : onnxModel(gradientLayer(layer), weight);
  const session = await ort.InferenceSession.create(model, {
    executionProviders: [ort.executionProvider],
    intraOpNumThreads: ort.threads,
    interOpNumThreads: 1,
  });
  const shape = turned ? outputShape(layer) : inputShape(layer);
  const [name] = PASSES[pass].varying;
  const tensorOf = (/** @type {number} */ i) => new ort.Tensor('float32', turns[i][name], shape);
  if (level === 'api') return { run: async (i) => (await session.run({ x: tensorOf(i) })).y.data };
  const tensors = turns.map((_, i) => tensorOf(i));
  return { run: (i) => session.run({ x: tensors[i] }), read: ({ y }) => y.data };
}
