/** @file What one position of a layer reads, in words. */

import type { FieldAt, FieldAxisAt, PathCounts } from 'atrous-explain';
import { fold } from '../run/wrap.js';
import { runsOf } from '../sizes/runs.js';
import { formatCount } from '../units.js';

/** `H  rows −1 to 9, centre 4, 1 of them padding`. */
function axisLine({ axis, size, low, high, centre, cells, holes }: FieldAxisAt): string {
  if (high < low) return ` ${axis}  nothing`;
  const outside = low < 0 || high >= size ? `, beyond the input's 0 to ${size - 1}` : '';
  const gaps = holes > 0 ? `; reads ${runsOf(cells)}` : '';
  return ` ${axis}  ${low} to ${high}, centre ${centre}${outside}${gaps}`.replaceAll('-', '−');
}

/** A line per axis, then the padding's share and the cells that are read. */
export function positionText(
  { node, position, axes, paddingShare }: FieldAt,
  { touched, box }: PathCounts,
  width: number,
): string {
  const share = Math.round(100 * paddingShare);
  const read = `Reads ${formatCount(touched)} of the ${formatCount(box)} cells of its box${share > 0 ? `; ${share} % of its field is padding` : ''}.`;
  return [`${node} at ${position.join(', ')} sees`, ...axes.map((axis) => fold(axisLine(axis), width, 4)), read].join(
    '\n',
  );
}
