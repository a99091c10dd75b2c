import { applyEdits, doctor } from 'atrous-explain';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRoute } from '../../src/kit/route.js';
import { codeCodec, fitsLink, readSizes } from '../../src/pages/code/codec.js';
import { examine } from '../../src/pages/code/examine.js';
import { EXAMPLES } from '../../src/pages/doctor/examples.js';
import { readState } from '../../src/pages/layer/codec.js';
import { specOf } from '../../src/pages/layer/state.js';
import { outputShape } from 'atrous/spec';

const codec = codeCodec(() => ({ text: '', sizes: undefined }));
const { exampleFlatten, exampleChannels, exampleSkip } = EXAMPLES;

describe('what is found in a text', () => {
  test('is what the doctor finds, as data that goes between threads', () => {
    for (const text of Object.values(EXAMPLES)) {
      const [found, report] = [examine({ text, sizes: undefined }), doctor(text)];
      expect(structuredClone(found)).toEqual(found);
      expect(found.kind).toBe(report.kind);
      expect(found.rows.map(({ output }) => output)).toEqual(report.trace?.rows.map(({ output }) => output) ?? []);
      expect(found.stop?.message).toBe(report.failure?.error.torchMessage);
      expect(found.fixes.map(({ edits }) => edits)).toEqual(report.fixes.map(({ edits }) => edits));
    }
  });

  test('links each layer to the Layer page, where it gives the same sizes', () => {
    const { rows } = examine({ text: exampleFlatten, sizes: undefined });
    const linked = rows.filter(({ link }) => link !== undefined);
    expect(linked.length).toBeGreaterThanOrEqual(6);
    for (const { link, output } of linked) {
      const { state, ignored } = readState(readRoute(link!).query);
      expect(ignored).toEqual([]);
      expect(outputShape(specOf(state), state.input)).toEqual(output);
    }
  });

  test('of a message alone links its layer with the input that it refuses', () => {
    const { diagnosis } = examine({ text: exampleChannels, sizes: undefined });
    const { state } = readState(readRoute(diagnosis!.link!).query);
    expect([state.op, state.input]).toEqual(['Conv2d', [1, 1, 224, 224]]);
  });

  test('takes the sizes that somebody says, spatial or whole', () => {
    expect(examine({ text: exampleSkip, sizes: [100, 100] }).stop).toBeUndefined();
    expect(examine({ text: exampleSkip, sizes: [2, 1, 64, 64] }).input).toEqual([2, 1, 64, 64]);
  });

  test('has fixes that do what they say', () => {
    for (const text of [exampleFlatten, exampleSkip]) {
      const [fix] = examine({ text, sizes: undefined }).fixes;
      const after = examine({ text: applyEdits(text, fix!.edits), sizes: undefined });
      expect([fix!.works, after.stop, after.rows.at(-1)!.output]).toEqual([true, undefined, fix!.output]);
    }
  });

  test('says which rows a node reads', () => {
    const { rows, stop } = examine({ text: exampleSkip, sizes: undefined });
    expect(rows.map(({ from }) => from)).toEqual([[-1], [0], [1], [2], [3], [4]]);
    expect(stop!.from).toEqual([1, 5]);
  });

  test('is something for any text', () => {
    const piece = fc.constantFrom(
      'nn.Conv2d(',
      '3, ',
      ')',
      'class A(nn.Module):\n',
      '<b>',
      'Error: ',
      '\n',
      '(0): ',
      '\0',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (one) => {
        const found = examine({ text: one, sizes: undefined });
        expect(structuredClone(found)).toEqual(found);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the link of a text', () => {
  test('gives back every text that fits, and its sizes', () => {
    const sizes = fc.option(fc.array(fc.integer({ min: 1, max: 999 }), { minLength: 1, maxLength: 6 }), {
      nil: undefined,
    });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), sizes, (text, own) => {
        const state = { text, sizes: own };
        expect(codec.read(new URLSearchParams(codec.write(state).toString()))).toEqual({ state, ignored: [] });
      }),
    );
  });

  test('leaves out what would make it too long', () => {
    const text = Array.from({ length: 6000 }, (_, i) => String.fromCodePoint(0x4e_00 + ((i * 7919) % 20_000))).join('');
    expect(fitsLink(text)).toBe(false);
    expect(codec.write({ text, sizes: undefined }).toString().length).toBeLessThan(200);
  });

  test('of any query is a state, with what was left out', () => {
    const { state, ignored } = codec.read(new URLSearchParams('v=9&in=0,1&t=%3Cscript%3E&x=1'));
    expect(state).toEqual({ text: '', sizes: undefined });
    expect(ignored).toEqual(['v=9', 'in=0,1', 't=<script>', 'x=1']);
    fc.assert(fc.property(fc.string(), (query) => void codec.read(new URLSearchParams(query))));
  });

  test.each([
    ['224x224', [224, 224]],
    [' 1, 3 ,224×224 ', [1, 3, 224, 224]],
    ['', undefined],
    ['0', undefined],
    ['1e3', undefined],
    ['1,2,3,4,5,6,7', undefined],
  ])('reads the sizes %j', (text, sizes) => expect(readSizes(text)).toEqual(sizes));
});
