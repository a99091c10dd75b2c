/** @file What is wrong with a text, as marks of the editor. */

import { said } from '../../kit/said.js';
import type { Mark } from '../../kit/editor/mirror.js';
import type { Examined } from './examine.js';

/** None for another text than the one that was examined: the places would be wrong. */
export function marksOf(text: string, found: Examined | undefined): readonly Mark[] {
  if (found?.text !== text) return [];
  const { stop, problems } = found;
  const marks: Mark[] = problems.map(({ from, to, severity, message }) => ({
    from,
    to,
    kind: severity,
    title: said(message),
  }));
  if (stop?.place) marks.push({ ...stop.place, kind: 'stop', title: stop.message });
  return marks;
}
