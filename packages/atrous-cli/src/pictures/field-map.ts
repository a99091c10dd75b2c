/** @file Maps over the same cells side by side, each by its own largest value: what a position reads, and how strongly. */

import { type Figure, HEAT } from 'atrous-explain/pictures';
import { sideBySide } from './side-by-side.js';

export interface FieldMap {
  /** Under the map. */
  readonly label: string;
  /** [height, width] of `size`, row-major; none below 0. */
  readonly values: ArrayLike<number>;
}

export interface FieldMapOptions {
  readonly title: string;
  readonly lines: readonly string[];
  /** Height and width of every map. */
  readonly size: readonly [height: number, width: number];
  /** The part that is drawn; ends are excluded. */
  readonly rows: readonly [from: number, to: number];
  readonly columns: readonly [from: number, to: number];
}

/** The drawn part of a map, from 0 to 1 by its own largest value; the root lets small values be seen. */
function partOf({ values, label }: FieldMap, { size, rows, columns }: FieldMapOptions): Float32Array {
  if (values.length !== size[0] * size[1]) throw new RangeError(`'${label}' does not have ${size.join(' × ')} values`);
  const most = Array.from(values).reduce((a, b) => Math.max(a, b), Number.MIN_VALUE);
  const [height, width] = [rows[1] - rows[0], columns[1] - columns[0]];
  return Float32Array.from({ length: height * width }, (_, i) => {
    const [row, column] = [rows[0] + Math.floor(i / width), columns[0] + (i % width)];
    return Math.sqrt(values[row * size[1] + column]! / most);
  });
}

/** @throws RangeError where a map has another size */
export function fieldMaps(maps: readonly FieldMap[], options: FieldMapOptions): Figure {
  const { title, lines, rows, columns } = options;
  return sideBySide(
    maps.map((map) => ({ label: map.label, values: partOf(map, options) })),
    {
      title,
      lines,
      size: [rows[1] - rows[0], columns[1] - columns[0]],
      colours: HEAT,
      range: { low: 0, high: 1 },
      low: '0',
      high: 'largest',
      note: 'Each map by its own largest value; colours follow the square root, so that small values are seen.',
    },
  );
}
