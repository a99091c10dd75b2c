/** @file Convolution and transposed convolution taken apart into dense sums. */

import type { ConvGeometry } from '../../geometry/conv.js';
import type { ConvTransposeGeometry } from '../../geometry/conv-transpose.js';
import { type Layout, type Phase, layoutOf, prefersCompact, transposedAxis, windowAxis } from './layout.js';
import type { WeightSteps } from './packing.js';

export const product = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1);

/** One dense sum: all outputs of a convolution, or those of one phase of a transposed one. */
export interface Part {
  /** Taps as positions in the kernel, D, H, W. */
  readonly taps: readonly (readonly [number, number, number])[];
  /** The first output, and from one to the next, per axis D, H, W. */
  readonly residues: readonly [number, number, number];
}

/** A convolution taken apart: how the input is laid out, and which sums make the output. */
export interface ConvPlan {
  readonly layout: Layout;
  readonly parts: readonly Part[];
  /** Outputs between neighbours of a part, per axis D, H, W. */
  readonly strides: readonly [number, number, number];
  readonly kernel: readonly [number, number, number];
  readonly weight: WeightSteps;
}

/** One to three values as D, H, W with leading ones. */
export const asVolume = (values: readonly number[]): [number, number, number] => [
  values.at(-3) ?? 1,
  values.at(-2) ?? 1,
  values.at(-1)!,
];

/** Whether the rows of a layer should be compact; `counts` are the outputs (of a phase) per axis. */
function compactRows(g: ConvGeometry, counts: readonly number[], stride: number): boolean {
  const rows = g.batch * product(counts.slice(0, -1));
  const taps = product(g.windows.map(({ kernel }) => kernel));
  return prefersCompact({ ...g.windows.at(-1)!, stride }, counts.at(-1)!, rows, taps, g.outChannels / g.groups);
}

function box(sizes: readonly (readonly number[])[]): [number, number, number][] {
  const [D, H, W] = sizes as [readonly number[], readonly number[], readonly number[]];
  return D.flatMap((d) => H.flatMap((h) => W.map((w): [number, number, number] => [d, h, w])));
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** The plan of a convolution: one part. */
export function convPlan(g: ConvGeometry): ConvPlan {
  const compact = compactRows(g, g.output, g.windows.at(-1)!.stride);
  const last = g.windows.length - 1;
  const axes = g.windows.map((window, axis) => windowAxis(window, g.output[axis]!, compact && axis === last));
  const kernel = asVolume(g.windows.map((window) => window.kernel));
  const taps = product(kernel);
  const inChannels = g.inChannels / g.groups;
  return {
    layout: layoutOf(axes),
    parts: [{ taps: box(kernel.map(range)), residues: [0, 0, 0] }],
    strides: [1, 1, 1],
    kernel,
    weight: { group: (g.outChannels / g.groups) * inChannels * taps, out: inChannels * taps, in: taps },
  };
}

/** The plan of a transposed convolution: a part for every phase of the strides. */
export function transposePlan(g: ConvTransposeGeometry): ConvPlan {
  const counts = g.windows.map(({ stride }, axis) => Math.ceil(g.output[axis]! / stride));
  const compact = compactRows(g, counts, 1);
  const last = g.windows.length - 1;
  const split = g.windows.map((window, axis) => transposedAxis(window, g.output[axis]!, compact && axis === last));
  const whole: Phase = { residue: 0, taps: [0] };
  const phases = range(3).map((i) => split.at(i - 3)?.phases ?? [whole]);
  const kernel = asVolume(g.windows.map((window) => window.kernel));
  const taps = product(kernel);
  const outChannels = g.outChannels / g.groups;
  const parts = box(phases.map((list) => range(list.length))).map((choice): Part => {
    const chosen = choice.map((p, axis) => phases[axis]![p]!);
    return {
      taps: box(chosen.map((phase) => phase.taps)),
      residues: chosen.map((phase) => phase.residue) as [number, number, number],
    };
  });
  return {
    layout: layoutOf(split.map(({ axis }) => axis)),
    parts,
    strides: asVolume(g.windows.map((window) => window.stride)),
    kernel,
    weight: { group: (g.inChannels / g.groups) * outChannels * taps, out: taps, in: outChannels * taps },
  };
}
