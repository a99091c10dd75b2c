import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AtrousError } from '../../src/errors.js';
import { camelCase } from '../../src/geometry/names.js';
import { parseSafetensors } from '../../src/io/safetensors.js';
import { build } from '../../src/nn/build.js';
import * as init from '../../src/nn/init.js';
import type { TensorModule } from '../../src/nn/module.js';
import { layerSpec } from '../../src/geometry/spec.js';
import type { DType } from '../../src/tensor/dtype.js';
import { empty } from '../../src/tensor/element.js';
import { Generator, manualSeed } from '../../src/tensor/random/index.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { camelArgs, GOLDEN, type GoldenArgs, manifest } from './golden.js';

type Init = (tensor: Tensor, ...rest: unknown[]) => Tensor;

/** The functions of `init` by PyTorch's names. */
const functions = Object.fromEntries(
  Object.entries(init).map(([name, f]) => [name.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), f as Init]),
);

/** Required arguments that follow the tensor. */
const REQUIRED: Record<string, string> = { constant_: 'val', sparse_: 'sparsity' };

function call(op: string, tensor: Tensor, args: GoldenArgs): Tensor {
  const { shape: _, init: __, ...rest } = args;
  const required = REQUIRED[op];
  if (required === undefined) return functions[op]!(tensor, camelArgs(rest));
  const { [required]: value, ...options } = rest;
  return functions[op]!(tensor, value, camelArgs(options));
}

interface InitCase {
  id: string;
  op: string;
  kind: string;
  args: GoldenArgs & { shape: number[] };
  value?: number | [number, number];
  uniform?: [number, number];
  normal?: [number, number];
  outputs?: { output: string };
  parameters?: Record<string, { shape: number[]; uniform?: [number, number]; constant?: number }>;
}

const cases = manifest<InitCase>('init');

/** The bounds, or mean and deviation, of a float64 tensor filled with the first draws of a seed. */
function drawn(fill: (tensor: Tensor) => Tensor, shape: readonly number[]): number[] {
  manualSeed(0);
  return Array.from(fill(empty(shape, 'float64')).data, Number);
}

describe('the rules of init.json', () => {
  test.each(cases.filter((c) => c.op === 'calculate_gain'))('$id calculate_gain', ({ args, value }) => {
    const { nonlinearity, ...options } = args as unknown as { nonlinearity: init.Nonlinearity };
    expect(init.calculateGain(nonlinearity, options)).toBeCloseTo(value as number, 15);
  });

  test.each(cases.filter((c) => c.op === 'fan_in_and_fan_out'))('$id fans', ({ args, value }) => {
    expect(init.calculateFanInAndFanOut(empty(args.shape, 'float32'))).toEqual(value);
  });

  test.each(cases.filter((c) => c.uniform))('$id $op draws between the bounds of PyTorch', ({ op, args, uniform }) => {
    const [a, b] = uniform!;
    const expected = drawn((t) => init.uniform_(t, { a, b }), args.shape);
    expect(drawn((t) => call(op, t, args), args.shape)).toEqual(expected.map((v) => expect.closeTo(v, 14) as number));
  });

  test.each(cases.filter((c) => c.normal))('$id $op draws with the deviation of PyTorch', ({ op, args, normal }) => {
    const [mean, std] = normal!;
    const expected = drawn((t) => init.normal_(t, { mean, std }), args.shape);
    expect(drawn((t) => call(op, t, args), args.shape)).toEqual(expected.map((v) => expect.closeTo(v, 13) as number));
  });

  const stored = parseSafetensors(readFileSync(new URL('init.safetensors', GOLDEN))).tensors;
  test.each(cases.filter((c) => c.outputs))('$id $op writes the values of PyTorch', ({ op, args, outputs }) => {
    const filled = call(op, init.uniform_(empty(args.shape, 'float32')), args);
    expect(filled.data).toEqual(stored.get(outputs!.output)!.data);
  });

  test.each(cases.filter((c) => c.parameters))(
    '$id a fresh $op holds what PyTorch puts there',
    ({ op, args, parameters }) => {
      const module = build(layerSpec(op, [], camelArgs(args)));
      const tensors = new Map<string, Tensor>([...module.namedParameters(), ...module.namedBuffers()]);
      expect([...tensors.keys()]).toEqual(Object.keys(parameters!));
      for (const [name, { shape, uniform, constant }] of Object.entries(parameters!)) {
        const tensor = tensors.get(name)!;
        const values = Array.from(tensor.data, Number);
        expect(tensor.shape).toEqual(shape);
        if (constant !== undefined) expect(values).toEqual(values.map(() => constant));
        const [low, high] = uniform ?? [-Infinity, Infinity];
        expect(values.every((v) => v >= Math.fround(low) && v <= Math.fround(high))).toBe(true);
      }
    },
  );

  test('all cases were one of these kinds', () => {
    const known = cases.filter(
      (c) =>
        c.op === 'calculate_gain' ||
        c.op === 'fan_in_and_fan_out' ||
        c.uniform ||
        c.normal ||
        c.outputs ||
        c.parameters,
    );
    expect(known).toHaveLength(cases.length);
  });
});

