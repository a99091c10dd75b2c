/**
 * @file Layers as convolutions of stride 1 over their inputs. The outputs of a transposed convolution whose stride is `s` are
 * `s` phases along each axis, each a convolution of stride 1 with every s-th tap (the sub-pixel convolution of Shi et al., 2016):
 * seen so, a layer has as many times more outputs, which all read through one window.
 */

import type { ConvGeometry } from '../../geometry/conv.js';
import type { ConvTransposeGeometry } from '../../geometry/conv-transpose.js';
import type { Window } from '../../geometry/types.js';

/** The phases of an axis, and what they read. */
export interface AxisPhases {
  readonly stride: number;
  /** Of stride 1, as wide as all phases together. */
  readonly window: Window;
  /** Outputs of the first phase, which has the most. */
  readonly count: number;
  /** Per phase and place of the window: the tap of the kernel that lies there, or null. */
  readonly taps: readonly (readonly (number | null)[])[];
}

/** The last two axes of a layer, H and W. */
export type Phases = readonly [AxisPhases, AxisPhases];

/** A layer by its phases. */
export interface PhasedLayer {
  /** Its sizes; the windows of a transposed one slide over the output. */
  readonly geometry: ConvGeometry;
  /** Whether its weights are [C, outChannels/g, …kernel]. */
  readonly transposed: boolean;
  readonly phases: Phases;
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** An axis of a convolution of stride 1: one phase. */
const plainAxis = (window: Window, count: number): AxisPhases => ({
  stride: 1,
  window,
  count,
  taps: [range(window.kernel)],
});

/**
 * An axis of a transposed convolution. Input `i` reaches output `stride·i − padBefore + dilation·t` through tap `t`: output
 * `stride·j + phase` reads input `j + (phase + padBefore − dilation·t) / stride` where that is whole. Null where no window of
 * stride 1 does it: dilated taps of a strided layer, and padding that reaches further than the kernel.
 */
function transposedAxis({ kernel, stride, dilation, padBefore }: Window, outputs: number): AxisPhases | null {
  if (stride > 1 && dilation > 1) return null;
  const places = range(Math.min(stride, outputs)).map((phase) =>
    range(kernel).flatMap((tap) => {
      const place = (phase + padBefore - dilation * tap) / stride;
      return Number.isInteger(place) ? [{ tap, place }] : [];
    }),
  );
  const all = places.flat().map(({ place }) => place);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  if (least > 0) return null;
  const width = (most - least) / dilation + 1;
  return {
    stride,
    window: { kernel: width, stride: 1, dilation, padBefore: -least, padAfter: most },
    count: Math.ceil(outputs / stride),
    taps: places.map((found) =>
      range(width).map((n) => found.find(({ place }) => place === least + n * dilation)?.tap ?? null),
    ),
  };
}

/** A convolution whose last two axes have stride 1; null for others. */
export function convPhases(geometry: ConvGeometry): PhasedLayer | null {
  const [H, W] = geometry.windows.slice(-2);
  if (H === undefined || W === undefined || H.stride > 1 || W.stride > 1) return null;
  const [outH, outW] = geometry.output.slice(-2) as [number, number];
  return { geometry, transposed: false, phases: [plainAxis(H, outH), plainAxis(W, outW)] };
}

/** A transposed convolution in two dimensions; null for others. */
export function transposedPhases(geometry: ConvTransposeGeometry): PhasedLayer | null {
  const [H, W] = geometry.windows.map((window, axis) => transposedAxis(window, geometry.output[axis]!));
  return H && W && geometry.windows.length === 2 ? { geometry, transposed: true, phases: [H, W] } : null;
}
