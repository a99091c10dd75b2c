/** @file Draws: bit for bit for uniform ones and what is made of them, within 1e-6 for normal ones. */

import { expectClose, type ActualTensor, type Tolerance } from '../compare.js';
import { decodeTensor, type Args } from '../files.js';
import { atrous, call, construct, functional, split, tensorOf } from '../library.js';
import { initName } from './meta.js';

type Packed = Parameters<typeof decodeTensor>[0];

export interface DrawCase {
  readonly kind: string;
  readonly seed: number;
  readonly args: Args;
  readonly tensors: Readonly<Record<string, Packed>>;
}

const empty = (shape: unknown, dtype = 'float32'): atrous.Tensor => tensorOf({ shape: shape as number[], dtype });

/** `rand 3`, `randn 4x8`. */
function sequenceDraw(text: string): unknown {
  const [name, size] = text.split(' ') as [string, string];
  return call(atrous, name, [size.split('x').map(Number)]);
}

/** A Python call such as `Conv2d(3, 4, 3, groups=3)`, whose arguments are JSON but for tuples and bools. */
function moduleOf(text: string): Map<string, ActualTensor> {
  const [, type, inside] = /^(\w+)\((.*)\)$/.exec(text)!;
  const parts = inside!.match(/\([^)]*\)|\w+=[^,]+|[^,\s][^,]*/g)!;
  const value = (token: string): unknown =>
    JSON.parse(token.trim().replace('(', '[').replace(')', ']').replace('False', 'false').replace('True', 'true'));
  const names = type === 'Linear' ? ['in_features', 'out_features'] : ['in_channels', 'out_channels', 'kernel_size'];
  const args = Object.fromEntries(
    parts.map((part, i) =>
      /^\w+=/.test(part) ? [part.split('=')[0], value(part.split('=')[1]!)] : [names[i], value(part)],
    ),
  );
  return new Map(construct({ type: type!, args }).namedParameters());
}

const DRAWS: Readonly<Record<string, (args: Args) => Record<string, unknown>>> = {
  rand: (args) => ({ value: call(atrous, 'rand', split(args, ['size'])) }),
  randn: (args) => ({ value: call(atrous, 'randn', split(args, ['size'])) }),
  randint: (args) => ({ value: call(atrous, 'randint', split(args, ['low', 'high', 'size'])) }),
  randperm: (args) => ({ value: call(atrous, 'randperm', [args['n']]) }),
  uniform_: ({ size, a, b }) => ({ value: call(empty(size), 'uniform_', [a, b]) }),
  normal_: ({ size, mean, std }) => ({ value: call(empty(size), 'normal_', [mean, std]) }),
  bernoulli_: ({ size, p }) => ({ value: call(empty(size), 'bernoulli_', [p]) }),
  sequence: ({ draws }) => Object.fromEntries((draws as string[]).map((text, i) => ['abcd'[i]!, sequenceDraw(text)])),
  module: ({ module }) => Object.fromEntries(moduleOf(module as string)),
  init: ({ init, shape, ...args }) => {
    const tensor = empty(shape);
    call(atrous.nn.init, initName(init as string), split({ tensor, ...args }, ['tensor']));
    return { value: tensor };
  },
  dropout: ({ p, shape }) => ({
    value: functional('dropout')!({ input: atrous.ones(shape as number[]), p, training: true }),
  }),
  dropout2d: ({ p, shape }) => ({
    value: functional('dropout2d')!({ input: atrous.ones(shape as number[]), p, training: true }),
  }),
};

export const isDrawKind = (kind: string): boolean => kind in DRAWS;

function toleranceOf({ kind, args }: DrawCase, name: string): Tolerance {
  const draws = args['draws'] as string[] | undefined;
  const normal = /randn|normal/.test(
    `${kind} ${(args['init'] as string | undefined) ?? ''} ${draws?.['abcd'.indexOf(name)] ?? ''}`,
  );
  return normal ? { atol: 1e-6, rtol: 1e-6 } : { atol: 0, rtol: 0 };
}

export function runDraw(test: DrawCase): void {
  atrous.manualSeed(test.seed);
  const drawn = DRAWS[test.kind]!(test.args);
  for (const [name, packed] of Object.entries(test.tensors)) {
    if (drawn[name] === undefined) throw new Error(`nothing drawn for ${name}`);
    expectClose(drawn[name] as ActualTensor, decodeTensor(packed), toleranceOf(test, name), name);
  }
}
