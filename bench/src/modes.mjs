/** @file What can be measured of a layer: which of its products, between which ends, on how many threads. */

import { inputShape, outputShape, weightShape } from './shapes.mjs';

/** @typedef {import('./shapes.mjs').Layer} Layer */
/** @typedef {'forward' | 'input' | 'weight'} Pass */
/** @typedef {'api' | 'resident'} Level */
/** @typedef {{ pass: Pass, level: Level, threads: number }} Mode */

/**
 * The products of a layer: its output, and its gradients by the input and by the weight.
 *
 * - `title`    in words
 * - `varying`  what is another array at every call: `x`, the input, or `g`, the gradient of the output
 * - `result`   the shape of what comes out
 * - `of`       the layers that it is measured of
 *
 * @type {Record<Pass, { title: string, varying: ('x' | 'g')[], result: (layer: Layer) => number[], of: (layer: Layer) => boolean }>}
 */
export const PASSES = {
  forward: { title: 'forward', varying: ['x'], result: outputShape, of: () => true },
  input: { title: 'gradient of the input', varying: ['g'], result: inputShape, of: hasWeight },
  weight: {
    title: 'gradient of the weight',
    varying: ['x', 'g'],
    result: (layer) => /** @type {number[]} */ (weightShape(layer)),
    of: hasWeight,
  },
};

function hasWeight(/** @type {Layer} */ layer) {
  return weightShape(layer) !== null;
}

/** Between which ends time is taken. @type {Record<Level, string>} */
export const LEVELS = {
  api: 'a user’s call',
  resident: 'resident: kernels alone',
};

/**
 * Every mode that was asked for.
 *
 * @param {{ passes: Pass[], levels: Level[], threads: number[] }} options
 * @returns {Mode[]}
 */
export function modesOf({ passes, levels, threads }) {
  return threads.flatMap((count) => levels.flatMap((level) => passes.map((pass) => ({ pass, level, threads: count }))));
}

/** `forward, a user’s call, one thread` */
export function modeTitle(/** @type {Mode} */ { pass, level, threads }) {
  return `${PASSES[pass].title}, ${LEVELS[level]}, ${threads === 1 ? 'one thread' : `${threads} threads`}`;
}
