import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ComputeLayer,
  type RemedyId,
  compareRemedies,
  overlapMap,
  phaseMeans,
  phaseSums,
  remediesOf,
  renderText,
  explain,
  say,
  unevennessOf,
} from 'atrous-explain';
import { Tensor } from 'atrous';
import { type LayerSpec, layerSpec, outputShape, parameterShapes } from 'atrous/spec';
import { built, count, noise } from '../library.js';

/** The library computes. */
const compute: ComputeLayer = ({ spec, parameters }, x) => {
  const module = built(spec);
  for (const [name, parameter] of module.namedParameters()) {
    (parameter.data as Float64Array).set(Array.from(parameters[name]!));
    parameter.touch();
  }
  const y = module.forward(new Tensor(Float64Array.from(x.data), [...x.shape], 'float64'));
  return { shape: y.shape, data: y.data as Float64Array };
};

const transposed = (kernel: number | number[], stride: number, options = {}, rank = 2): LayerSpec =>
  layerSpec(`ConvTranspose${rank}d`, [2, 3, kernel], { stride, ...options });

describe('overlapMap', () => {
  test.each([
    [3, 2, [2, 1]],
    [4, 2, [2, 2]],
    [5, 2, [3, 2]],
    [2, 2, [1, 1]],
    [5, 3, [2, 2, 1]],
    [2, 3, [1, 1, 0]],
  ])('kernel %i at stride %i reaches the phases with %j taps', (kernel, stride, phases) => {
    expect(overlapMap(transposed(kernel, stride), [1, 2, 6, 6]).phases).toEqual([phases, phases]);
  });

  test('counts the taps of every cell: in a plane 1, 2, 2, 4', () => {
    const map = overlapMap(transposed(3, 2), [1, 2, 4, 4]);
    expect(map.axes[0]).toEqual([1, 1, 2, 1, 2, 1, 2, 1, 1]);
    expect([map.at([2, 2]), map.at([2, 3]), map.at([3, 3])]).toEqual([4, 2, 1]);
    expect(map.unevenness.value).toBeCloseTo((4 - 1) / 2.25);
    expect(overlapMap(transposed(4, 2), [1, 2, 4, 4]).unevenness.value).toBe(0);
  });

  test('is what the library gives for ones', () => {
    fc.assert(
      fc.property(
        fc.record({
          kernel: fc.integer({ min: 1, max: 5 }),
          stride: fc.integer({ min: 1, max: 4 }),
          dilation: fc.integer({ min: 1, max: 3 }),
          size: fc.integer({ min: 1, max: 6 }),
        }),
        ({ kernel, stride, dilation, size }) => {
          const spec = layerSpec('ConvTranspose1d', [1, 1, kernel], { stride, dilation, bias: false });
          const { data } = compute(
            { spec, parameters: { weight: new Float64Array(kernel).fill(1) } },
            { shape: [1, size], data: new Float64Array(size).fill(1) },
          );
          expect(overlapMap(spec, [1, size]).axes[0]).toEqual(Array.from(data));
        },
      ),
    );
  });

  test('refuses other layers', () => {
    expect(() => overlapMap(layerSpec('Conv2d', [1, 1, 3]), [1, 4, 4])).toThrow(
      'Conv2d leaves no marks that overlap\nTransposed convolutions do: ConvTranspose1d, ConvTranspose2d, ConvTranspose3d.',
    );
  });
});

describe('phaseMeans and unevennessOf', () => {
  test('split a picture into its phases', () => {
    const data = [1, 2, 1, 2, 3, 4, 3, 4];
    expect(phaseMeans({ shape: [1, 2, 4], data }, [2, 2])).toEqual([[1, 2, 3, 4]]);
    expect(unevennessOf([[1, 2, 3, 4]]).value).toBe(3 / 2.5);
    expect(
      unevennessOf([
        [1, 3],
        [-2, -2],
      ]).value,
    ).toBe(2 / 4);
    expect(unevennessOf([[-1, 1]]).value).toBe(Infinity);
    expect(unevennessOf([[0, 0]]).value).toBe(0);
  });

  test('refuse what holds no period', () => {
    expect(() => phaseMeans({ shape: [1, 1, 4], data: [1, 2, 3, 4] }, [2, 2])).toThrow(
      'an output of [1,1,4] has no whole period of [2,2] to look at\nTake a larger input, one picture at a time.',
    );
  });
});

