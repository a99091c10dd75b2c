import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRoute, writeRoute } from '../../src/kit/route.js';
import { readState, writeState } from '../../src/pages/solve/codec.js';
import { initialState, knobsOf, OPS, type SolveState, withAxes, withOp } from '../../src/pages/solve/state.js';

const size = fc.integer({ min: 1, max: 1_000_000 });

const state: fc.Arbitrary<SolveState> = fc
  .record({
    op: fc.constantFrom(...(Object.keys(OPS) as (keyof typeof OPS)[])),
    axes: fc.integer({ min: 1, max: 3 }),
    sizes: fc.array(size, { minLength: 6, maxLength: 6 }),
    fixed: fc.record({ kernel: size, stride: size, padding: fc.nat(99), dilation: size }, { requiredKeys: [] }),
    all: fc.boolean(),
  })
  .map(({ op, axes, sizes, fixed, all }) =>
    withOp({ op, input: sizes.slice(0, axes), output: sizes.slice(3, 3 + axes), fixed, all }, op),
  );

describe('the link of Solve', () => {
  test('gives back every state', () => {
    fc.assert(
      fc.property(state, (one) => {
        const hash = writeRoute({ page: 'solve', query: writeState(one) });
        expect(readState(readRoute(hash).query)).toEqual({ state: one, ignored: [] });
      }),
    );
  });

  test('of any text gives a state that can be asked, and says what was left out', () => {
    const keys = fc.constantFrom('op', 'in', 'to', 'k', 's', 'p', 'd', 'all', 'v', '__proto__', 'x');
    const values = fc.oneof(
      fc.string(),
      fc.constantFrom('304,228', '0', '-1', '1e9', '1,2,3,4', '<b>', '99999999', ''),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(keys, values)), (pairs) => {
        const { state: read, ignored } = readState(new URLSearchParams(pairs));
        expect(read.input).toHaveLength(read.output.length);
        for (const value of [...read.input, ...read.output]) expect(Number.isInteger(value) && value > 0).toBe(true);
        expect(readState(writeState(read))).toEqual({ state: read, ignored: [] });
        expect(ignored.length).toBeLessThanOrEqual(pairs.length);
      }),
    );
  });

  test('names what it left out', () => {
    const { ignored } = readState(new URLSearchParams('op=dense&in=0,3&k=3&q=1'));
    expect(ignored).toEqual(['op=dense', 'in=0,3', 'q=1']);
  });
});

describe('a question', () => {
  test('keeps what another layer has too', () => {
    const fixed = { ...initialState(), fixed: { kernel: 3, dilation: 2 } };
    expect(withOp(fixed, 'avgPool').fixed).toEqual({ kernel: 3 });
    expect(withOp(fixed, 'maxPool').fixed).toEqual({ kernel: 3, dilation: 2 });
    expect(knobsOf('avgPool')).not.toContain('dilation');
  });

  test('gains and loses the outermost axes', () => {
    const three = withAxes(initialState(), 3);
    expect([three.input, three.output]).toEqual([
      [304, 304, 228],
      [152, 152, 114],
    ]);
    expect(withAxes(three, 1).input).toEqual([228]);
  });
});