interface RngCase {
  kind: string;
  seed: number;
  args: GoldenArgs & { module: string; init: string; shape: number[] };
  tensors: Record<string, { dtype: DType; shape: number[]; base64: string }>;
}

const rng = manifest<RngCase>('rng');
const floats = (base64: string): Float32Array =>
  new Float32Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer);

/** A Python number, tuple or bool. */
const value = (word: string): never => JSON.parse(word.replace('(', '[').replace(')', ']').toLowerCase()) as never;

/** `Conv2d(12, 6, 3, groups=3)` as a call. */
function moduleFrom(text: string): TensorModule {
  const [, op, inside] = /^(\w+)\((.*)\)$/.exec(text)!;
  const words = inside!.split(/, (?![^(]*\))/);
  const positional = words.filter((word) => !word.includes('=')).map(value);
  const named = words.filter((word) => word.includes('=')).map((word) => word.split('=') as [string, string]);
  const options = Object.fromEntries(named.map(([name, word]) => [camelCase(name), value(word)]));
  return build(layerSpec(op!, positional, options));
}

describe('the draws of rng.json', () => {
  test.each(rng.filter((c) => c.kind === 'module'))(
    'seed $seed gives $args.module the weights of PyTorch bit for bit',
    (c) => {
      manualSeed(c.seed);
      const module = moduleFrom(c.args.module);
      const parameters = new Map(module.namedParameters());
      expect([...parameters.keys()]).toEqual(Object.keys(c.tensors));
      for (const [name, { base64, shape }] of Object.entries(c.tensors)) {
        expect(parameters.get(name)!.shape).toEqual(shape);
        expect(parameters.get(name)!.data).toEqual(floats(base64));
      }
    },
  );

  test.each(rng.filter((c) => c.kind === 'init'))('seed $seed gives $args.init the values of PyTorch', (c) => {
    manualSeed(c.seed);
    const filled = call(c.args.init, empty(c.args.shape, 'float32'), c.args);
    const expected = floats(c.tensors['value']!.base64);
    if (/normal/.test(c.args.init))
      expect(Array.from(filled.data, Number)).toEqual(Array.from(expected, (v) => expect.closeTo(v, 6) as number));
    else expect(filled.data).toEqual(expected);
  });

  test('there are cases of both', () => {
    expect(rng.filter((c) => c.kind === 'module').length).toBeGreaterThan(10);
    expect(rng.filter((c) => c.kind === 'init').length).toBeGreaterThan(10);
  });
});

interface ErrorCase {
  op: string;
  kind: string;
  args: GoldenArgs & { nonlinearity?: init.Nonlinearity };
  inputs: { tensor: { shape: number[] } };
  exception: string;
  message: string;
}

