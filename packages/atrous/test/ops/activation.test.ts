import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { erf } from '../../src/ops/activation/erf.js';
import * as activations from '../../src/ops/activation/index.js';
import { Tensor } from '../../src/tensor/tensor.js';
import {
  type Args,
  counted,
  describedInputs,
  errorCases,
  expectError,
  expectOutput,
  list,
  options,
  readFamily,
  tensorsOf,
} from './golden.js';

type Call = (input: Tensor, ...rest: unknown[]) => Tensor;

const FAMILY = readFamily('activations');

/** Functions whose golden names are not the camel-cased ones. */
const NAMES: Readonly<Record<string, string>> = {
  leaky_relu: 'leakyRelu',
  LeakyReLU: 'leakyRelu',
  ReLU: 'relu',
  ReLU6: 'relu6',
  SiLU: 'silu',
  PReLU: 'prelu',
  LogSigmoid: 'logsigmoid',
};

function callOf(op: string): Call | undefined {
  const name = NAMES[op] ?? op.toLowerCase();
  return (activations as unknown as Record<string, Call>)[name];
}

/** Calls an activation with PyTorch's arguments. */
function run(op: string, input: Tensor, weight: Tensor | undefined, args: Args): Tensor {
  const call = callOf(op)!;
  if (weight !== undefined) return call(input, weight);
  if (op.toLowerCase() === 'threshold') return call(input, args['threshold'], args['value']);
  const given = options(args);
  return Object.keys(given).length > 0 ? call(input, given) : call(input);
}

/** Randomised leaky ReLU is not offered. */
const offered = FAMILY.cases.filter((test) => test.op !== 'rrelu');

const f32 = (...values: number[]): Tensor => new Tensor(Float32Array.from(values), [values.length], 'float32');

describe('activations', () => {
  it.each(offered)('$id $op is what PyTorch computes', (test) => {
    const { input, weight } = { ...tensorsOf(FAMILY, test.inputs), ...tensorsOf(FAMILY, test.state) };
    const args = test.op === 'PReLU' ? {} : test.args;
    expectOutput(FAMILY, test, 'output', run(test.op, input!, weight, args));
  });

  it.each(errorCases('functional', ['glu', 'prelu', 'celu', 'softshrink', 'gelu']))(
    '$id $op refuses with the text of PyTorch',
    (test) => {
      const { input, weight } = describedInputs(test);
      expectError(test, () => run(test.op, input!, weight ?? undefined, test.args));
    },
  );

  it.each([
    'relu',
    'relu6',
    'hardtanh',
    'leakyRelu',
    'elu',
    'selu',
    'celu',
    'silu',
    'mish',
    'hardsigmoid',
    'hardswish',
    'threshold',
  ])('%s in place writes into its input, raises the version and returns the same tensor', (name) => {
    const call = (activations as unknown as Record<string, Call>)[name]!;
    const rest = name === 'threshold' ? [0.5, -7] : [];
    const x = f32(-2, -0.5, 0.25, 9);
    const expected = list(call(x, ...rest));
    expect(x.version).toBe(0);
    expect(list(x)).toEqual([-2, -0.5, 0.25, 9]);
    expect(call(x, ...rest, { inplace: true })).toBe(x);
    expect(x.version).toBe(1);
    expect(list(x)).toEqual(expected);
  });

  it('relu keeps NaN and -0', () => {
    const y = activations.relu(f32(Number.NaN, -0, -1)).data;
    expect(y[0]).toBeNaN();
    expect(Object.is(y[1], -0)).toBe(true);
    expect(y[2]).toBe(0);
  });

  it('integers stay, become float32, or are refused, as in PyTorch', () => {
    const x = new Tensor(Int32Array.of(-3, 9), [2], 'int32');
    expect(activations.relu6(x)).toMatchObject({ dtype: 'int32' });
    expect(list(activations.relu6(x))).toEqual([0, 6]);
    expect(activations.sigmoid(x).dtype).toBe('float32');
    expect(() => activations.leakyRelu(x)).toThrow(
      `"leaky_relu_cpu" not implemented for 'Int'\nConvert the tensor to float32 first.`,
    );
    const mask = new Tensor(Uint8Array.of(1), [1], 'bool');
    expect(() => activations.relu(mask)).toThrow('Boolean inputs not supported for relu');
    const long = new Tensor(BigInt64Array.of(-3n, 9n), [2], 'int64');
    expect([...(activations.relu(long).data as BigInt64Array)]).toEqual([0n, 9n]);
  });

  it('hardtanh refuses bounds the wrong way round', () => {
    expect(() => activations.hardtanh(f32(1), { minVal: 1, maxVal: -1 })).toThrow(
      'min_val cannot be greater than max_val',
    );
  });

  it('refuse an unknown option with the nearest name', () => {
    expect(() => activations.leakyRelu(f32(1), { negative_slope: 0.1 } as object)).toThrow(
      "leaky_relu() got an unexpected keyword argument 'negative_slope'\nDid you mean `negativeSlope`?",
    );
  });

  it('glu halves any dimension', () => {
    const x = counted([2, 4, 3], 'float64');
    const y = activations.glu(x, { dim: 1 });
    expect(y.shape).toEqual([2, 2, 3]);
    expect(list(y)[7]).toBeCloseTo(14 / (1 + Math.exp(-20)), 12);
  });
});

/** 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!!, all terms of one sign (Abramowitz and Stegun 7.1.6). */
function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 400; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

describe('erf', () => {
  it('agrees with its power series to a few units of the last place', () => {
    fc.assert(
      fc.property(fc.double({ min: -7, max: 7, noNaN: true }), (x) => {
        expect(Math.abs(erf(x) - erfSeries(x))).toBeLessThanOrEqual(2e-15 * Math.abs(erf(x)) + 1e-323);
      }),
      { numRuns: 1000 },
    );
  });

  it('reaches its limits and keeps signs', () => {
    expect(erf(Infinity)).toBe(1);
    expect(erf(-Infinity)).toBe(-1);
    expect(erf(Number.NaN)).toBeNaN();
    expect(Object.is(erf(-0), -0)).toBe(true);
  });
});