describe('phaseSums', () => {
  test('are what the library gives for a constant input, in the order of the phases but for the padding', () => {
    fc.assert(
      fc.property(
        fc.record({
          kernel: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 2 }),
          stride: fc.integer({ min: 1, max: 3 }),
          groups: fc.constantFrom(1, 2),
          dilation: fc.constantFrom(1, 2),
        }),
        ({ kernel, stride, groups, dilation }) => {
          const spec = layerSpec('ConvTranspose2d', [4, 2, kernel], { stride, groups, dilation, bias: false });
          const weight = noise(count(parameterShapes(spec)[0]![1]));
          const input = [4, 24, 25];
          const y = compute(
            { spec, parameters: { weight } },
            { shape: input, data: new Float64Array(count(input)).fill(1) },
          );
          // Away from the border, where all taps meet.
          const inner = outputShape(spec, input)
            .slice(1)
            .map((size) => [10, size - 11] as const);
          const means = phaseMeans(y, [stride, stride], inner);
          phaseSums(spec, input, weight).forEach((sums, channel) =>
            sums.forEach((sum, phase) => expect(means[channel]![phase]).toBeCloseTo(sum, 9)),
          );
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('compareRemedies', () => {
  const spec = transposed(3, 2, { padding: 1, outputPadding: 1 });
  const input = [1, 2, 10, 12];

  test('the layer ripples, a divisible kernel of ones does not, and resize, ICNR and blur are even for any weights', () => {
    const { own, remedies, overlap } = compareRemedies(spec, input, compute);
    expect(overlap.unevenness.value).toBeGreaterThan(1);
    expect(own.unevenness.value).toBeGreaterThan(0.01);
    expect(own.withBorder).toBe(false);
    const even = new Map(remedies.map(({ id, unevenness }) => [id, unevenness.value]));
    expect([...even.keys()]).toEqual<RemedyId[]>(['divisible', 'resize', 'subpixel', 'blur']);
    expect(even.get('resize')).toBe(0);
    expect(even.get('subpixel')).toBe(0);
    expect(even.get('blur')).toBe(0);
    // As many products everywhere, but other weights in each phase.
    expect(even.get('divisible')).toBeGreaterThan(0.01);
    for (const { output } of remedies) expect(output.shape).toEqual([1, 3, 20, 24]);
    const ones = compareRemedies(spec, input, compute, { initial: (shape) => new Float64Array(count(shape)).fill(1) });
    expect(ones.remedies.map(({ unevenness }) => unevenness.value)).toEqual([0, 0, 0, 0]);
    expect(ones.own.unevenness.value).toBeCloseTo(((4 - 1) * 2) / (2.25 * 2 + 1), 6);
  });

  test("measures the user's own weights", () => {
    const shape = parameterShapes(spec)[0]![1];
    const parameters = { weight: noise(count(shape)), bias: new Float64Array(3) };
    const { own } = compareRemedies(spec, input, compute, { parameters });
    const sums = phaseSums(spec, input, parameters.weight);
    expect(own.unevenness.value).toBeCloseTo(unevennessOf(sums).value, 9);
    expect(own.layers[0]!.parameters).toBe(parameters);
  });

  test('every remedy gives the same size, in one to three axes', () => {
    fc.assert(
      fc.property(
        fc.record({
          rank: fc.integer({ min: 1, max: 3 }),
          kernel: fc.integer({ min: 1, max: 5 }),
          stride: fc.integer({ min: 1, max: 3 }),
          padding: fc.integer({ min: 0, max: 1 }),
          size: fc.integer({ min: 3, max: 5 }),
        }),
        ({ rank, kernel, stride, padding, size }) => {
          const layer = transposed(kernel, stride, { padding }, rank);
          const shape = [1, 2, ...Array.from({ length: rank }, () => size)];
          let output: number[];
          try {
            output = outputShape(layer, shape);
          } catch {
            return;
          }
          const remedies = remediesOf({ spec: layer, parameters: {} }, shape);
          expect(remedies.map(({ id }) => id)).toContain('resize');
          for (const { layers } of remedies)
            expect(layers.reduce((now, one) => outputShape(one.spec, now), shape).slice(2)).toEqual(output.slice(2));
        },
      ),
      { numRuns: 100 },
    );
  });

  test('an input too small to have an inside is measured with its border, and says so', () => {
    expect(compareRemedies(spec, [1, 2, 1, 1], compute).own.withBorder).toBe(true);
  });

  test('says what each remedy is and costs', () => {
    const [first] = remediesOf({ spec, parameters: {} }, input);
    expect(first!.note.text).toBe(
      'a kernel that the stride divides: as many products everywhere, but weights may still ripple',
    );
    expect(say(first!.note, 'zh')).toBe('卷积核能被步幅整除：处处乘法次数相同，但权重仍可能产生波纹');
    expect(renderText(explain(first!.layers[0]!.spec, input)).split('\n')[0]).toContain('= 20');
  });
});