function failure(run: () => unknown): AtrousError {
  try {
    run();
  } catch (error) {
    if (error instanceof AtrousError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('errors have the text of PyTorch', () => {
  const errors = manifest<ErrorCase>('errors');

  test.each(errors.filter((c) => c.kind === 'init'))('$op: $message', ({ op, args, inputs, exception, message }) => {
    const error = failure(() => call(op, empty(inputs.tensor.shape, 'float32'), args));
    expect([error.pythonType, error.torchMessage]).toEqual([exception, message]);
  });

  test.each(errors.filter((c) => c.kind === 'gain'))('$op: $message', ({ args, exception, message }) => {
    const { nonlinearity, ...options } = args;
    const error = failure(() => init.calculateGain(nonlinearity!, options));
    expect([error.pythonType, error.torchMessage]).toEqual([exception, message]);
  });

  test('an unknown option is refused with the nearest name', () => {
    const fill = init.kaimingUniform_ as Init;
    expect(() => fill(empty([2, 2], 'float32'), { nonLinearity: 'relu' })).toThrow(
      "kaiming_uniform_() got an unexpected keyword argument 'nonLinearity'\nDid you mean `nonlinearity`?",
    );
  });

  test('xavier of no fans is a division by zero', () => {
    expect(failure(() => init.xavierUniform_(empty([0, 0], 'float32')))).toMatchObject({
      pythonType: 'ZeroDivisionError',
      torchMessage: 'float division by zero',
    });
  });
});

const size = fc.integer({ min: 1, max: 7 });

test('an orthogonal matrix has orthonormal rows, or columns where it is tall, times the gain', () => {
  fc.assert(
    fc.property(size, fc.array(size, { minLength: 1, maxLength: 2 }), fc.constantFrom(1, 2.5), (rows, rest, gain) => {
      const columns = rest.reduce((a, b) => a * b, 1);
      const q = init.orthogonal_(empty([rows, ...rest], 'float64'), { gain }).data as Float64Array;
      const count = Math.min(rows, columns);
      const at = (v: number, i: number): number => (rows <= columns ? q[v * columns + i]! : q[i * columns + v]!);
      for (let a = 0; a < count; a++)
        for (let b = 0; b < count; b++) {
          let sum = 0;
          for (let i = 0; i < Math.max(rows, columns); i++) sum += at(a, i) * at(b, i);
          expect(sum).toBeCloseTo(a === b ? gain * gain : 0, 10);
        }
    }),
    { numRuns: 50 },
  );
});

test('a square orthogonal matrix times the triangle it came from is the normal matrix that was drawn', () => {
  manualSeed(3);
  const normal = init.normal_(empty([3, 3], 'float64')).data as Float64Array;
  manualSeed(3);
  const q = init.orthogonal_(empty([3, 3], 'float64')).data as Float64Array;
  // R = QᵀA has zeros below a positive diagonal.
  const r = (i: number, j: number): number => [0, 1, 2].reduce((sum, k) => sum + q[k * 3 + i]! * normal[k * 3 + j]!, 0);
  for (const i of [0, 1, 2]) expect(r(i, i)).toBeGreaterThan(0);
  for (const [i, j] of [
    [1, 0],
    [2, 0],
    [2, 1],
  ] as const)
    expect(r(i, j)).toBeCloseTo(0, 12);
});

test('a sparse matrix has the asked share of zeros in every column', () => {
  const t = init.sparse_(empty([10, 4], 'float32'), 0.25, { std: 1 });
  const zeros = [0, 1, 2, 3].map(
    (column) => Array.from(t.data, Number).filter((v, i) => i % 4 === column && v === 0).length,
  );
  expect(zeros).toEqual([3, 3, 3, 3]);
});

test('a generator of its own leaves the shared one alone', () => {
  manualSeed(5);
  const expected = init.uniform_(empty([4], 'float32')).data;
  manualSeed(9);
  const own = init.uniform_(empty([4], 'float32'), { generator: new Generator().manualSeed(5) }).data;
  expect(own).toEqual(expected);
  const next = init.uniform_(empty([4], 'float32')).data;
  manualSeed(9);
  expect(init.uniform_(empty([4], 'float32')).data).toEqual(next);
});

test('filling raises the version, so that nobody keeps an old copy', () => {
  const t = empty([3, 3], 'float32');
  const versions = [() => init.constant_(t, 2), () => init.eye_(t), () => init.kaimingNormal_(t)].map((fill) => {
    const before = t.version;
    fill();
    return t.version > before;
  });
  expect(versions).toEqual([true, true, true]);
});
