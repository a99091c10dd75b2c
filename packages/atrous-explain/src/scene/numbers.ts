/** @file Arithmetic that pictures share. */

export const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

export const product = (numbers: readonly number[]): number => numbers.reduce((result, n) => result * n, 1);

/** `low` to `high`, which is excluded. */
export const range = (low: number, high: number): number[] =>
  Array.from({ length: Math.max(0, high - low) }, (_, i) => low + i);

/** Depth, rows and columns of an index or of sizes. @param missing  for axes that the layer does not have */
export const last3 = (index: readonly number[], missing: number = 0): [number, number, number] =>
  [missing, missing, ...index].slice(-3) as [number, number, number];
