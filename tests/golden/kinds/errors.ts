/** @file Mistakes: the same exception type and the same text, word for word. */

import type { Args, Family, GoldenCase } from '../files.js';
import {
  atrous,
  call,
  construct,
  functional,
  method,
  split,
  tensorOf,
  type InputDescription,
  type ModuleDescription,
} from '../library.js';
import { AUTOGRAD_MISTAKES } from './autograd.js';
import { initName } from './meta.js';
import { optimizerOf } from './optimizer.js';
import { schedulerOf } from './scheduler.js';

interface ErrorCase extends Omit<GoldenCase, 'inputs'> {
  /** `null` stands for None. */
  readonly inputs: Readonly<Record<string, InputDescription | null>> & {
    readonly tensors?: readonly InputDescription[];
  };
  readonly exception: string;
  readonly message: string;
}

/** Python prints sets in any order. */
const sorted = (text: string): string =>
  text.replaceAll(/\{([^}]*)\}/g, (_, inside: string) => `{${inside.split(', ').sort().join(', ')}}`);

export function expectThrows(action: () => unknown, pythonType: string, message: string): void {
  let error: unknown;
  try {
    action();
  } catch (thrown) {
    error = thrown;
  }
  if (error === undefined) throw new Error(`nothing thrown, expected ${pythonType}: ${message}`);
  if (!(error instanceof atrous.AtrousError)) throw error;
  if (sorted(error.torchMessage) !== sorted(message)) throw new Error(`«${error.torchMessage}», expected «${message}»`);
  if (error.pythonType !== pythonType) throw new Error(`${error.pythonType}, expected ${pythonType}: ${message}`);
}

const inputsOf = (test: ErrorCase): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(test.inputs).map(([name, input]) => [
      name,
      input === null ? null : tensorOf(input as InputDescription),
    ]),
  );

function runForward(test: ErrorCase): unknown {
  const module = construct({ type: test.op, args: test.args });
  return module.forward(...Object.values(inputsOf(test)), ...Object.values(test.call_args ?? {}));
}

/** Positional arguments of the tensor methods whose names say so in PyTorch; what is left is an options object. */
const METHOD_ARGS: Readonly<Record<string, readonly string[]>> = {
  reshape: ['shape'],
  permute: ['dims'],
  transpose: ['dim0', 'dim1'],
  squeeze: ['dim'],
  unsqueeze: ['dim'],
  expand: ['size'],
  add: ['other'],
  mul: ['other'],
  matmul: ['other'],
  bmm: ['other'],
  select: ['dim', 'index'],
  narrow: ['dim', 'start', 'length'],
  chunk: ['chunks'],
  sum: ['dim'],
  max: ['dim'],
  argmax: [],
  item: [],
  flip: ['dims'],
  gather: ['dim', 'index'],
  index_select: ['dim', 'index'],
  clamp: [],
  split: ['split_size'],
};

function runMethod(test: ErrorCase): unknown {
  const { input, ...others } = inputsOf(test);
  return method(input as atrous.Tensor, test.op, split({ ...test.args, ...others }, METHOD_ARGS[test.op]!));
}

function runLoadStateDict({ args }: ErrorCase): unknown {
  const { spec, state, strict } = args as {
    spec: ModuleDescription;
    state: Record<string, number[]>;
    strict?: boolean;
  };
  const tensors = Object.entries(state).map(([name, shape]) => {
    const dtype = name.endsWith('num_batches_tracked') ? 'int64' : 'float32';
    return [name, tensorOf({ shape, dtype })] as const;
  });
  return construct(spec).loadStateDict(new Map(tensors), strict === undefined ? {} : { strict });
}

const LINEAR: ModuleDescription = { type: 'Linear', args: { in_features: 2, out_features: 2 } };

/** What is done for each container case; `op` names it. */
const CONTAINERS: Readonly<Record<string, (args: Args) => unknown>> = {
  Sequential: ({ index }) =>
    call(
      construct({
        type: 'Sequential',
        children: [
          ['0', LINEAR],
          ['1', LINEAR],
        ],
      }),
      'at',
      [index],
    ),
  ModuleList: ({ index }) => call(construct({ type: 'ModuleList', children: [['0', LINEAR]] }), 'at', [index]),
  ModuleDict: ({ key }) => call(construct({ type: 'ModuleDict', children: [] }), 'get', [key]),
  add_module: ({ name }) => call(construct(LINEAR), 'addModule', [name, construct(LINEAR)]),
  register_buffer: ({ name }) => call(construct(LINEAR), 'registerBuffer', [name, atrous.zeros([1])]),
  get_submodule: ({ path }) =>
    call(construct({ type: 'Sequential', children: [['0', LINEAR]] }), 'getSubmodule', [path]),
};

const RUNNERS: Readonly<Record<string, (test: ErrorCase) => unknown>> = {
  constructor: (test: ErrorCase) => construct({ type: test.op, args: test.args }),
  forward: runForward,
  functional: (test) => functional(test.op)!({ ...inputsOf(test), ...test.args }),
  tensor: runMethod,
  tensors: (test) => call(atrous, test.op, [test.inputs.tensors!.map(tensorOf), test.args['dim']]),
  init: (test) =>
    call(
      atrous.nn.init,
      initName(test.op),
      split({ ...inputsOf(test), ...test.args }, test.op === 'sparse_' ? ['tensor', 'sparsity'] : ['tensor']),
    ),
  gain: (test) => call(atrous.nn.init, 'calculateGain', split(test.args, ['nonlinearity'])),
  load_state_dict: runLoadStateDict,
  container: (test) => CONTAINERS[test.op]!(test.args),
  autograd: ({ op, args }) => AUTOGRAD_MISTAKES[op]!(args['n'] as number),
  optimizer: ({ op, args }) => optimizerOf(op, [atrous.zeros([1])], args),
  optimizer_empty: ({ op, args }) => optimizerOf(op, [], args),
  scheduler: ({ op, args }) => schedulerOf(optimizerOf('SGD', [atrous.zeros([1])], { lr: 0.1 }), { type: op, args }),
};

export const isErrorKind = (kind: string): boolean => Object.hasOwn(RUNNERS, kind);

export function runError(_: Family, raw: GoldenCase): void {
  const test = raw as unknown as ErrorCase;
  expectThrows(() => RUNNERS[test.kind]!(test), test.exception, test.message);
}
