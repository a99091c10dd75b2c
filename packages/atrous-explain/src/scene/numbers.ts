/** @file Arithmetic that pictures share. */

export const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

export const product = (numbers: readonly number[]): number => numbers.reduce((result, n) => result * n, 1);

/** `low` to `high`, which is excluded. */
export const range = (low: number, high: number): number[] =>
  Array.from({ length: Math.max(0, high - low) }, (_, i) => low + i);
