/** @file What a selected cell or tap meets, in words. */

import { kernelOf, type SceneLayer, spatialAxes } from './layer.js';
import type { Triple } from '../taps/line.js';
import { pairsOf } from './meetings.js';
import type { CellSelection } from './state.js';
import { tapLetter } from './taps.js';
import type { SceneWords } from './words/index.js';

/** Everything that the selected thing meets along one axis: ascending inputs or outputs, and how many pairs. */
interface Met {
  readonly cells: readonly number[];
  readonly pairs: number;
}

function metAlong(pairs: readonly Triple[], plane: CellSelection['plane']): Met {
  const cells = [...new Set(pairs.map(({ input, output }) => (plane === 'output' ? input : output)))];
  return { cells: cells.sort((a, b) => a - b), pairs: pairs.length };
}

/** `input row 2, column 3 is read by 9 outputs: rows 1 to 3, columns 2 to 4.` */
export function selectionSentence(layer: SceneLayer, { plane, index }: CellSelection, words: SceneWords): string {
  const axes = spatialAxes(layer);
  const names = axes.map(({ name }) => name);
  const at = [0, 0, 0, ...index].slice(-axes.length);
  const pairsAlong = pairsOf(layer);
  const met = axes.map((_, axis) => metAlong(pairsAlong(axis, plane, at[axis]!), plane));
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
