/** @file The lesson that somebody follows: a word of the address, `lesson=why-112.2`, beside the page's own. */

import type { Component } from 'svelte';
import type { Place } from '../pages/learn/lessons/index.js';

/** The key of links that names a lesson and its step. */
export const LESSON = 'lesson';

export interface ShownLesson {
  readonly place: Place;
  /** As it stands in links. */
  readonly text: string;
  readonly bar: Component<{ place: Place; onend: () => void }>;
}

/** What a link says of a lesson, apart from what it says of a page. */
export function splitLesson(query: URLSearchParams): { readonly own: URLSearchParams; readonly lesson: string | null } {
  const own = new URLSearchParams(query);
  own.delete(LESSON);
  return { own, lesson: query.get(LESSON) };
}

/** The lessons load when the first link names one. @returns undefined where there is no such lesson */
export async function findLesson(text: string): Promise<ShownLesson | undefined> {
  const [{ readPlace }, { default: bar }] = await Promise.all([
    import('../pages/learn/lessons/index.js'),
    import('../pages/learn/LessonBar.svelte'),
  ]);
  const place = readPlace(text);
  return place && { place, text, bar };
}
