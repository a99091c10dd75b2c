import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { edgesOf } from '../../src/pages/network/lanes.js';

const upwards = (a: number, b: number): number => a - b;

test('a chain runs straight down', () => {
  expect(edgesOf([[-1], [0], [1]])).toEqual([
    { from: -1, to: 0, lane: 0 },
    { from: 0, to: 1, lane: 0 },
    { from: 1, to: 2, lane: 0 },
  ]);
});

test('a line that skips rows runs beside them, and two that follow each other share a lane', () => {
  const edges = edgesOf([[-1], [0], [1, 0], [2], [3, 2]]);
  expect(edges.filter(({ lane }) => lane > 0)).toEqual([
    { from: 0, to: 2, lane: 1 },
    { from: 2, to: 4, lane: 1 },
  ]);
});

test('every row is joined to what it reads, and lines of one lane never overlap', () => {
  const sources = fc
    .array(fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), { maxLength: 25 })
    .map((rows) => rows.map((list, row) => list.map((number) => (number % (row + 1)) - 1)));
  fc.assert(
    fc.property(sources, (rows) => {
      const edges = edgesOf(rows);
      for (const [row, list] of rows.entries())
        expect(
          edges
            .filter(({ to }) => to === row)
            .map(({ from }) => from)
            .sort(upwards),
        ).toEqual([...new Set(list)].sort(upwards));
      for (const [i, a] of edges.entries())
        for (const b of edges.slice(i + 1))
          if (a.lane > 0 && a.lane === b.lane) expect(a.to <= b.from || b.to <= a.from).toBe(true);
    }),
  );
});
