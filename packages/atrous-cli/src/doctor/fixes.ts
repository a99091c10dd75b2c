/** @file Changes that were tried, in words. */

import type { Fix } from 'atrous-explain';
import { shapeText } from '../run/format.js';
import { fold } from '../run/wrap.js';

/** What comes of a change. */
const outcomeOf = ({ works, output }: Fix): string =>
  works ? `runs${output ? `, gives ${shapeText(output)}` : ''}` : 'gets further, then fails elsewhere';

/** A line per change, and the changed lines below it; none where nothing helps. */
export function fixesText(fixes: readonly Fix[], width: number): string[] {
  if (fixes.length === 0) return [];
  return [
    fixes.length === 1 ? 'What helps, tried out:' : 'What helps, each tried out:',
    ...fixes.flatMap((fix, i) => [
      fold(`${i + 1}. ${fix.title}: ${outcomeOf(fix)}`, width, 3),
      ...fix.preview.split('\n').map((line) => `     ${line}`),
    ]),
  ];
}
