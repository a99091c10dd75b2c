import { outputShape } from 'atrous/spec';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readState, writeState } from '../../src/pages/layer/codec.js';
import { argRules, exampleOf, initialState, INPUTS, OPS, specOf, TABS, WEIGHTS } from '../../src/pages/layer/state.js';

const read = (text: string): ReturnType<typeof readState> => readState(new URLSearchParams(text));

describe('the link of a layer', () => {
  test('is readable', () => {
    const { state, ignored } = read('op=conv2d&in=1,3,224,224&out=64&k=7&s=2&p=3&sel=out:0,4,17&view=slide');
    expect(ignored).toEqual([]);
    expect(outputShape(specOf(state), state.input)).toEqual([1, 64, 112, 112]);
    expect(state.selection).toEqual({ what: 'out', index: [4, 17] });
    expect(state.channel).toBe(0);
    expect(writeState(state).toString()).toBe(
      'v=1&op=conv2d&in=1%2C3%2C224%2C224&out=64&k=7&s=2&p=3&view=slide&sel=out%3A0%2C4%2C17',
    );
  });

  test('gives back every state, of every class', () => {
    for (const op of OPS) {
      const state = { ...initialState(), ...exampleOf(op) };
      expect(readState(writeState(state))).toEqual({ state, ignored: [] });
    }
  });

  test('gives back any settings, legal or not', () => {
    const setting = fc.integer({ min: -3, max: 4096 });
    const value = fc.oneof(
      setting,
      fc.tuple(setting, setting).map((pair) => [...pair]),
    );
    const whole = fc.record({
      kernelSize: value,
      stride: value,
      padding: fc.oneof(value, fc.constantFrom('same', 'valid')),
      dilation: value,
      groups: setting,
      bias: fc.boolean(),
      paddingMode: fc.constantFrom('zeros', 'reflect', 'circular'),
      inChannels: setting,
      outChannels: setting,
    });
    const view = fc.record({
      input: fc.array(fc.nat({ max: 5000 }), { minLength: 1, maxLength: 5 }),
      tab: fc.constantFrom(...TABS),
      inputKind: fc.constantFrom(...INPUTS),
      weightKind: fc.constantFrom(...WEIGHTS),
      flipped: fc.boolean(),
      lens: fc.option(
        fc.oneof(
          fc.record({ cells: fc.integer({ min: 4, max: 64 }) }),
          fc.record({
            cells: fc.integer({ min: 4, max: 64 }),
            at: fc.array(fc.nat({ max: 5000 }), { minLength: 1, maxLength: 3 }),
          }),
        ),
        { nil: undefined },
      ),
    });
    fc.assert(
      fc.property(whole, view, (args, rest) => {
        const state = { ...initialState(), args, ...rest };
        const kept = rest.tab === 'values' ? {} : { inputKind: 'ramp', weightKind: 'initial', flipped: false };
        expect(readState(writeState(state))).toEqual({ state: { ...state, ...kept }, ignored: [] });
      }),
    );
  });

  test('says what it leaves out, and goes on with the rest', () => {
    const { state, ignored } = read('op=conv2d&k=7&s=two&colour=red&v=9&view=tunnel&p=3;alert(1)');
    expect(state.args['kernelSize']).toBe(7);
    expect(ignored.toSorted()).toEqual(['colour=red', 'p=3;alert(1)', 's=two', 'v=9', 'view=tunnel']);
  });

  test('of any kind is read without an error, into settings of the right kinds', () => {
    const key = fc.constantFrom(
      'op',
      'in',
      'k',
      's',
      'p',
      'd',
      'g',
      'out',
      'sel',
      'view',
      'lens',
      'v',
      'bias',
      'x',
      'mode',
      '__proto__',
    );
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('1e9', '-1', '1,2,3,4,5,6,7', 'none', 'NaN', '0x10', '3,', ',', '<b>'),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(key, text)), (pairs) => {
        const { state } = readState(new URLSearchParams(pairs));
        expect(OPS).toContain(state.op);
        expect(Object.keys(state.args)).toEqual(argRules(state.op).map(({ name }) => name));
        expect(state.input.every((size) => Number.isInteger(size) && size >= 0)).toBe(true);
        expect(readState(writeState(state)).ignored).toEqual([]);
      }),
    );
  });
});
