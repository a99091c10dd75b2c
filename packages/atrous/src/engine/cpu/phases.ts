/**
 * @file Layers as sums of convolutions of stride 1. Along each axis outputs, or inputs, are taken apart by a stride:
 *
 * - the outputs of a transposed convolution of stride `s` are `s` *phases*, each a convolution of stride 1 with every s-th tap (the
 *   sub-pixel convolution of Shi et al., 2016). All of them read the inputs through one window, as that many times more outputs.
 * - a convolution of stride `s` reads `s` *parts* of the input, of every s-th number, each through a window of every s-th tap.
 */

import type { ConvGeometry } from '../../geometry/conv.js';
import type { ConvTransposeGeometry } from '../../geometry/conv-transpose.js';
import type { Window } from '../../geometry/types.js';

/** A window of neighbouring places, as all phases of an axis read it. */
export interface PhaseWindow {
  /** What output 0 reads at the first place: negative in the padding. */
  readonly first: number;
  /** Per phase and place: the tap of the kernel that lies there, or null. */
  readonly taps: readonly (readonly (number | null)[])[];
}

/** An axis of a layer by its phases and parts. */
export interface AxisPhases {
  /** Between the outputs of a phase: its number of phases, if there are as many outputs. */
  readonly stride: number;
  /** Between the inputs of neighbouring outputs of a phase: the number of parts. */
  readonly step: number;
  /** Between neighbouring places, in inputs of a part. */
  readonly dilation: number;
  /** Outputs of the first phase, which has the most. */
  readonly count: number;
  readonly phaseCount: number;
  /** Of every part that is read. */
  readonly windows: readonly PhaseWindow[];
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

export const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** An axis of a convolution: one phase. Null for dilated taps of a strided layer. */
function plainAxis({ kernel, stride, dilation, padBefore }: Window, count: number): AxisPhases | null {
  if (stride > 1 && dilation > 1) return null;
  const windows = range(Math.min(stride, kernel)).map((part) => ({
    first: part - padBefore,
    taps: [range(Math.ceil((kernel - part) / stride)).map((n) => part + n * stride)],
  }));
  return { stride: 1, step: stride, dilation, count, phaseCount: 1, windows };
}

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
  const taps = places.map((found) =>
    range(width).map((n) => found.find(({ place }) => place === least + n * dilation)?.tap ?? null),
  );
  const count = Math.ceil(outputs / stride);
  return { stride, step: 1, dilation, count, phaseCount: places.length, windows: [{ first: least, taps }] };
}

/** A convolution by the last two of its axes; null for others. */
export function convPhases(geometry: ConvGeometry): PhasedLayer | null {
  const [H, W] = geometry.windows.slice(-2).map((window, i) => plainAxis(window, geometry.output.at(i - 2)!));
  return H && W ? { geometry, transposed: false, phases: [H, W] } : null;
}

/** A transposed convolution in two dimensions; null for others. */
export function transposedPhases(geometry: ConvTransposeGeometry): PhasedLayer | null {
  const [H, W] = geometry.windows.map((window, axis) => transposedAxis(window, geometry.output[axis]!));
  return H && W && geometry.windows.length === 2 ? { geometry, transposed: true, phases: [H, W] } : null;
}

/** The windows of an axis in pieces of so many places. */
export const piecesOf = ({ windows, step, dilation }: AxisPhases, places: number): readonly PhaseWindow[] =>
  windows.flatMap(({ first, taps }) =>
    range(Math.ceil(taps[0]!.length / places)).map((n) => {
      const piece = taps.map((phase) => phase.slice(n * places, (n + 1) * places));
      const shift = bestShift(piece, places);
      return {
        first: first + (n * places - shift) * dilation * step,
        taps: piece.map((phase) => range(places).map((place) => phase[place - shift] ?? null)),
      };
    }),
  );

/** By how much a piece that is shorter than its places should be shifted: every phase without a tap at an end saves a product. */
function bestShift(piece: readonly (readonly (number | null)[])[], places: number): number {
  const ends = (shift: number): number =>
    piece.reduce((sum, taps) => {
      const found = taps.flatMap((tap, place) => (tap === null ? [] : [place + shift]));
      return sum + Number(found.includes(0)) + Number(found.includes(places - 1));
    }, 0);
  return range(places - piece[0]!.length + 1).toSorted((a, b) => ends(a) - ends(b))[0]!;
}
