/** @file The axes of a layer as volumes need them: sizes with padding, and what an output reads. */

import type { SlideAxis } from '../axis.js';
import { type SceneLayer, spatialAxes, type TransposedAxis } from '../layer.js';
import { pairsOf } from '../transposed.js';

/** A tap over a cell of the input, which may be padding. */
interface Over {
  readonly cell: number;
  readonly tap: number;
}

export interface SolidAxis {
  /** `D`, `H`, `W`, `L`; '' for an axis that the layer does not have. */
  readonly name: string;
  readonly size: number;
  readonly count: number;
  /** Padding of the input; a window of `ceil_mode` may hang over it. */
  readonly before: number;
  readonly after: number;
  readonly kernel: number;
  /** What an output reads; nothing where only zeros that were put in lie under the kernel. */
  readonly reads: (output: number) => readonly Over[];
}

/** Depth, height, width. */
export function solidAxes(layer: SceneLayer): readonly [SolidAxis, SolidAxis, SolidAxis] {
  const axes = spatialAxes(layer).map((axis) => ('window' in axis ? gathering(axis) : sliding(axis)));
  return (axes.length === 3 ? axes : [ONE, ...axes]) as [SolidAxis, SolidAxis, SolidAxis];
}

const ONE: SolidAxis = {
  name: '',
  size: 1,
  count: 1,
  before: 0,
  after: 0,
  kernel: 1,
  reads: () => [{ cell: 0, tap: 0 }],
};

function sliding({ name, size, count, padBefore, padAfter, overhang, kernel, reads }: SlideAxis): SolidAxis {
  return {
    name,
    size,
    count,
    before: padBefore,
    after: padAfter + overhang,
    kernel,
    reads: (output) => {
      const { first, step, taps } = reads(output);
      return Array.from({ length: taps }, (_, tap) => ({ cell: first + step * tap, tap }));
    },
  };
}

/** A transposed convolution as its outputs see it: each gathers a few neighbouring cells. */
function gathering(axis: TransposedAxis): SolidAxis {
  const { name, size, count, window } = axis;
  const reads = (output: number): Over[] => pairsOf(output, axis).map(({ input, tap }) => ({ cell: input, tap }));
  return { name, size, count, before: 0, after: 0, kernel: window.kernel, reads };
}
