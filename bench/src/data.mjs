/** @file The numbers that every library gets: written to a folder once per layer, read by each process. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PASSES } from './modes.mjs';
import { noise } from './noise.mjs';
import { fanIn, inputShape, outputShape, weightShape } from './shapes.mjs';

/** Arrays take turns, so that nobody can keep the last result. */
export const TURNS = 3;

const count = (/** @type {number[]} */ shape) => shape.reduce((a, b) => a * b, 1);

export function writeArray(/** @type {string} */ path, /** @type {Float32Array} */ numbers) {
  writeFileSync(path, new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
}

/** @returns {Float32Array} in a buffer of its own */
export function readArray(/** @type {string} */ path) {
  const bytes = new Uint8Array(readFileSync(path));
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

/** What a pass reads: the input of the layer, or the gradient of its output. */
const SHAPES = { x: inputShape, g: outputShape };

/**
 * Writes what a pass reads; weights as large as PyTorch draws them, so that outputs stay near 1, and gradients such
 * that gradients of the weight do.
 *
 * @param {string} folder
 * @param {import('./shapes.mjs').Layer} layer
 * @param {import('./modes.mjs').Pass} pass
 */
export function writeData(folder, layer, pass) {
  const outputs = count(outputShape(layer)) / layer.outChannels;
  const scales = { x: 1, g: pass === 'weight' ? 1 / Math.sqrt(outputs) : 1 };
  for (const name of PASSES[pass].varying)
    for (let i = 0; i < TURNS; i++) {
      const seed = i + (name === 'x' ? 1 : 11);
      writeArray(join(folder, `${name}${i}.f32`), noise(seed, count(SHAPES[name](layer)), scales[name]));
    }
  const weights = weightShape(layer);
  if (weights) writeArray(join(folder, 'w.f32'), noise(99, count(weights), 1 / Math.sqrt(fanIn(layer))));
}

/**
 * @param {string} folder
 * @param {import('./shapes.mjs').Layer} layer
 * @param {import('./modes.mjs').Pass} pass
 * @returns {{ turns: { x: Float32Array, g: Float32Array }[], weight: Float32Array | null }}
 *   per turn what varies; what the pass does not read is empty
 */
export function readData(folder, layer, pass) {
  const { varying } = PASSES[pass];
  const read = (/** @type {'x' | 'g'} */ name, /** @type {number} */ i) =>
    varying.includes(name) ? readArray(join(folder, `${name}${i}.f32`)) : new Float32Array(0);
  return {
    turns: Array.from({ length: TURNS }, (_, i) => ({ x: read('x', i), g: read('g', i) })),
    weight: weightShape(layer) ? readArray(join(folder, 'w.f32')) : null,
  };
}

/** The largest difference of two results; NaN where they are not of one length, or hold one. */
export function maxError(/** @type {Float32Array} */ got, /** @type {Float32Array} */ want) {
  if (got.length !== want.length) return NaN;
  let worst = 0;
  for (let i = 0; i < want.length; i++) {
    const error = Math.abs(got[i] - want[i]);
    if (!(error <= worst)) worst = error;
    if (Number.isNaN(error)) return NaN;
  }
  return worst;
}
