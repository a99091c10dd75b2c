/** @file The numbers that every library gets: written to a folder once per layer, read by each process. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fanIn, inputShape, weightShape } from './shapes.mjs';

/** Inputs take turns, so that nobody can keep the last result. */
export const INPUTS = 3;

/** Numbers between −scale and scale from a linear congruential generator: the same every time. */
export function noise(/** @type {number} */ seed, /** @type {number} */ length, scale = 1) {
  let state = (seed * 2654435761 + 12345) >>> 0;
  const numbers = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    numbers[i] = (state / 2 ** 31 - 1) * scale;
  }
  return numbers;
}

const count = (/** @type {number[]} */ shape) => shape.reduce((a, b) => a * b, 1);

export function writeArray(/** @type {string} */ path, /** @type {Float32Array} */ numbers) {
  writeFileSync(path, new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
}

/** @returns {Float32Array} in a buffer of its own */
export function readArray(/** @type {string} */ path) {
  const bytes = new Uint8Array(readFileSync(path));
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

/**
 * Writes inputs and weights; weights as large as PyTorch draws them, so that outputs stay near 1.
 *
 * @param {string} folder
 * @param {import('./shapes.mjs').Layer} layer
 */
export function writeData(folder, layer) {
  for (let i = 0; i < INPUTS; i++) writeArray(join(folder, `x${i}.f32`), noise(i + 1, count(inputShape(layer))));
  const weights = weightShape(layer);
  if (weights) writeArray(join(folder, 'w.f32'), noise(99, count(weights), 1 / Math.sqrt(fanIn(layer))));
}

/**
 * @param {string} folder
 * @param {import('./shapes.mjs').Layer} layer
 */
export function readData(folder, layer) {
  return {
    inputs: Array.from({ length: INPUTS }, (_, i) => readArray(join(folder, `x${i}.f32`))),
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
