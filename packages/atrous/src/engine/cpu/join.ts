/** @file Puts the outputs of the phases of a stride between each other. */

import { interleaveKernel } from './kernels/interleave.js';
import { COPY_OPERATIONS, type Machine } from './machine.js';

/** Where the outputs of the phases lie; steps in bytes. */
export interface PhasedOutputs {
  /** Sizes of the output, D, H, W. */
  readonly output: readonly [number, number, number];
  readonly strides: readonly [number, number, number];
  /** Planes of channels and images. */
  readonly planes: number;
  /** Between the channels, the slices and the rows of a phase. */
  readonly plane: number;
  readonly slice: number;
  readonly row: number;
  /** The address of the first output of the phase whose outputs begin at a position. */
  readonly at: (d: number, h: number, w: number) => number;
}

/** Outputs along an axis that begin at a position. */
const countFrom = (first: number, size: number, stride: number): number => Math.ceil((size - first) / stride);

/** Writes all outputs, [planes, …output], to an address. */
export function joinPhases(machine: Machine, to: number, phased: PhasedOutputs): void {
  const { output, strides } = phased;
  const [D, H, W] = output;
  for (let d = 0; d < Math.min(strides[0], D); d++)
    for (let h = 0; h < Math.min(strides[1], H); h++) {
      const pairs = strides[2] === 2 ? Math.floor(W / 2) : 0;
      if (pairs > 0) interleave(machine, to, phased, d, h, pairs);
      for (let w = 0; w < Math.min(strides[2], W); w++) copyPhase(machine, to, phased, d, h, w, pairs);
    }
}

/** The outputs of one phase, those left out that are there. */
function copyPhase(
  machine: Machine,
  to: number,
  { output: [D, H, W], strides, planes, plane, slice, row, at }: PhasedOutputs,
  d: number,
  h: number,
  w: number,
  done: number,
): void {
  machine.copy(
    to + 4 * ((d * H + h) * W + w + done * strides[2]),
    at(d, h, w) + 4 * done,
    { count: planes, to: 4 * D * H * W, from: plane },
    { count: countFrom(d, D, strides[0]), to: 4 * strides[0] * H * W, from: slice },
    { count: countFrom(h, H, strides[1]), to: 4 * strides[1] * W, from: row },
    { count: countFrom(w, W, strides[2]) - done, to: 4 * strides[2], from: 4 },
  );
}

/** So many outputs of each row of the two phases of a stride of two. */
function interleave(
  machine: Machine,
  to: number,
  { output: [D, H, W], strides, planes, plane, slice, row, at }: PhasedOutputs,
  d: number,
  h: number,
  pairs: number,
): void {
  const kernel = machine.kernel('interleave', interleaveKernel);
  const rows = countFrom(h, H, strides[1]);
  const slices = countFrom(d, D, strides[0]);
  const operations = COPY_OPERATIONS * 2 * pairs * rows * slices * planes;
  machine.forRanges({ pieces: planes, operations }, (first, end) => {
    for (let s = 0; s < slices; s++) {
      const target = to + 4 * (((first * D + d + s * strides[0]) * H + h) * W);
      const [even, odd] = [0, 1].map((w) => at(d, h, w) + plane * first + slice * s) as [number, number];
      kernel(target, even, odd, end - first, 4 * D * H * W, plane, rows, 4 * strides[1] * W, row, pairs);
    }
  });
}
