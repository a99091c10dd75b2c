/** @file Frames in output order; between neighbours the window glides, over all other changes it jumps. */

import type { Shape } from 'atrous/spec';
import { product } from './numbers.js';

/** Where the animation stands: `t` of the way from one position to the next. */
export interface Moment {
  /** Number of the frame that is shown or left. */
  readonly frame: number;
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** 0 to 1, eased. */
  readonly t: number;
}

/** The part of a frame's time for which it stands still. */
export const HOLD = 0.6;

/** How many frames there are for positions on axes of these sizes. */
export const framesOf = (counts: Shape): number => product(counts);

/** The position number `frame`, the last axis running fastest. */
export function positionAt(frame: number, counts: Shape): number[] {
  let rest = frame;
  return counts
    .toReversed()
    .map((count) => {
      const at = rest % count;
      rest = Math.floor(rest / count);
      return at;
    })
    .reverse();
}

/** Starts and ends gently. */
const ease = (t: number): number => t * t * (3 - 2 * t);

function areNeighbours(a: Shape, b: Shape): boolean {
  return a.reduce((distance, at, axis) => distance + Math.abs(at - b[axis]!), 0) === 1;
}

/**
 * @param time      in frames from 0 on; times outside the animation take its first or last frame
 * @param stepped   no motion between frames
 */
export function momentAt(time: number, counts: Shape, stepped: boolean): Moment {
  const last = framesOf(counts) - 1;
  const clamped = Math.min(Math.max(Number.isFinite(time) ? time : 0, 0), last);
  const frame = Math.floor(clamped);
  const from = positionAt(frame, counts);
  const to = positionAt(Math.min(frame + 1, last), counts);
  const moving = !stepped && areNeighbours(from, to);
  const t = moving ? ease(Math.max(0, (clamped - frame - HOLD) / (1 - HOLD))) : 0;
  return { frame, from, to, t };
}

/** Between two positions. */
export const between = (a: number, b: number, t: number): number => a + (b - a) * t;
