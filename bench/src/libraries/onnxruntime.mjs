/** @file What onnxruntime-web and onnxruntime-node have in common. */

import { onnxModel } from '../onnx.mjs';
import { inputShape } from '../shapes.mjs';

/**
 * @param {any} ort  the module
 * @param {import('../shapes.mjs').Layer} layer
 * @param {Float32Array | null} weight
 */
export async function prepareSession(ort, layer, weight) {
  const session = await ort.InferenceSession.create(onnxModel(layer, weight), {
    executionProviders: [ort.executionProvider],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  const shape = inputShape(layer);
  return async (/** @type {Float32Array} */ x) =>
    (await session.run({ x: new ort.Tensor('float32', x, shape) })).y.data;
}
