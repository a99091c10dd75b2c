import { describe, expect, test } from 'vitest';
import { StateDictError } from '../../src/errors.js';
import { formatSafetensors, parseSafetensors } from '../../src/io/safetensors.js';
import {
  BatchNorm2d,
  Conv2d,
  InstanceNorm2d,
  Linear,
  Module,
  Parameter,
  ReLU,
  Sequential,
} from '../../src/nn/index.js';
import { StateDict } from '../../src/nn/state-dict.js';
import { fromTypedArray, ones, tensor, zeros } from '../../src/tensor/create.js';
import { empty } from '../../src/tensor/element.js';
import { manualSeed } from '../../src/tensor/random/index.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { type GoldenSpec, make, manifest } from './golden.js';

interface LoadCase {
  id: string;
  kind: string;
  args: { spec: GoldenSpec; state: Record<string, number[]>; strict?: boolean };
  exception: string;
  message: string;
}

const cases = manifest<LoadCase>('errors').filter((c) => c.kind === 'load_state_dict');

function failure(run: () => unknown): StateDictError {
  try {
    run();
  } catch (error) {
    if (error instanceof StateDictError) return error;
    throw error;
  }
  throw new Error('it loaded');
}

describe('a state dict that does not fit is refused in the words of PyTorch', () => {
  test('there are cases', () => expect(cases).toHaveLength(11));

  test.each(cases)('$id', ({ args, exception, message }) => {
    const state = new Map(Object.entries(args.state).map(([name, shape]) => [name, empty(shape, 'float32')]));
    const options = args.strict === undefined ? {} : { strict: args.strict };
    const error = failure(() => make(args.spec).loadStateDict(state, options));
    expect([error.pythonType, error.torchMessage]).toEqual([exception, message]);
  });

  test('a prefix before every name is pointed out', () => {
    const wrapped = new Map([...new Linear(2, 2).stateDict()].map(([name, t]) => [`module.${name}`, t]));
    expect(failure(() => new Linear(2, 2).loadStateDict(wrapped)).hint).toBe(
      'Every unexpected name begins with "module.": take it off the names before loading.',
    );
  });

  test('what is no tensor is named by its Python type', () => {
    const state = { weight: 'x' as never, bias: zeros([2]) };
    expect(failure(() => new Linear(2, 2).loadStateDict(state)).message).toBe(
      'Error(s) in loading state_dict for Linear:\n\tWhile copying the parameter named "weight", expected torch.Tensor or ' +
        "Tensor-like object from checkpoint but received <class 'str'>",
    );
  });

  test('what is no mapping is refused', () => {
    expect(() => new Linear(2, 2).loadStateDict([] as never)).toThrow(
      "Expected state_dict to be dict-like, got <class 'list'>.",
    );
  });

  test('nothing is written unless everything fits', () => {
    const linear = new Linear(2, 2);
    const before = linear.weight.data.slice();
    failure(() => linear.loadStateDict({ weight: ones([2, 2]), bias: zeros([3]) }));
    expect(linear.weight.data).toEqual(before);
  });
});

