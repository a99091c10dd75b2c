/** @file One axis of a layer that slides: what each output reads, cells outside the input included. */

import { type Window, adaptiveWindow, outputsOfInput, paddedSize, span } from 'atrous/spec';

/** Tap `t` of `taps` reads cell `first + step·t`. */
export interface Reads {
  readonly first: number;
  readonly step: number;
  readonly taps: number;
}

export interface SlideAxis {
  /** `D`, `H`, `W` or `L`. */
  readonly name: string;
  /** Cells of the input. */
  readonly size: number;
  /** Cells of the output. */
  readonly count: number;
  readonly padBefore: number;
  readonly padAfter: number;
  /** Cells beyond the padding over which a last window of `ceil_mode` hangs. */
  readonly overhang: number;
  /** The most taps that a window has. */
  readonly kernel: number;
  /** Cells from one window to the next, rounded up where they differ. */
  readonly stride: number;
  /** Cells that the largest window reaches over. */
  readonly reach: number;
  readonly reads: (output: number) => Reads;
  /** Whether any output reads the cell, which may lie in the padding. */
  readonly isRead: (cell: number) => boolean;
}

export function windowAxis(name: string, size: number, count: number, window: Window): SlideAxis {
  const { kernel, stride, padBefore, padAfter, dilation } = window;
  const reach = span(kernel, dilation);
  const end = (count - 1) * stride + reach;
  return {
    name,
    size,
    count,
    padBefore,
    padAfter,
    overhang: Math.max(0, end - paddedSize(size, window)),
    kernel,
    stride,
    reach,
    reads: (output) => ({ first: output * stride - padBefore, step: dilation, taps: kernel }),
    isRead: (cell) => outputsOfInput(cell, window, count).count > 0,
  };
}

/** Windows of adaptive pooling have no fixed size. */
export function adaptiveAxis(name: string, size: number, count: number): SlideAxis {
  const reads = (output: number): Reads => {
    const { start, end } = adaptiveWindow(size, count, output);
    return { first: start, step: 1, taps: end - start };
  };
  const reach = Math.ceil(size / count) + (size % count === 0 ? 0 : 1);
  return {
    name,
    size,
    count,
    padBefore: 0,
    padAfter: 0,
    overhang: 0,
    kernel: reach,
    stride: Math.ceil(size / count),
    reach,
    reads,
    isRead: () => true,
  };
}

/** An axis that the layer does not have: one cell, read by one output. */
export const NO_AXIS: SlideAxis = windowAxis('', 1, 1, {
  kernel: 1,
  stride: 1,
  padBefore: 0,
  padAfter: 0,
  dilation: 1,
});
