/** @file One axis of a layer that slides: what each output reads, cells outside the input included. */

import { type AxisMap, type Window, adaptiveWindow, outputsOfInput, paddedSize, span } from 'atrous/spec';

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
  /** Of windows that are all alike: what they are. */
  readonly alike?: Window;
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
    alike: window,
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

/** Cells that the middle output reads stand for how far any output reaches. */
const MOST_LOOKED_AT = 64;

/** An axis of a layer that copies or blends cells, as padding and resizing do: each output reads a run of neighbours. */
export function mappedAxis(name: string, size: number, count: number, map: AxisMap | null): SlideAxis {
  const cellsOf = (output: number): number[] => (map ? map.inside(output) : [output]);
  const looked = Array.from({ length: Math.min(count, MOST_LOOKED_AT) }, (_, i) =>
    Math.floor((i * count) / MOST_LOOKED_AT),
  );
  const kernel = Math.max(1, ...looked.map((output) => cellsOf(output % count).length));
  let read: ReadonlySet<number> | undefined;
  const allRead = (): ReadonlySet<number> =>
    (read ??= new Set(Array.from({ length: count }, (_, output) => cellsOf(output)).flat()));
  return {
    name,
    size,
    count,
    padBefore: 0,
    padAfter: 0,
    overhang: 0,
    kernel,
    stride: 1,
    reach: kernel,
    reads: (output) => {
      const cells = cellsOf(output);
      // An output that shows padding looks at no cell; the lens stays where it can.
      const nearest = Math.min(Math.max(map?.extent(output)?.[0] ?? 0, 0), Math.max(0, size - 1));
      return { first: cells[0] ?? nearest, step: 1, taps: cells.length };
    },
    isRead: (cell) => allRead().has(cell),
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
