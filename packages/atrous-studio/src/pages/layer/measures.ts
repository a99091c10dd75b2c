/** @file What a number of the formula measures, marked in the picture. Places are the picture's grids. */

import { layerWindows } from 'atrous/spec';
import type { Scene, SceneBox, SceneGrid } from 'atrous-explain';
import type { Lit } from './light.svelte.js';
import type { Legal } from './verdict.js';

export type Measure =
  | ({ readonly kind: 'box' } & SceneBox)
  /** A dimension line with its number. */
  | { readonly kind: 'span'; readonly d: string; readonly x: number; readonly y: number; readonly text: string };

type Side = 'rows' | 'columns';

/** The part of a grid between two rows or columns, as far as it is drawn. */
function band(grid: SceneGrid, side: Side, from: number, to: number): SceneBox | undefined {
  const [low, high] = grid[side];
  const [a, b] = [Math.max(from, low), Math.min(to, high)];
  if (a >= b) return undefined;
  const start = (a - low) * grid.cell;
  const length = (b - a) * grid.cell;
  return side === 'rows'
    ? { x: grid.x, y: grid.y + start, width: grid.width, height: length }
    : { x: grid.x + start, y: grid.y, width: length, height: grid.height };
}

const boxes = (list: readonly (SceneBox | undefined)[]): Measure[] =>
  list.filter((box) => box !== undefined).map((box) => ({ kind: 'box', ...box }));

const TICK = 5;
const AWAY = 9;

/** A line with ends beside a stretch of a grid, and what it measures. */
function span(grid: SceneGrid, side: Side, from: number, to: number, text: string): Measure | undefined {
  const box = band(grid, side, from, to);
  if (!box) return undefined;
  if (side === 'columns') {
    const y = grid.y + grid.height + AWAY;
    const [a, b] = [box.x, box.x + box.width];
    return {
      kind: 'span',
      d: `M${a} ${y - TICK}V${y + TICK}M${a} ${y}H${b}M${b} ${y - TICK}V${y + TICK}`,
      x: (a + b) / 2,
      y: y + 5,
      text,
    };
  }
  const x = grid.x - AWAY;
  const [a, b] = [box.y, box.y + box.height];
  return {
    kind: 'span',
    d: `M${x - TICK} ${a}H${x + TICK}M${x} ${a}V${b}M${x - TICK} ${b}H${x + TICK}`,
    x,
    y: (a + b) / 2 + 5,
    text,
  };
}

const SIDE_OF: Readonly<Record<string, Side>> = { H: 'rows', W: 'columns', L: 'columns' };

/** The marks for what is pointed at; none where the picture does not show it. */
export function measures({ grids }: Scene, { spec, input }: Legal, { ref, axis }: Lit): Measure[] {
  const windows = layerWindows(spec, input);
  const names =
    input.length < 3 ? [] : windows?.length === 1 ? ['L'] : ['D', 'H', 'W'].slice(3 - (windows?.length ?? 2));
  const chosen = (['rows', 'columns'] as const).filter((side) => axis === undefined || SIDE_OF[axis] === side);
  const sides = chosen.filter((side) => names.some((name) => SIDE_OF[name] === side));
  const of = (plane: SceneGrid['plane']): readonly SceneGrid[] =>
    grids.filter((grid) => grid.plane === plane && !grid.whole);
  const isTransposed = spec.op.startsWith('ConvTranspose');
  const windowOf = (side: Side) => windows?.[names.findIndex((name) => SIDE_OF[name] === side)];
  /** The plane over which windows slide: padding lies round it. */
  const slid = of(isTransposed ? 'output' : 'input');
  const each = (
    make: (grid: SceneGrid, side: Side) => (Measure | undefined)[],
    planes: readonly SceneGrid[],
  ): Measure[] =>
    planes.flatMap((grid) => sides.flatMap((side) => make(grid, side))).filter((mark) => mark !== undefined);
  switch (ref) {
    case 'n':
      return each((grid, side) => {
        const size = grid.size[side === 'rows' ? 0 : 1];
        return [span(grid, side, 0, (size - 1) * grid.step[side === 'rows' ? 0 : 1] + 1, String(size))];
      }, of('input'));
    case 'padding':
    case 'padBefore':
    case 'padAfter':
      return slid.flatMap((grid) =>
        sides.flatMap((side) => {
          const window = windowOf(side);
          const size = grid.size[side === 'rows' ? 0 : 1];
          const before = window && band(grid, side, -window.padBefore, 0);
          const after = window && band(grid, side, size, size + window.padAfter);
          return boxes([ref === 'padAfter' ? undefined : before, ref === 'padBefore' ? undefined : after]);
        }),
      );
    case 'kernel':
      return each((grid, side) => {
        const size = grid.size[side === 'rows' ? 0 : 1];
        return [span(grid, side, 0, size, String(size))];
      }, of('kernel'));
    case 'stride':
    case 'dilation':
      return each((grid, side) => {
        const window = windowOf(side);
        const step = ref === 'stride' ? window?.stride : window?.dilation;
        const start = isTransposed ? 0 : -(window?.padBefore ?? 0);
        const first = Math.max(start, grid[side][0]);
        return step === undefined ? [] : [span(grid, side, first, first + step, String(step))];
      }, slid);
    case 'outputPadding':
      return of('output').flatMap((grid) =>
        sides.flatMap((side) => {
          const given = spec.args['outputPadding'];
          const amounts = Array.isArray(given) ? given : [];
          const amount = Number(amounts[names.findIndex((name) => SIDE_OF[name] === side)] ?? 0);
          const size = grid.size[side === 'rows' ? 0 : 1];
          return boxes([amount > 0 ? band(grid, side, size - amount, size) : undefined]);
        }),
      );
    case 'outputSize':
      return each((grid, side) => {
        const size = grid.size[side === 'rows' ? 0 : 1];
        return [span(grid, side, 0, size, String(size))];
      }, of('output'));
    default:
      return [];
  }
}
