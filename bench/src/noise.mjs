/** @file Random numbers for processes and pages alike. */

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
