/** @file Recent work, kept by the browser: links with their titles, the latest first. */

import { recall, remember } from './memory.js';

export interface Recent {
  readonly link: string;
  readonly title: string;
}

const MOST = 12;

/** A list as it was kept; anything else is an empty one. */
export function readRecent(text: string | undefined): Recent[] {
  if (text === undefined) return [];
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.filter(isRecent).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

function isRecent(value: unknown): value is Recent {
  if (typeof value !== 'object' || value === null) return false;
  const { link, title } = value as Partial<Recent>;
  return typeof link === 'string' && link.startsWith('#/') && typeof title === 'string';
}

/** The list with one more in front; the same title stands once. */
export function withRecent(list: readonly Recent[], one: Recent): Recent[] {
  return [one, ...list.filter(({ title }) => title !== one.title)].slice(0, MOST);
}

export const recentWork = (): Recent[] => readRecent(recall('recent'));

export function keepRecent(one: Recent): void {
  remember('recent', JSON.stringify(withRecent(recentWork(), one)));
}
