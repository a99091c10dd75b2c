/** @file The receptive field of one position: where it begins and ends, what of it is padding, where it has holes. */

import {
  type AxisField,
  type FieldStep,
  type NetworkSpec,
  type Shape,
  axisField,
  axisMap,
  fieldCells,
} from 'atrous/spec';
import { type Followed, checkPosition, followNetwork, isGone, nodeNumber } from './reads.js';

/** One axis of a position's field, in cells of the network's input. */
export interface FieldAxisAt {
  readonly axis: string;
  /** Cells of the input. */
  readonly size: number;
  /**
   * First and last cell, padding included: below 0 or from `size` on lies padding, also where it shows copies of cells.
   * `high < low` where nothing is read.
   */
  readonly low: number;
  readonly high: number;
  /** The middle; cell centres lie at integers. */
  readonly centre: number;
  /** The cells that are really read, none of them padding. */
  readonly cells: readonly number[];
  /** Cells between the first and the last that is read which are not: gridding, or strides over kernels. */
  readonly holes: number;
}

export interface FieldAt {
  readonly node: string;
  readonly position: readonly number[];
  readonly axes: readonly FieldAxisAt[];
  /** How much of the field's box lies in the padding, from 0 to 1. */
  readonly paddingShare: number;
}

/**
 * The exact interval of input cells for output `position`: a last step that reads this one position makes `axisField`, which
 * looks at all positions, look at it alone.
 */
export function extentAt(
  steps: readonly (readonly FieldStep[])[],
  number: number,
  input: number,
  position: number,
): AxisField {
  const only = axisMap(Infinity, [1, 1], () => [position, position]);
  const last: FieldStep = { from: number, reads: only, size: Infinity };
  return axisField([...steps.slice(0, number + 1), [last]], number + 1, input, 1);
}

function axisAt(followed: Followed, number: number, axis: number, position: number): FieldAxisAt {
  const { axes, names, input } = followed;
  const size = input.at(axis - axes.length)!;
  const steps = axes[axis]!.slice(0, number + 1);
  const field = extentAt(steps, number, size, position);
  const cells = fieldCells(steps, number, position);
  const low = field.size === 0 ? 0 : field.start - (field.size - 1) / 2;
  const reach = cells.length === 0 ? 0 : cells.at(-1)! - cells[0]! + 1;
  return {
    axis: names[axis]!,
    size,
    low,
    high: low + field.size - 1,
    centre: field.start,
    cells,
    holes: reach - cells.length,
  };
}

const clipped = ({ low, high, size }: FieldAxisAt): number =>
  Math.max(0, Math.min(high, size - 1) - Math.max(low, 0) + 1);

/**
 * The field of one output position of a node, by intervals, exact at borders and through branches (their union).
 *
 * Formula, per axis: outputs `[a, b]` of a window need inputs `[a·s − p, b·s − p + d(k−1)]`; a transposed layer's output `j` is
 * reached from `⌈(j + p − d(k−1))/s⌉` to `⌊(j + p)/s⌋`.
 *
 * @param position  one index per spatial axis; where the axes are gone (behind a flatten) any
 * @throws QuestionError for a node or position that there is not, or one behind the place where the network stops
 * @see Araujo, Norris, Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019
 */
export function fieldAt(network: NetworkSpec, input: Shape, node: string, position: readonly number[]): FieldAt {
  const followed = followNetwork(network, input);
  const number = nodeNumber(followed, node);
  checkPosition(followed, number, position);
  const axes = position.map((at, axis) => axisAt(followed, number, axis, at));
  const inside = axes.reduce((cells, one) => cells * clipped(one), 1);
  const all = axes.reduce((cells, one) => cells * (one.high - one.low + 1), 1);
  return { node, position, axes, paddingShare: all > 0 ? 1 - inside / all : 0 };
}

/** One phase of a periodic field. */
export interface FieldPhase {
  /** Output positions `o` with `o mod period = phase`. */
  readonly phase: number;
  readonly size: number;
  /** The field's middle minus `o·jump`, in input cells. */
  readonly offset: number;
}

export interface FieldPhases {
  readonly axis: string;
  /** After so many outputs the sizes and offsets repeat. */
  readonly period: number;
  readonly phases: readonly FieldPhase[];
  /** The different sizes, ascending. */
  readonly sizes: readonly number[];
}

/** Positions looked at; odd ratios of resizing repeat late. */
const MOST_POSITIONS = 1024;

/** Neighbouring outputs behind a transposed layer have fields of different sizes, which repeat with its stride. */
function phasesOf(followed: Followed, number: number, axis: number): FieldPhases {
  const { axes, names, input, outputs } = followed;
  const steps = axes[axis]!.slice(0, number + 1);
  const size = input.at(axis - axes.length)!;
  const count = isGone(followed, number) ? 1 : outputs[number]!.at(axis - axes.length)!;
  const whole = axisField(steps, number, size, count);
  const jump = whole.jump === null ? 0 : whole.jump[0] / whole.jump[1];
  const all = Array.from({ length: Math.min(count, MOST_POSITIONS) }, (_, o): FieldPhase => {
    const { size: cells, start } = extentAt(steps, number, size, o);
    return { phase: o, size: cells, offset: cells === 0 ? 0 : start - o * jump };
  });
  const period = repeatOf(all);
  return {
    axis: names[axis]!,
    period,
    phases: all.slice(0, period),
    sizes: [...new Set(all.map((one) => one.size))].sort((a, b) => a - b),
  };
}

/** The least period of a list; offsets are sums of fractions, so they are compared roughly. */
function repeatOf(phases: readonly FieldPhase[]): number {
  const alike = (a: FieldPhase, b: FieldPhase): boolean => a.size === b.size && Math.abs(a.offset - b.offset) < 1e-6;
  for (let period = 1; period < phases.length; period++)
    if (phases.slice(period).every((one, i) => alike(one, phases[i]!))) return period;
  return Math.max(1, phases.length);
}

/** The set of fields of all positions of a node, per axis. Errors as `fieldAt`. */
export function fieldPhases(network: NetworkSpec, input: Shape, node: string): FieldPhases[] {
  const followed = followNetwork(network, input);
  const number = nodeNumber(followed, node);
  return followed.axes.map((_, axis) => phasesOf(followed, number, axis));
}
