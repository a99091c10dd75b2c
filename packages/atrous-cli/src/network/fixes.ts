/** @file Changes of a network's text that let it run, or let it get further: each was tried. */

import { doctor, type Fix } from 'atrous-explain';
import type { Reading } from './reading.js';

/** None where the source is no text that somebody can change. */
export function fixesOf({ source, isCode, input, options }: Reading): readonly Fix[] {
  if (!isCode) return [];
  const { entry, arg: args, assume } = options;
  return doctor(source.text, { entry, args, assume, input: input.length === 0 ? undefined : input }).fixes;
}
