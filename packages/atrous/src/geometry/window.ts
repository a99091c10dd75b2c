/** @file One axis of a sliding kernel: how far it reaches, how often it fits, what it leaves unread. */

import type { PerAxis, Rank, Window } from './types.js';

/** The spatial axes' names, in the order of the sizes. */
export const AXIS_NAMES: Readonly<Record<Rank, readonly string[]>> = {
  1: ['L'],
  2: ['H', 'W'],
  3: ['D', 'H', 'W'],
};

/** How many cells a dilated kernel reaches over, gaps included: `dilation·(kernel − 1) + 1`. */
export function span(kernel: number, dilation: number): number {
  return dilation * (kernel - 1) + 1;
}

/** One value per axis: a number, or a list of one, is repeated; a longer list is copied as it is. */
export function perAxis(value: PerAxis, rank: number): number[] {
  if (typeof value === 'number') return Array.from({ length: rank }, () => value);
  return value.length === 1 ? Array.from({ length: rank }, () => value[0]!) : [...value];
}

/** Cells of an axis with its padding. */
export function paddedSize(size: number, window: Window): number {
  return size + window.padBefore + window.padAfter;
}

/**
 * How many windows fit along an axis of `size` cells:
 *
 *     ⌊(size + padBefore + padAfter − span) / stride⌋ + 1
 *
 * Zero or negative where not even one fits; the layers turn that into their own error.
 */
export function windowCount(size: number, window: Window): number {
  const slack = paddedSize(size, window) - span(window.kernel, window.dilation);
  return Math.floor(slack / window.stride) + 1;
}

/**
 * The sizes from which a window of these settings makes `count` outputs: `stride` neighbours, without those below one cell.
 *
 *     [(count − 1)·stride − padBefore − padAfter + span, … + stride − 1]
 *
 * @returns both ends included; `low > high` where there is no such size
 */
export function sizesOfCount(count: number, window: Window): { readonly low: number; readonly high: number } {
  const least = (count - 1) * window.stride + span(window.kernel, window.dilation) - paddedSize(0, window);
  return { low: Math.max(1, least), high: least + window.stride - 1 };
}

/** Padded cells at the far end that no window reads; all of them where no window fits. */
export function unread(size: number, window: Window): number {
  const count = windowCount(size, window);
  if (count < 1) return paddedSize(size, window);
  return paddedSize(size, window) - (count - 1) * window.stride - span(window.kernel, window.dilation);
}

/** The windows of all axes from lists of equal length, the same padding at both ends. */
export function symmetricWindows(
  kernel: readonly number[],
  stride: readonly number[],
  padding: readonly number[],
  dilation: readonly number[],
): Window[] {
  return kernel.map((k, axis) => ({
    kernel: k,
    stride: stride[axis]!,
    padBefore: padding[axis]!,
    padAfter: padding[axis]!,
    dilation: dilation[axis]!,
  }));
}
