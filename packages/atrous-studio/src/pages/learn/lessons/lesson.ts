/** @file What a lesson is: states of the real pages, two sentences to each. */

import type { Lang } from '../../../kit/language.svelte.js';

type Both = Readonly<Record<Lang, string>>;

/** One state of a page, and what to see in it. */
export interface LessonStep {
  /** The page's address, as any link: `#/layer?op=conv2d&k=7`. */
  readonly link: string;
  readonly text: Both;
}

export interface Lesson {
  /** Stands in links. */
  readonly id: string;
  readonly title: Both;
  /** The question that it answers, in a few words. */
  readonly question: Both;
  readonly steps: readonly LessonStep[];
}

/** A step of a lesson: link, English, Chinese. */
export const step = (link: string, en: string, zh: string): LessonStep => ({ link, text: { en, zh } });
