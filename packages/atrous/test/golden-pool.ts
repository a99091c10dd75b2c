/** @file Runs golden cases of pooling and fold by PyTorch's names, straight on the functions, without the package's index. */

import { camelCase } from '../src/geometry/names.js';
import type { Tensor } from '../src/tensor/tensor.js';
import * as adaptive from '../src/ops/adaptive-pool/index.js';
import * as avg from '../src/ops/avg-pool/index.js';
import * as folding from '../src/ops/fold/index.js';
import * as lp from '../src/ops/lp-pool.js';
import * as max from '../src/ops/max-pool/index.js';
import * as unpooling from '../src/ops/max-unpool.js';
import { shapeRows as goldenRows } from './geometry/shape-rows.js';
import {
  type Args,
  describedInputs,
  type ErrorCase,
  errorCases,
  expectOutput,
  readFamily,
  tensorOf,
} from './ops/golden.js';

type Call = (...args: unknown[]) => Tensor | Tensor[];

const FUNCTIONS = { ...adaptive, ...avg, ...folding, ...lp, ...max, ...unpooling } as unknown as Record<string, Call>;

const REQUIRED: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^lp_pool/, ['norm_type', 'kernel_size']],
  [/^adaptive_/, ['output_size']],
  [/^fold/, ['output_size', 'kernel_size']],
  [/./, ['kernel_size']],
];

const FLOATS: Readonly<Record<string, number>> = { inf: Infinity, '-inf': -Infinity, nan: Number.NaN };
const value = (given: unknown): unknown => (typeof given === 'string' ? FLOATS[given] : given);

/** `op(...inputs, **args)`; `op` is a function's or a module's name. */
export function run(op: string, inputs: readonly Tensor[], args: Args): Tensor | Tensor[] {
  const name =
    op[0]!.toUpperCase() === op[0] ? op.replace(/^LP/, 'lp').replace(/^[A-Z]/, (c) => c.toLowerCase()) : camelCase(op);
  const snake = name.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
  const required = REQUIRED.find(([pattern]) => pattern.test(snake))![1];
  const options = Object.entries(args).filter(([key]) => !required.includes(key));
  return FUNCTIONS[name]!(
    ...inputs,
    ...required.map((key) => value(args[key])),
    ...(options.length > 0 ? [Object.fromEntries(options.map(([key, given]) => [camelCase(key), value(given)]))] : []),
  );
}

/** Runs every case of a family; returns how many there were. */
export function runFamily(name: string): number {
  const family = readFamily(name);
  for (const test of family.cases) {
    const inputs = Object.values(test.inputs).map((ref) => tensorOf(family, ref));
    const result = run(test.op, inputs, { ...test.args, ...test.call_args });
    const results = Array.isArray(result) ? result : [result];
    Object.keys(test.outputs).forEach((key, i) => expectOutput(family, test, key, results[i]!));
  }
  return family.cases.length;
}

/** The golden error cases of the functions that `pattern` names. */
export const errorRows = (pattern: RegExp): ErrorCase[] => errorCases('functional', (op) => pattern.test(op));

/** The inputs of an error case: zeros, or the values given. */
export const inputsOf = (test: ErrorCase): Tensor[] => Object.values(describedInputs(test)) as Tensor[];

export interface ShapeRow {
  readonly size: number[];
  readonly options: {
    kernelSize: number[];
    stride: number[] | null;
    padding: number[];
    dilation: number[] | undefined;
    ceilMode: boolean;
  };
  /** Output sizes, or the error as `Type: text`. */
  readonly out: number[] | string;
}

/** The rows of `shapes.json` for one function. */
export function shapeRows(op: string): ShapeRow[] {
  return goldenRows(op).map(
    ({ in: size, kernel: kernelSize, stride, padding, dilation, ceil_mode: ceilMode, out }) => ({
      size,
      options: { kernelSize, stride, padding: padding as number[], dilation: dilation ?? undefined, ceilMode },
      out,
    }),
  );
}
