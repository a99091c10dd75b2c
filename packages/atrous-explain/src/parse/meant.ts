/** @file The name somebody probably meant, for names of a length that names have. */

import { nearest } from 'atrous/spec';

const LONGEST = 60;

/** The candidate nearest to `name`; undefined where none is near or `name` is too long to be one of them. */
export function meantName(name: string, candidates: readonly string[]): string | undefined {
  return name.length > LONGEST ? undefined : nearest(name, candidates);
}
