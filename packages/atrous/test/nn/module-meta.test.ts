import { describe, expect, test } from 'vitest';
import type { Module } from '../../src/nn/module.js';
import { empty } from '../../src/tensor/element.js';
import { numel, type Tensor } from '../../src/tensor/tensor.js';
import { exists, type GoldenSpec, make, manifest } from './golden.js';

interface Meta {
  id: string;
  spec: GoldenSpec;
  repr: string;
  parameters: [string, number[]][];
  buffers: [string, number[], string][];
  state_keys: string[];
  modules: [string, string][];
  parameter_count: number;
  input_shape: number[] | null;
  output_shape: number[] | null;
}

const cases = manifest<Meta>('module_meta');
const here = cases.filter((c) => exists(c.spec));

/** Classes that have no operation yet. Whoever adds one takes it off here. */
const LATER = [
  'BCELoss',
  'BCEWithLogitsLoss',
  'CosineEmbeddingLoss',
  'CrossEntropyLoss',
  'HuberLoss',
  'KLDivLoss',
  'L1Loss',
  'MSELoss',
  'NLLLoss',
  'PoissonNLLLoss',
  'SmoothL1Loss',
  'TripletMarginLoss',
];

/** JavaScript has one kind of number: a whole value prints without the `.0` that it was written with in Python. */
const WITHOUT_POINT: Record<string, string> = {
  'ConstantPad3d(padding=(1, 1, 1, 1, 1, 1), value=-1.0)': 'ConstantPad3d(padding=(1, 1, 1, 1, 1, 1), value=-1)',
};

test('every class is here but those that are known to come later', () => {
  const missing = cases.filter((c) => !exists(c.spec)).map((c) => c.spec.type);
  expect([...new Set(missing)].sort()).toEqual(LATER);
});

const shapes = (members: Iterable<[string, Tensor]>): [string, number[]][] =>
  Array.from(members, ([name, { shape }]) => [name, [...shape]]);

describe.each(here.map((c) => [c.repr.split('\n')[0]!, c] as const))('%s', (_, c) => {
  test('prints as in PyTorch', () => expect(make(c.spec).toString()).toBe(WITHOUT_POINT[c.repr] ?? c.repr));

  test('has the parameters, buffers and modules of PyTorch', () => {
    const module = make(c.spec);
    expect(shapes(module.namedParameters())).toEqual(c.parameters);
    expect(Array.from(module.namedBuffers(), ([name, b]) => [name, [...b.shape], b.dtype])).toEqual(c.buffers);
    expect([...module.stateDict().keys()]).toEqual(c.state_keys);
    expect(Array.from(module.namedModules(), ([name, m]) => [name, m.typeName()])).toEqual(c.modules);
    expect([...module.parameters()].reduce((sum, p) => sum + p.numel(), 0)).toBe(c.parameter_count);
  });

  test.skipIf(c.input_shape === null)('gives an output of the size of PyTorch', () => {
    const module = make(c.spec) as Module & { forward(x: Tensor): Tensor };
    expect(module.forward(empty(c.input_shape!, 'float32')).shape).toEqual(c.output_shape);
    expect(numel(c.output_shape!)).toBeGreaterThan(0);
  });
});
