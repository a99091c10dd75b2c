/** @file What a selected cell or tap meets, in words. */

import { kernelOf, type SceneLayer, spatialAxes } from './layer.js';
import { type Meetings, meetingsOf } from './meetings.js';
import type { CellSelection } from './state.js';
import { tapLetter } from './taps.js';
import type { SceneWords } from './words/index.js';

/** Longer axes are not walked for a sentence. */
const MOST = 20_000;

/** Everything that the selected thing meets along one axis: ascending inputs or outputs, and how many pairs. */
interface Met {
  readonly cells: readonly number[];
  readonly pairs: number;
}

function metAlong(meetings: Meetings, axis: number, count: number, plane: CellSelection['plane'], at: number): Met {
  const cells = new Set<number>();
  let pairs = 0;
  for (let output = 0; output < count; output++)
    for (const { input, tap } of plane === 'output' && output !== at ? [] : meetings(axis, output)) {
      if (plane === 'input' && input !== at) continue;
      if (plane === 'kernel' && tap !== at) continue;
      cells.add(plane === 'output' ? input : output);
      pairs++;
    }
  return { cells: [...cells].sort((a, b) => a - b), pairs };
}

/** `input row 2, column 3 is read by 9 outputs: rows 1 to 3, columns 2 to 4.` */
export function selectionSentence(layer: SceneLayer, { plane, index }: CellSelection, words: SceneWords): string {
  const axes = spatialAxes(layer);
  const names = axes.map(({ name }) => name);
  const at = [0, 0, 0, ...index].slice(-axes.length);
  const meetings = meetingsOf(layer);
  const met = axes.map(({ count }, axis) => metAlong(meetings, axis, Math.min(count, MOST), plane, at[axis]!));
  const pairs = met.reduce((product, { pairs }) => product * pairs, 1);
  const where = words.both(
    met.flatMap(({ cells }, axis) => (names[axis] === '' ? [] : [words.cells(names[axis]!, cells)])),
  );
  if (plane === 'kernel') return words.selectedTap(tapLetter(at, kernelOf(layer)), where, pairs);
  const place = words.place(names, at);
  return plane === 'output'
    ? words.selectedOutput(place, where, pairs)
    : words.selectedInput(place, where, pairs, layer.kind === 'transposed');
}
