/** @file Links to the Upsampling page: any state comes back, any text is a link. */

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readState, writeState } from '../../src/pages/upsampling/codec.js';
import { FILLS, initialState, NUMBERS, type UpsamplingState, WEIGHTS } from '../../src/pages/upsampling/state.js';

const size = fc.integer({ min: 0, max: 4096 });
const states: fc.Arbitrary<UpsamplingState> = fc.record({
  numbers: fc.record(Object.fromEntries(NUMBERS.map((name) => [name, size]))) as fc.Arbitrary<
    UpsamplingState['numbers']
  >,
  size,
  fill: fc.constantFrom(...FILLS),
  weights: fc.constantFrom(...WEIGHTS),
  seed: size,
});

test('a state is the same after a link', () => {
  fc.assert(
    fc.property(states, (state) => {
      const { state: read, ignored } = readState(new URLSearchParams(writeState(state).toString()));
      expect(read).toEqual(state);
      expect(ignored).toEqual([]);
    }),
  );
});

test('no link at all is the first visit', () => {
  expect(readState(new URLSearchParams())).toEqual({ state: initialState(), ignored: [] });
});

test('what cannot be is left out and told', () => {
  const { state, ignored } = readState(new URLSearchParams('k=-1&s=9999&n=<b>&w=drawn&x=photo&more=1'));
  expect(state).toEqual({ ...initialState(), weights: 'drawn' });
  expect(ignored).toEqual(['k=-1', 's=9999', 'n=<b>', 'x=photo', 'more=1']);
});

test('any text is read without an error', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(readState(new URLSearchParams(text)).state.size).toBeGreaterThanOrEqual(0);
    }),
  );
});
