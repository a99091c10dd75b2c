/** @file The lessons, in the order in which they build on each other. */

import { axes, groups } from './channels.js';
import type { Lesson } from './lesson.js';
import { ceil, dilation, same, why } from './sizes.js';
import { bias, training } from './training.js';
import { checkerboard, field, outputPadding, transposed } from './transposed.js';

export type { Lesson, LessonStep } from './lesson.js';

export const LESSONS: readonly Lesson[] = [
  why,
  same,
  dilation,
  ceil,
  groups,
  axes,
  field,
  transposed,
  outputPadding,
  checkerboard,
  bias,
  training,
];

/** Where somebody is in a lesson, as it stands in a link: `why-112.2`, steps from 1. */
export interface Place {
  readonly lesson: Lesson;
  /** From 0. */
  readonly step: number;
}

export const placeText = ({ lesson, step }: Place): string => `${lesson.id}.${step + 1}`;

/** The place that a link names; undefined where there is no such lesson or step. */
export function readPlace(text: string): Place | undefined {
  const [id, number] = text.split('.');
  const lesson = LESSONS.find((one) => one.id === id);
  const step = Number(number) - 1;
  return lesson?.steps[step] && { lesson, step };
}

/** The address of a step, lesson included. */
export const placeLink = (place: Place): string => `${place.lesson.steps[place.step]!.link}&lesson=${placeText(place)}`;
