/** @file What modules say of themselves, and what the initialisation rules hand to the generator. */

import { LAYERS, snakeCase } from 'atrous/spec';
import { expectMatches } from '../compare.js';
import type { Args, Family, GoldenCase } from '../files.js';
import { atrous, call, construct, split, tensorOf, type ModuleDescription } from '../library.js';

type Named = readonly (readonly [string, readonly number[]])[];

interface MetaCase extends GoldenCase {
  readonly spec: ModuleDescription;
  readonly repr: string;
  readonly parameters: Named;
  readonly buffers: Named;
  readonly state_keys: readonly string[];
  readonly modules: readonly (readonly [string, string])[];
  readonly parameter_count: number;
  readonly input_shape: readonly number[] | null;
  readonly output_shape: readonly number[] | null;
}

export function expectSame(actual: unknown, expected: unknown, what: string): void {
  const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== e) throw new Error(`${what}: ${a}, expected ${e}`);
}

/**
 * PyTorch prints some arguments as they were written, `-1.0` or `-1`; JavaScript's one number type cannot tell, and this
 * library prints whole ones as integers (docs/parity.md, Differences that are meant).
 */
function printedHere({ spec, repr }: MetaCase): string {
  const asWritten = LAYERS[spec.type]?.args.filter((rule) => rule.kind === 'number') ?? [];
  return asWritten.reduce((text, { name }) => {
    const given = Object.hasOwn(spec.args ?? {}, snakeCase(name));
    return given ? text.replace(new RegExp(`(${snakeCase(name)}=-?\\d+)\\.0(?=[,)])`), '$1') : text;
  }, repr);
}

export function runModuleMeta(_: Family, raw: GoldenCase): void {
  const test = raw as MetaCase;
  const module = construct(test.spec);
  const shapes = (tensors: Iterable<readonly [string, { shape: readonly number[] }]>): unknown =>
    [...tensors].map(([name, { shape }]) => [name, shape]);
  expectSame(module.toString(), printedHere(test), 'print');
  expectSame(shapes(module.namedParameters()), test.parameters, 'parameters');
  expectSame(
    [...module.namedBuffers()].map(([name, { shape, dtype }]) => [name, shape, dtype]),
    test.buffers,
    'buffers',
  );
  expectSame(
    [...module.stateDict()].map(([name]) => name),
    test.state_keys,
    'state keys',
  );
  expectSame(
    [...module.namedModules()].map(([name, child]) => [name, child.toString().split('(')[0]]),
    test.modules,
    'modules',
  );
  const count = [...module.namedParameters()].reduce((sum, [, { data }]) => sum + data.length, 0);
  expectSame(count, test.parameter_count, 'parameter count');
  if (test.input_shape === null || test.output_shape === null) return;
  module.eval();
  const output = module.forward(tensorOf({ shape: test.input_shape, dtype: 'float32' }));
  expectSame((output as { shape: readonly number[] }).shape, test.output_shape, 'output shape');
}

interface InitCase extends GoldenCase {
  readonly value?: number | readonly number[];
  readonly uniform?: readonly [number, number];
  readonly normal?: readonly [number, number];
  readonly parameters?: Readonly<
    Record<string, { shape: readonly number[]; uniform?: readonly [number, number]; constant?: number }>
  >;
}

/** Names of `nn.init` functions, camel-cased with their underscore. */
export const initName = (op: string): string => op.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** A generator whose draws show their bounds: its uniform draws are all 0 or all (nearly) 1. */
function draw(op: string, args: Args, shape: readonly number[]): Float32Array {
  const tensor = tensorOf({ shape, dtype: 'float32' });
  atrous.manualSeed(0);
  call(atrous.nn.init, initName(op), split({ tensor, ...args }, ['tensor']));
  return tensor.data as Float32Array;
}

/** The rule's uniform bounds or normal parameters, read off the values of a known stream. */
function expectDrawn(test: InitCase, op: string, args: Args, shape: readonly number[]): void {
  const values = draw(op, args, shape);
  const rule = test.uniform ? 'uniform_' : 'normal_';
  const [a, b] = (test.uniform ?? test.normal)!;
  const expected = draw(rule, test.uniform ? { a, b } : { mean: a, std: b }, shape);
  values.forEach((value, i) => {
    if (!(Math.abs(value - expected[i]!) <= 1e-6 * Math.max(1, Math.abs(expected[i]!))))
      throw new Error(`[${i}]: ${value}, expected ${expected[i]}`);
  });
}

export function runInit(family: Family, raw: GoldenCase): void {
  const test = raw as InitCase;
  const { shape, ...args } = test.args as { shape: readonly number[] };
  if (test.op === 'calculate_gain') {
    const gain = call(atrous.nn.init, 'calculateGain', split(test.args, ['nonlinearity'])) as number;
    if (!(Math.abs(gain - (test.value as number)) <= 1e-12))
      throw new Error(`gain ${gain}, expected ${String(test.value)}`);
  } else if (test.op === 'fan_in_and_fan_out') {
    expectSame(
      call(atrous.nn.init, 'calculateFanInAndFanOut', [tensorOf({ shape, dtype: 'float32' })]),
      test.value,
      'fans',
    );
  } else if (test.outputs !== undefined) {
    const tensor = tensorOf({ shape, dtype: 'float32' });
    call(atrous.nn.init, initName(test.op), split({ tensor, ...args }, ['tensor']));
    expectMatches(
      family,
      tensor,
      test.outputs['output'] ?? Object.values(test.outputs)[0]!,
      { atol: 1e-5, rtol: 1.3e-6 },
      'tensor',
    );
  } else expectDrawn(test, test.op, args, shape);
}

/** What a fresh module holds: constants exactly; uniform draws inside their bounds and reaching towards them. */
export function runDefaultInit(_: Family, raw: GoldenCase): void {
  const test = raw as InitCase;
  atrous.manualSeed(0);
  const module = construct({ type: test.op, args: test.args });
  const parameters = new Map([...module.namedBuffers(), ...module.namedParameters()]);
  for (const [name, { shape, uniform, constant }] of Object.entries(test.parameters!)) {
    const parameter = parameters.get(name);
    if (parameter === undefined) throw new Error(`no parameter ${name}`);
    expectSame(parameter.shape, shape, name);
    const values = Array.from(parameter.data as ArrayLike<number | bigint>, Number);
    if (constant !== undefined && !values.every((value) => value === Math.fround(constant)))
      throw new Error(`${name} is not ${constant}`);
    if (uniform === undefined) continue;
    const reach = Math.max(...values.map(Math.abs));
    if (!(reach <= Math.fround(uniform[1]) && (values.length < 20 || reach > 0.8 * uniform[1])))
      throw new Error(`${name} reaches ${reach}, expected ${uniform[1]}`);
  }
}
