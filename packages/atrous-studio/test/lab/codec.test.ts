/** @file Links to the Image lab. */

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codec, readSize } from '../../src/pages/lab/codec.js';
import {
  CLIPS,
  type Edit,
  HEATS,
  initialState,
  type LabState,
  NORMS,
  SCALES,
  SORTS,
  VIEWS,
} from '../../src/pages/lab/state.js';

const index = fc.nat({ max: 1000 });
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({
    node: fc.string({ maxLength: 20 }),
    filter: fc.oneof(index, fc.constant('all' as const)),
    preset: fc.constantFrom('sobel', 'gauss'),
  }),
  fc.record({
    node: fc.string({ maxLength: 20 }),
    filter: index,
    input: index,
    // JSON knows no -0.
    taps: fc.array(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((tap) => tap + 0),
      { maxLength: 9 },
    ),
  }),
);

const optional = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(values, { nil: undefined });
const side = fc.integer({ min: 1, max: 8192 });

const state: fc.Arbitrary<LabState> = fc.record({
  text: fc.string({ maxLength: 200 }),
  size: optional(fc.tuple(side, side)),
  grey: fc.boolean(),
  norm: fc.constantFrom(...NORMS),
  seed: index,
  layer: optional(fc.string({ maxLength: 30 })),
  channel: optional(index),
  at: optional(fc.tuple(index, index)),
  view: fc.constantFrom(...VIEWS),
  sort: fc.constantFrom(...SORTS),
  scale: fc.constantFrom(...SCALES),
  clip: fc.constantFrom(...CLIPS),
  symmetric: fc.boolean(),
  heat: fc.constantFrom(...HEATS),
  target: optional(index),
  wipe: fc.oneof(fc.constantFrom('none' as const, 'photo' as const), index),
  cut: fc.integer({ min: 0, max: 100 }),
  edits: fc.array(edit, { maxLength: 5 }),
});

const reread = (query: URLSearchParams): LabState => codec.read(new URLSearchParams(query.toString())).state;

describe('the link of the Image lab', () => {
  test('gives every state again', () => {
    fc.assert(
      fc.property(state, (given) => {
        expect(reread(codec.write(given))).toEqual(given);
      }),
    );
  });

  test('is short for what somebody sees who comes without one', () => {
    expect(codec.write(initialState()).toString()).toBe('v=1');
    expect(reread(new URLSearchParams())).toEqual(initialState());
  });

  test('of any text reads as a state, says what was left out, and never throws', () => {
    const key = fc.constantFrom(
      'v',
      't',
      'in',
      'grey',
      'norm',
      'seed',
      'layer',
      'ch',
      'at',
      'clip',
      'heat',
      'e',
      'text',
      'x',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.string({ maxLength: 60 })), { maxLength: 8 }), (pairs) => {
        const { state: read, ignored } = codec.read(new URLSearchParams(pairs));
        expect(reread(codec.write(read))).toEqual(read);
        expect(ignored.every((text) => text.length <= 40)).toBe(true);
      }),
    );
  });

  test('holds no edits that are none', () => {
    const hostile = [
      { node: 'x', filter: -1, preset: 'sobel' },
      { node: 'x', filter: 0, preset: 'constructor' },
      { node: 3 },
      null,
    ];
    for (const one of hostile) {
      const query = codec.write({ ...initialState(), edits: [one as unknown as Edit] });
      const { state: read, ignored } = codec.read(query);
      expect(read.edits).toEqual([]);
      expect(ignored).toHaveLength(1);
    }
  });

  test('leaves out a network that is too long for it', () => {
    const long = Array.from({ length: 4000 }, (_, i) => `nn.Conv2d(${i}, ${(i * 7919) % 5003}, 3)`).join(',\n');
    expect(codec.write({ ...initialState(), text: long }).has('t')).toBe(false);
  });
});

test.each([
  ['304x228', [304, 228]],
  [' 7 × 9 ', [7, 9]],
  ['304', undefined],
  ['0x4', undefined],
  ['9000x1', undefined],
  ['a×b', undefined],
])('the size %j is %j', (text, size) => expect(readSize(text)).toEqual(size));
