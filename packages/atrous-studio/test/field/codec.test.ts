/** @file Links to the Receptive field page: any stack comes back, any text is a link. */

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { MOST_ROWS, readState, writeState } from '../../src/pages/field/codec.js';
import { type FieldPageState, initialState, MAPS, OPS, type Row } from '../../src/pages/field/state.js';

const small = fc.integer({ min: 0, max: 999 });
const rows: fc.Arbitrary<Row> = fc
  .record({ op: fc.constantFrom(...OPS), kernel: small, stride: small, padding: small, dilation: small })
  .map((row) => (row.op === 'AvgPool2d' ? { ...row, dilation: 1 } : row));
const size = fc.integer({ min: 0, max: 2048 });

const states: fc.Arbitrary<FieldPageState> = fc
  .record({
    rows: fc.array(rows, { maxLength: MOST_ROWS }),
    size,
    row: small,
    position: fc.option(fc.tuple(size, size), { nil: undefined }),
    map: fc.constantFrom(...MAPS),
    seed: small,
  })
  .map((state) => ({ ...state, row: state.row % Math.max(1, state.rows.length) }));

test('a state is the same after a link', () => {
  fc.assert(
    fc.property(states, (state) => {
      const { state: read, ignored } = readState(new URLSearchParams(writeState(state).toString()));
      expect(read).toEqual(state);
      expect(ignored).toEqual([]);
    }),
  );
});

test('a link is readable', () => {
  const { state, ignored } = readState(new URLSearchParams('l=c7s2p3,m3s2p1,a2s2,t4s2p1&n=224&at=4,5'));
  expect(ignored).toEqual([]);
  expect(state.rows.map(({ op, kernel, stride }) => [op, kernel, stride])).toEqual([
    ['Conv2d', 7, 2],
    ['MaxPool2d', 3, 2],
    ['AvgPool2d', 2, 2],
    ['ConvTranspose2d', 4, 2],
  ]);
  expect([state.row, state.position]).toEqual([3, [4, 5]]);
});

test('what cannot be is left out and told', () => {
  const { state, ignored } = readState(new URLSearchParams('l=c3,x9&row=7&at=1&map=heat&n=1e9&more=1'));
  expect(state).toEqual(initialState());
  expect(ignored).toEqual(['l=c3,x9', 'n=1e9', 'row=7', 'at=1', 'map=heat', 'more=1']);
});

test('any text is read without an error', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(readState(new URLSearchParams(`l=${text}`)).state.rows.length).toBeLessThanOrEqual(MOST_ROWS);
    }),
  );
});
