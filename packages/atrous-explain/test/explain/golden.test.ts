/** @file PyTorch's own answers: explanations and solutions have the same outcome, row by row. */

import { describe, expect, test } from 'vitest';
import { type SolveOp, explain, solve } from 'atrous-explain';
import { type Arg, type LayerSpec, camelCase, layerSpec, LAYERS } from 'atrous/spec';
import { readFamily } from '../../../../tests/golden/files.js';

interface Row {
  readonly op: string;
  readonly in: number[];
  readonly kernel: number[];
  readonly stride: number[] | null;
  readonly padding: number[] | string;
  readonly dilation: number[] | null;
  readonly ceil_mode: boolean | null;
  readonly output_padding: number[] | null;
  /** The sizes, or PyTorch's exception and text. */
  readonly out: number[] | string;
}

const CLASSES: Readonly<Record<string, string>> = {
  conv: 'Conv',
  conv_transpose: 'ConvTranspose',
  max_pool: 'MaxPool',
  avg_pool: 'AvgPool',
};
const OPS: Readonly<Record<string, SolveOp>> = {
  Conv: 'conv',
  ConvTranspose: 'convTranspose',
  MaxPool: 'maxPool',
  AvgPool: 'avgPool',
};

const { raw } = readFamily('shapes');
const columns = raw['columns'] as string[];
const messages = raw['messages'] as string[];
const rows = (raw['cases'] as unknown[][]).map((cells) => {
  const row = Object.fromEntries(columns.map((column, i) => [column, cells[i]])) as unknown as Row;
  return typeof row.out === 'number' ? { ...row, out: messages[row.out]! } : row;
});

const classOf = ({ op }: Row): string => `${CLASSES[op.slice(0, -2)]}${op.slice(-2)}`;

/** A row's layer; its functional form where no constructor refuses it. */
function specOf(row: Row): LayerSpec | string {
  const op = classOf(row);
  const given: Record<string, Arg | null> = {
    inChannels: 1,
    outChannels: 1,
    kernelSize: row.kernel,
    stride: row.stride,
    padding: row.padding,
    dilation: row.dilation,
    outputPadding: row.output_padding,
    ceilMode: row.ceil_mode,
  };
  const known = new Set(LAYERS[op]!.args.map(({ name }) => name));
  const args = Object.fromEntries(
    Object.entries(given).filter(([name, value]) => known.has(name) && value !== null),
  ) as Record<string, Arg>;
  try {
    return layerSpec(op, [], args);
  } catch (error) {
    const { pythonType, torchMessage } = error as Error & { pythonType: string; torchMessage: string };
    return `${pythonType}: ${torchMessage}`;
  }
}

describe('golden shapes', () => {
  test('every explanation ends at the sizes of PyTorch, or refuses with its words', () => {
    let refused = 0;
    for (const row of rows) {
      const spec = specOf(row);
      // What only the constructor refuses, the function says in its own words.
      if (typeof spec === 'string') {
        expect(typeof row.out).toBe('string');
        continue;
      }
      const { output, refusal, axes } = explain(spec, [1, 1, ...row.in]);
      if (typeof row.out === 'string') {
        refused++;
        expect(row.out).toContain(refusal?.message);
      } else {
        expect(output).toEqual([1, 1, ...row.out]);
        expect(axes.map((axis) => axis.output)).toEqual(row.out);
      }
    }
    expect(refused).toBeGreaterThan(300);
  });

  test('the solver finds the padding of every row that PyTorch takes', () => {
    let solved = 0;
    for (const row of rows) {
      if (typeof row.out === 'string' || typeof row.padding === 'string') continue;
      const { solutions } = solve({
        op: OPS[classOf(row).slice(0, -2)],
        input: row.in,
        output: row.out,
        fixed: {
          kernel: row.kernel,
          stride: row.stride ?? row.kernel,
          dilation: row.dilation ?? 1,
          outputPadding: row.output_padding ?? undefined,
          ceilMode: row.ceil_mode ?? undefined,
        },
        shared: false,
      });
      solved++;
      expect(solutions.map(({ padding }) => padding.join())).toContain(row.padding.join());
    }
    expect(solved).toBeGreaterThan(1000);
  });
});

interface ErrorCase {
  readonly op: string;
  readonly kind: string;
  readonly args: Record<string, Arg>;
  readonly inputs: Readonly<Record<string, { readonly shape: number[]; readonly dtype: string }>>;
  /** What `forward` gets beside the input, such as `output_size`. */
  readonly call_args?: unknown;
  readonly message: string;
}

test("golden errors: a layer's refusal of sizes has PyTorch's words", () => {
  let seen = 0;
  const cases = readFamily('errors').raw['cases'] as ErrorCase[];
  for (const { op, kind, args, inputs, message, call_args: call } of cases) {
    const names = Object.keys(inputs ?? {});
    if (kind !== 'forward' || call !== undefined || !Object.hasOwn(LAYERS, op) || names.length !== 1) continue;
    if (!/^(Conv|ConvTranspose|MaxPool|AvgPool)[123]d$/.test(op) || inputs[names[0]!]!.dtype !== 'float32') continue;
    const spec = layerSpec(
      op,
      [],
      Object.fromEntries(Object.entries(args).map(([name, value]) => [camelCase(name), value])),
    );
    seen++;
    expect(explain(spec, inputs[names[0]!]!.shape).refusal?.message).toBe(message);
  }
  expect(seen).toBeGreaterThan(20);
});
