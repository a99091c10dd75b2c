/**
 * @file Layers along one axis as one long row. An axis that is not the innermost one is an innermost one with a larger dilation:
 * a step along it passes all numbers of the axes behind. What lies in the axes before it joins end to end, with padding between.
 */

import type { ConvGeometry } from '../../geometry/conv.js';
import type { ConvTransposeGeometry } from '../../geometry/conv-transpose.js';
import type { Window } from '../../geometry/types.js';
import { span } from '../../geometry/window.js';
import { product } from './conv-plan.js';

/** The taps of a layer, and the row that they slide over with stride 1. */
export interface Line {
  /** Taps, and numbers from one to the next. */
  readonly kernel: number;
  readonly dilation: number;
  /** Zeros before a run of inputs. */
  readonly padding: number;
  /** Runs of inputs that join end to end, their numbers and those of their outputs, and from one run to the next. */
  readonly runs: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly pitch: number;
}

/** A layer by its line. */
export interface LineLayer {
  readonly geometry: ConvGeometry;
  /** Whether its weights are [C, outChannels/g, …kernel], taken backwards. */
  readonly transposed: boolean;
  readonly line: Line;
}

function lineOf({ input, output }: ConvGeometry, windows: readonly Window[]): Line | null {
  const axis = windows.findIndex(({ kernel }) => kernel > 1);
  const plain = ({ kernel, padBefore }: Window, i: number): boolean =>
    i === axis ? padBefore >= 0 : kernel === 1 && padBefore === 0 && input[i] === output[i];
  if (axis < 0 || !windows.every((window, i) => window.stride === 1 && plain(window, i))) return null;
  const { kernel, dilation, padBefore } = windows[axis]!;
  const inner = product(input.slice(axis + 1));
  const [inputs, outputs] = [input[axis]!, output[axis]!];
  const padAfter = outputs + dilation * (kernel - 1) - inputs - padBefore;
  return {
    kernel,
    dilation: dilation * inner,
    padding: padBefore * inner,
    runs: product(input.slice(0, axis)),
    inputs: inputs * inner,
    outputs: outputs * inner,
    pitch: Math.max(inputs + Math.max(padBefore, padAfter), outputs) * inner,
  };
}

/** A convolution with a kernel along one axis alone and stride 1; null for others. */
export function convLine(geometry: ConvGeometry): LineLayer | null {
  const line = lineOf(geometry, geometry.windows);
  return line && { geometry, transposed: false, line };
}

/** A transposed convolution of that kind: a convolution whose kernel is taken backwards. */
export function transposedLine(geometry: ConvTransposeGeometry): LineLayer | null {
  const windows = geometry.windows.map((window) => ({
    ...window,
    padBefore: span(window.kernel, window.dilation) - 1 - window.padBefore,
  }));
  const line = lineOf(geometry, windows);
  return line && { geometry, transposed: true, line };
}
