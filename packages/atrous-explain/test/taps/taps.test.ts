import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type TapPair, eachPair, explainMacs, hasTaps, taps } from 'atrous-explain';
import { layerSpec, outputShape, parameterShapes } from 'atrous/spec';
import { built, computed, count, impulse } from '../library.js';
import { type LayerCase, convolutions, isLegal, pools } from '../layers.js';

const flat = (index: readonly number[], sizes: readonly number[]): number =>
  index.reduce((sum, i, d) => sum * sizes[d]! + i, 0);
const unflat = (place: number, sizes: readonly number[]): number[] =>
  sizes.map((size, d) => Math.floor(place / count(sizes.slice(d + 1))) % size);

/** A convolution small enough to be looked at whole, one picture, without bias. */
const small = convolutions
  .map(({ spec, input }): LayerCase => {
    const rank = (spec.args['kernelSize'] as number[]).length;
    const spatial = input.slice(-rank).map((size) => (rank === 3 ? Math.min(size, 5) : Math.min(size, 9)));
    return { spec: layerSpec(spec.op, [], { ...spec.args, bias: false }), input: [input.at(-rank - 1)!, ...spatial] };
  })
  .filter(isLegal)
  .filter(({ spec, input }) => count(outputShape(spec, input)) > 0 && count(outputShape(spec, input)) < 3000);

const key = ({ input, output, weight }: TapPair): string => JSON.stringify([input, output, weight]);

describe('taps of convolutions', () => {
  test('equal the impulse responses of the library, from an output, from an input and from a tap', () => {
    fc.assert(
      fc.property(small, fc.nat(), fc.nat(), fc.nat(), ({ spec, input }, a, b, c) => {
        const output = outputShape(spec, input);
        const weight = [...parameterShapes(spec)[0]![1]];
        const module = built(spec);
        // An impulse in the input under weights that are all different tells the tap of each output.
        const names = Float64Array.from({ length: count(weight) }, (_, i) => 2 ** (i % 40) + i / 1024);
        const at = a % count(input);
        const response = computed(module, input, impulse(input, at), names);
        const found = new Float64Array(count(output));
        for (const pair of eachPair(taps.ofInput(spec, input, unflat(at, input)))) {
          expect(pair.input).toEqual(unflat(at, input));
          found[flat(pair.output, output)]! += names[flat(pair.weight, weight)]!;
        }
        expect([...found]).toEqual([...response]);

        // The same pairs seen from an output and from a tap.
        const o = unflat(b % count(output), output);
        for (const pair of eachPair(taps.ofOutput(spec, input, o))) {
          const back = [...eachPair(taps.ofInput(spec, input, pair.input))].map(key);
          expect(back).toContain(key(pair));
          expect([...eachPair(taps.ofTap(spec, input, pair.weight))].map(key)).toContain(key(pair));
        }
        // An impulse in the weight is what one tap joins.
        const t = unflat(c % count(weight), weight);
        const x = Float64Array.from({ length: count(input) }, (_, i) => i + 1);
        const stripe = new Float64Array(count(output));
        for (const pair of eachPair(taps.ofTap(spec, input, t)))
          stripe[flat(pair.output, output)]! += x[flat(pair.input, input)]!;
        expect([...stripe]).toEqual([...computed(module, input, x, impulse(weight, flat(t, weight)))]);
      }),
      { numRuns: 60 },
    );
  });

  test('count their pairs without listing them, and each once', () => {
    fc.assert(
      fc.property(small, fc.nat(), ({ spec, input }, a) => {
        const output = outputShape(spec, input);
        const found = taps.ofOutput(spec, input, unflat(a % count(output), output));
        const keys = [...eachPair(found)].map(key);
        expect(keys.length).toBe(found.count);
        expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: 100 },
    );
  });

  test('of a tap that meets nothing but copies are as many as outputs', () => {
    const spec = layerSpec('Conv1d', [1, 1, 4], { padding: 3, dilation: 3, paddingMode: 'reflect' });
    expect([...eachPair(taps.ofTap(spec, [1, 4], [0, 0, 0]))]).toEqual([
      { input: [0, 3], output: [0, 0], weight: [0, 0, 0] },
    ]);
  });

  test('of all outputs together are the effective products', () => {
    fc.assert(
      fc.property(
        small.filter(({ spec }) => spec.args['paddingMode'] === 'zeros'),
        ({ spec, input }) => {
          const output = outputShape(spec, input);
          let products = 0;
          for (let o = 0; o < count(output); o++) products += taps.ofOutput(spec, input, unflat(o, output)).count;
          expect(explainMacs(spec, input)!.macs.effective).toBe(products);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('stay as small for a large layer', () => {
    const spec = layerSpec('Conv2d', [64, 64, 7], { padding: 3, groups: 4 });
    const found = taps.ofTap(spec, [1, 64, 4096, 3328], [17, 5, 0, 3]);
    expect(found).toMatchObject({ inputChannels: { start: 21, end: 22 }, outputChannels: { start: 17, end: 18 } });
    expect(found.axes).toEqual([
      [{ count: 4093, input: 0, inputStep: 1, output: 3, outputStep: 1, tap: 0, tapStep: 0 }],
      [{ count: 3328, input: 0, inputStep: 1, output: 0, outputStep: 1, tap: 3, tapStep: 0 }],
    ]);
    expect(found.count).toBe(4093 * 3328);
  });
});

describe('taps of pools', () => {
  test('are the cells that an average is made of', () => {
    fc.assert(
      fc.property(
        pools.filter(({ spec }) => spec.op.startsWith('AvgPool')).filter(isLegal),
        fc.nat(),
        ({ spec, input }, a) => {
          const shape = input.slice(1);
          const output = outputShape(spec, shape);
          const at = a % count(shape);
          const response = computed(built(spec), shape, impulse(shape, at));
          const pairs = [...eachPair(taps.ofInput(spec, shape, unflat(at, shape)))];
          const reached = [...response].flatMap((value, i) => (value === 0 ? [] : [i]));
          expect(pairs.map(({ output: o }) => flat(o, output)).sort((x, y) => x - y)).toEqual(reached);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('of one place in the window join each channel with itself', () => {
    const found = taps.ofTap(layerSpec('MaxPool1d', [2]), [3, 6], [1]);
    expect(found.count).toBe(9);
    expect([...eachPair(found)].map(({ input, output }) => [...input, ...output]).slice(0, 4)).toEqual([
      [0, 1, 0, 0],
      [0, 3, 0, 1],
      [0, 5, 0, 2],
      [1, 1, 1, 0],
    ]);
  });
});

describe('what has no taps', () => {
  test('is refused by name, as is an index that is none', () => {
    expect(hasTaps('LazyConv2d')).toBe(true);
    expect(hasTaps('Linear')).toBe(false);
    expect(() => taps.ofOutput(layerSpec('Linear', [4, 2]), [4], [0])).toThrow(
      'Linear has no taps\nConvolutions, transposed convolutions and pools with windows have.',
    );
    expect(() => taps.ofOutput(layerSpec('Conv1d', [1, 1, 3]), [1, 5], [0, 3])).toThrow(
      'there is no output [0,3] in [1,3]\nGive the channel and one index per spatial axis, without the batch.',
    );
  });
});
