/** @file What a frame shows, in words: which cells are read, and what becomes of them. */

import type { Shape } from 'atrous/spec';
import type { Reads } from './axis.js';

const UNITS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  D: ['slice', 'slices'],
  H: ['row', 'rows'],
  W: ['column', 'columns'],
  L: ['position', 'positions'],
};

/** `row 4, column 17`, without the axes that the layer does not have. */
export function placeWords(names: readonly string[], position: Shape): string {
  return position
    .map((at, axis) => (names[axis] === '' ? '' : `${UNITS[names[axis]!]![0]} ${at}`))
    .filter((words) => words !== '')
    .join(', ');
}

/** `rows 5 to 11`, `rows 1 to 5 in steps of 2`, `row 3`. @param cells  ascending, in even steps */
export function cellsWords(name: string, cells: readonly number[]): string {
  const [one, many] = UNITS[name]!;
  if (cells.length === 0) return `no ${one}`;
  const [first, last] = [cells[0]!, cells.at(-1)!];
  if (cells.length === 1) return `${one} ${first}`;
  const step = cells[1]! - first;
  if (cells.length === 2 || (step > 1 && cells.length <= 4)) return `${many} ${listWords(cells)}`;
  return step > 1 ? `${many} ${first} to ${last} in steps of ${step}` : `${many} ${first} to ${last}`;
}

/** `1, 3 and 5` */
export function listWords(items: readonly (string | number)[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** The cells of one axis that are read and exist. */
export function insideCells({ first, step, taps }: Reads, size: number): number[] {
  return Array.from({ length: taps }, (_, tap) => first + step * tap).filter((cell) => cell >= 0 && cell < size);
}

export const plural = (count: number, one: string, many: string = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
