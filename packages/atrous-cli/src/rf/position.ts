/** @file What one position of a layer reads, in words. */

import type { FieldAt, FieldAxisAt, PathCounts } from 'atrous-explain';
import { fold } from '../run/wrap.js';
import { runsOf } from '../sizes/runs.js';
import { formatCount } from 'atrous-explain/read';
import type { Lang } from '../words/options.js';
import { RF_WORDS } from './words.js';

/** `H  rows −1 to 9, centre 4, 1 of them padding`. */
function axisLine({ axis, size, low, high, centre, cells, holes }: FieldAxisAt, lang: Lang): string {
  const words = RF_WORDS[lang];
  if (high < low) return ` ${axis}  ${words.nothing}`;
  const outside = low < 0 || high >= size ? words.beyond(size - 1) : '';
  const gaps = holes > 0 ? words.reads(runsOf(cells)) : '';
  return ` ${axis}  ${words.axis(low, high, centre)}${outside}${gaps}`.replaceAll('-', '−');
}

/** A line per axis, then the padding's share and the cells that are read. */
export function positionText(
  { node, position, axes, paddingShare }: FieldAt,
  { touched, box }: PathCounts,
  width: number,
  lang: Lang,
): string {
  const share = Math.round(100 * paddingShare);
  const words = RF_WORDS[lang];
  return [
    words.sees(node, position.join(', ')),
    ...axes.map((axis) => fold(axisLine(axis, lang), width, 4)),
    words.touched(formatCount(touched), formatCount(box), share),
  ].join('\n');
}