describe('loading', () => {
  test('says what did not match, as PyTorch prints it', () => {
    const net = new Sequential(new Linear(2, 2));
    const state = net.stateDict();
    expect(String(net.loadStateDict(state))).toBe('<All keys matched successfully>');
    state.delete('0.weight');
    state.set('foo', zeros([1]));
    const result = net.loadStateDict(state, { strict: false });
    expect(String(result)).toBe("_IncompatibleKeys(missing_keys=['0.weight'], unexpected_keys=['foo'])");
  });

  test('converts to the types of the module and keeps the parameters themselves', () => {
    const linear = new Linear(1, 2, { bias: false });
    const { weight } = linear;
    const version = weight.version;
    linear.loadStateDict({ weight: tensor([[0.1], [2]], { dtype: 'float64' }) });
    expect(linear.weight).toBe(weight);
    expect(weight.data).toEqual(Float32Array.of(0.1, 2));
    expect(weight.version).toBeGreaterThan(version);
  });

  test('reads 16-bit checkpoints', () => {
    const linear = new Linear(1, 2, { bias: false });
    linear.loadStateDict({ weight: fromTypedArray(Uint16Array.of(0x3c00, 0xc000), [2, 1], { dtype: 'float16' }) });
    expect(linear.weight.data).toEqual(Float32Array.of(1, -2));
  });

  test('takes the tensors over with assign, under the same parameter', () => {
    const linear = new Linear(1, 2, { bias: false });
    const { weight } = linear;
    const source = tensor([[1], [2]], { dtype: 'float64' });
    linear.loadStateDict({ weight: source }, { assign: true });
    expect(linear.weight).toBe(weight);
    expect(weight.dtype).toBe('float64');
    expect(weight.data).toBe(source.data);
  });

  test('takes one element for a scalar, not the reverse', () => {
    const norm = new BatchNorm2d(1);
    const state = norm.stateDict();
    state.set('num_batches_tracked', tensor([7n]));
    norm.loadStateDict(state);
    expect(norm.numBatchesTracked!.data).toEqual(BigInt64Array.of(7n));
    state.set('weight', tensor(1));
    expect(failure(() => norm.loadStateDict(state)).torchMessage).toContain('torch.Size([])');
  });

  test('a plain map need not count the batches of a batch norm, a state dict has to', () => {
    const norm = new BatchNorm2d(2);
    norm.train().forward(zeros([2, 2, 2, 2]));
    const state = norm.stateDict();
    state.delete('num_batches_tracked');
    expect(String(norm.loadStateDict(new Map(state)))).toBe('<All keys matched successfully>');
    expect(norm.numBatchesTracked!.data).toEqual(BigInt64Array.of(1n));
    expect(failure(() => norm.loadStateDict(state)).torchMessage).toBe(
      'Error(s) in loading state_dict for BatchNorm2d:\n\tMissing key(s) in state_dict: "num_batches_tracked". ',
    );
  });

  test('an instance norm that tracks follows the same rule inside a network', () => {
    const net = new Sequential(new InstanceNorm2d(2, { trackRunningStats: true }));
    const state = new Map([...net.stateDict()].filter(([name]) => !name.endsWith('tracked')));
    expect(String(net.loadStateDict(state))).toBe('<All keys matched successfully>');
  });
});

const smallNet = (): Sequential => new Sequential(new Conv2d(1, 2, 3), new BatchNorm2d(2), new Linear(2, 2));
const values = (module: Module): unknown[] => Array.from(module.stateDict(), ([name, { data }]) => [name, data]);

describe('a state dict', () => {
  test('shares the arrays of the module', () => {
    const linear = new Linear(1, 1);
    linear.stateDict().get('bias')!.data[0] = 5;
    expect(linear.bias!.data[0]).toBe(5);
    expect(linear.stateDict().get('bias')).not.toBeInstanceOf(Parameter);
  });

  test('lists shared parameters under each name, and buffers after parameters of the same module', () => {
    const conv = new Conv2d(1, 1, 1);
    const net = new Sequential(conv, new ReLU(), conv, new BatchNorm2d(1));
    expect([...net.stateDict({ prefix: 'net' }).keys()]).toEqual([
      'net.0.weight',
      'net.0.bias',
      'net.2.weight',
      'net.2.bias',
      'net.3.weight',
      'net.3.bias',
      'net.3.running_mean',
      'net.3.running_var',
      'net.3.num_batches_tracked',
    ]);
    expect([...net.parameters()]).toHaveLength(4);
  });

  test('leaves out empty slots and buffers that are not persistent', () => {
    class Masked extends Module {
      conv = new Conv2d(1, 1, 1, { bias: false });
      constructor() {
        super();
        this.registerBuffer('mask', zeros([2]), { persistent: false });
        this.registerBuffer('later', null);
      }
    }
    const module = new Masked();
    expect([...module.stateDict().keys()]).toEqual(['conv.weight']);
    expect(Array.from(module.namedBuffers(), ([name]) => name)).toEqual(['mask']);
    (module as unknown as { later: Tensor }).later = ones([1]);
    expect([...module.stateDict().keys()]).toEqual(['later', 'conv.weight']);
  });

  test('goes through a safetensors file and back', () => {
    manualSeed(0);
    const first = smallNet();
    const second = smallNet();
    const file = formatSafetensors(first.stateDict(), { format: 'pt' });
    expect(String(second.loadStateDict(parseSafetensors(file).tensors))).toBe('<All keys matched successfully>');
    expect(values(second)).toEqual(values(first));
    expect(second.stateDict()).toBeInstanceOf(StateDict);
  });

  test('keeps names that mean something to JavaScript objects', () => {
    class Odd extends Module {}
    const module = new Odd();
    expect(() => module.addModule('__proto__', new ReLU())).toThrow("attribute '__proto__' already exists");
    const net = new Sequential(
      new Map<string, Module>([
        ['__proto__', new Linear(1, 1)],
        ['constructor', new ReLU()],
      ]),
    );
    expect([...net.stateDict().keys()]).toEqual(['__proto__.weight', '__proto__.bias']);
    expect(String(net.loadStateDict(net.stateDict()))).toBe('<All keys matched successfully>');
    expect({}).not.toHaveProperty('weight');
  });
});
