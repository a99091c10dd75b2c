/** @file Noise that is the same on every machine: integer hashes, smoothly joined. */

/** A number from 0 to 1 that belongs to a cell of the integer grid. */
export function hash(x: number, y: number): number {
  let bits = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1);
  bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d);
  bits = Math.imul(bits ^ (bits >>> 12), 0x297a2d39);
  return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32;
}

/** Value noise, 0 to 1: hashes of the four cells around a point, blended by smoothstep. */
export function noise(x: number, y: number): number {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  const [u, v] = [smooth(x - column), smooth(y - row)];
  const upper = hash(column, row) * (1 - u) + hash(column + 1, row) * u;
  const lower = hash(column, row + 1) * (1 - u) + hash(column + 1, row + 1) * u;
  return upper * (1 - v) + lower * v;
}

function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}
