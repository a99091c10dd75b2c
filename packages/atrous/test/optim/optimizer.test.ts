import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as atrous from '../../src/index.js';
import { load, save } from '../../src/io/index.js';
import * as lrScheduler from '../../src/optim/lr-scheduler/index.js';
import { thrown } from '../failure.js';

const { optim, tensor, zeros } = atrous;

/** A parameter with a gradient. */
function parameter(values: number[], grad: number[] = values.map(() => 1)): atrous.Tensor {
  const t = tensor(values);
  t.grad = tensor(grad);
  return t;
}

const numbers = (t: atrous.Tensor): number[] => Array.from(t.data as Float32Array);

describe('SGD', () => {
  test('has the bits of PyTorch after three steps', () => {
    const w = tensor([
      -0.4867807626724243, -0.6038215756416321, -0.5580962300300598, 0.6675242781639099, -0.19741509854793549,
    ]);
    const grads = [
      [1.9427834749221802, -1.4017020463943481, -0.7625571489334106, 0.6312134265899658, -0.899135172367096],
      [-0.5577934384346008, 0.6907187700271606, 0.2224585860967636, -0.666225254535675, 0.6846421957015991],
      [0.5740016102790833, -0.5828827023506165, 0.7679415345191956, 0.057092659175395966, -1.189374566078186],
    ];
    const sgd = new optim.SGD([w], { lr: 0.05, momentum: 0.9, dampening: 0.3, weightDecay: 0.02 });
    for (const grad of grads) {
      w.grad = tensor(grad);
      sgd.step();
    }
    expect(numbers(w)).toEqual([
      -0.7304742336273193, -0.43673211336135864, -0.49389350414276123, 0.6212062835693359, -0.07865054905414581,
    ]);
    expect(numbers(sgd.state.get(w)!.get('momentum_buffer')!)).toEqual([
      1.5997018814086914, -1.131649374961853, 0.0375627838075161, 0.15915274620056152, -1.1365503072738647,
    ]);
  });

  test('writes into the array that the tensor has, and raises its version', () => {
    const w = parameter([1, 2]);
    const [array, version] = [w.data, w.version];
    new optim.SGD([w], { lr: 0.5 }).step();
    expect(w.data).toBe(array);
    expect(numbers(w)).toEqual([0.5, 1.5]);
    expect(w.version).toBe(version + 1);
  });

  test('leaves parameters without gradient alone: no decay, no state', () => {
    const w = tensor([1, 2]);
    const sgd = new optim.SGD([w], { lr: 0.5, momentum: 0.9, weightDecay: 0.1 });
    sgd.step();
    expect(numbers(w)).toEqual([1, 2]);
    expect(sgd.state.size).toBe(0);
  });

  test('takes a learning rate of each group at each step', () => {
    const [a, b] = [parameter([1]), parameter([1])];
    const sgd = new optim.SGD([{ params: a }, { params: [b], lr: 0.25 }], { lr: 0.5 });
    sgd.step();
    expect([...numbers(a), ...numbers(b)]).toEqual([0.5, 0.75]);
    sgd.paramGroups[0]!.lr = 0;
    sgd.step();
    expect([...numbers(a), ...numbers(b)]).toEqual([0.5, 0.5]);
  });

  test('goes on with the parameters of a group that is added', () => {
    const [a, b] = [parameter([1]), parameter([1])];
    const sgd = new optim.SGD([a], { lr: 0.5 });
    sgd.addParamGroup({ params: b });
    sgd.step();
    expect(numbers(b)).toEqual([0.5]);
  });
});

describe('an optimizer', () => {
  test('prints as PyTorch prints it, with what a scheduler put into its groups', () => {
    const model = new atrous.nn.Linear(2, 1);
    const adam = new optim.Adam(model.namedParameters(), { lr: 0.01, betas: [0.5, 0.9] });
    expect(new lrScheduler.OneCycleLR(adam, 0.1, { totalSteps: 10 }).getLastLr()).toHaveLength(1);
    expect(String(adam)).toBe(`Adam (
Parameter Group 0
    amsgrad: False
    base_momentum: 0.85
    betas: (0.95, 0.9)
    capturable: False
    decoupled_weight_decay: False
    differentiable: False
    eps: 1e-08
    foreach: None
    fused: None
    initial_lr: 0.004
    lr: 0.0040000000000000036
    max_lr: 0.1
    max_momentum: 0.95
    maximize: False
    min_lr: 4e-07
    param_names: ['weight', 'bias']
    weight_decay: 0
)`);
  });

  test('prints the defaults of every class as PyTorch does', () => {
    const printed = (name: 'Adadelta' | 'Adagrad' | 'SGD'): string => String(new optim[name]([zeros([1])]));
    expect(printed('Adadelta')).toContain('\n    lr: 1.0\n    maximize: False\n    rho: 0.9\n    weight_decay: 0\n');
    expect(printed('Adagrad')).toContain('    initial_accumulator_value: 0\n    lr: 0.01\n    lr_decay: 0\n');
    expect(printed('SGD')).toContain('    fused: None\n    lr: 0.001\n    maximize: False\n    momentum: 0\n');
  });

  test('forgets gradients, or sets them to zero', () => {
    const w = parameter([1]);
    const grad = w.grad!;
    const sgd = new optim.SGD([w]);
    sgd.zeroGrad({ setToNone: false });
    expect(w.grad).toBe(grad);
    expect(numbers(grad)).toEqual([0]);
    sgd.zeroGrad();
    expect(w.grad).toBeNull();
  });

  test('gives back what the closure gave, which runs with recording on', () => {
    const w = parameter([1]);
    const sgd = new optim.SGD([w], { lr: 0.5 });
    const loss = atrous.noGrad(() =>
      sgd.step(() => {
        w.grad = tensor([2]);
        return atrous.isGradEnabled();
      }),
    );
    expect(loss).toBe(true);
    expect(numbers(w)).toEqual([0]);
  });

  const made =
    (params: unknown, options: object = {}) =>
    () =>
      new optim.SGD(params as atrous.Tensor[], options);
  const [w, other] = [zeros([1]), zeros([1])];
  const refused: [string, () => unknown, string, string][] = [
    [
      'a tensor',
      made(w),
      'TypeError',
      'params argument given to the optimizer should be an iterable of Tensors or dicts, but got torch.FloatTensor\nPut the tensor into an array.',
    ],
    ['a number', made(5), 'TypeError', "'int' object is not iterable"],
    [
      'a model',
      made(new atrous.nn.Identity()),
      'TypeError',
      "'Identity' object is not iterable\nDid you mean `model.parameters()`?",
    ],
    ['no parameters', made([]), 'ValueError', 'optimizer got an empty parameter list'],
    [
      'a parameter that is none',
      made([5]),
      'TypeError',
      'optimizer can only optimize Tensors, but one of the params is int',
    ],
    [
      'names for some',
      made([w, ['a', other]]),
      'ValueError',
      'all optimizer params should be with/without names. Some param names are missing',
    ],
    [
      'a group that is none',
      made([{ params: w }, 5]),
      'TypeError',
      "param_group must be a dict, but got <class 'int'>",
    ],
    ['a group without parameters', made([{ lr: 1 }]), 'KeyError', "'params'\nA group has its tensors under `params`."],
    [
      'a parameter in two groups',
      made([{ params: w }, { params: w }]),
      'ValueError',
      'some parameters appear in more than one parameter group',
    ],
    [
      'a parameter twice in a group',
      made([other, w, w]),
      'ValueError',
      'optimizer contains a parameter group with duplicate parameters\nParameter 2 of the group stands before it already, as parameter 1.',
    ],
    [
      'groups with and without names',
      made([{ params: [['a', w]] }, { params: [other] }]),
      'ValueError',
      'all optimizer param groups should be with/without names. cannot add param group without names to the optimizer',
    ],
    [
      'a result of an operation',
      () => new optim.SGD([zeros([1]).requiresGrad_().mul(2)]),
      'ValueError',
      "can't optimize a non-leaf Tensor",
    ],
    [
      'integers',
      made([zeros([1], { dtype: 'int32' })]),
      'RuntimeError',
      'optimizers update float32 and float64, not Int',
    ],
    [
      'an unknown option',
      made([w], { weight_decay: 1 }),
      'TypeError',
      "SGD.__init__() got an unexpected keyword argument 'weight_decay'\nDid you mean `weightDecay`?",
    ],
    [
      'an unknown option of a group',
      made([{ params: w, learningRate: 1 }]),
      'TypeError',
      "SGD() got an unexpected keyword argument 'learningRate'\nIt takes: lr, momentum, dampening, weightDecay, nesterov, maximize, foreach, differentiable, fused.",
    ],
    [
      'foreach',
      made([w], { foreach: true }),
      'NotImplementedError',
      'SGD: foreach=True is not available\nTensors are changed one after another; the results are the same.',
    ],
    [
      'fused in a group',
      made([{ params: w, fused: true }]),
      'NotImplementedError',
      'SGD: fused=True is not available\nTensors are changed one after another; the results are the same.',
    ],
    [
      'fused and foreach',
      made([w], { fused: true, foreach: true }),
      'RuntimeError',
      '`fused` and `foreach` cannot be `True` together.',
    ],
    [
      'a tensor as learning rate',
      made([w], { lr: tensor([0.1]) }),
      'ValueError',
      'Invalid learning rate: not a number',
    ],
  ];

  test.each(refused)('refuses %s', (_, action, pythonType, message) => {
    const error = thrown(action);
    expect(error.message).toBe(message);
    expect(error.pythonType).toBe(pythonType);
  });

  test('refuses a gradient of another shape or type', () => {
    const sgd = new optim.SGD([w]);
    w.grad = zeros([2]);
    expect(thrown(() => sgd.step()).message).toBe(
      'assigned grad has data of a different size: torch.Size([2]) for a parameter of torch.Size([1])',
    );
    w.grad = zeros([1], { dtype: 'float64' });
    expect(thrown(() => sgd.step()).message).toBe(
      'assigned grad has data of a different type: Double for a parameter of Float',
    );
    w.grad = null;
  });
});

const CLASSES = {
  SGD: { momentum: 0.9, nesterov: true },
  Adam: { amsgrad: true },
  AdamW: {},
  RMSprop: { centered: true, momentum: 0.5 },
  Adagrad: { initialAccumulatorValue: 0.1 },
  Adadelta: {},
  Adamax: {},
  NAdam: { decoupledWeightDecay: true },
  RAdam: {},
} as const;

type Name = keyof typeof CLASSES;
const make = (name: Name, params: atrous.Tensor[]): atrous.optim.Optimizer =>
  new (optim[name] as new (params: atrous.Tensor[], options: object) => atrous.optim.Optimizer)(params, {
    lr: 0.05,
    weightDecay: 0.01,
    ...CLASSES[name],
  });

/** A state dict as a reader of checkpoints gives it: maps all through. */
const asMaps = ({ state, param_groups: groups }: atrous.optim.OptimizerStateDict): Map<string, unknown> =>
  new Map<string, unknown>([
    ['state', state],
    ['param_groups', groups.map((group) => new Map(Object.entries(group)))],
  ]);

describe('a state dict', () => {
  test.each(Object.keys(CLASSES) as Name[])('of %s, loaded elsewhere, goes on with the same bits', (name) => {
    const value = fc.float({ min: -2, max: 2, noNaN: true });
    const vectors = fc.array(fc.array(value, { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(vectors, fc.nat({ max: 5 }), fc.boolean(), ([start, ...grads], cut, maps) => {
        const whole = tensor(start!);
        const run = (t: atrous.Tensor, optimizer: atrous.optim.Optimizer, some: number[][]): void => {
          for (const grad of some) {
            t.grad = tensor(grad);
            optimizer.step();
          }
        };
        run(whole, make(name, [whole]), grads);
        const first = tensor(start!);
        const before = make(name, [first]);
        run(first, before, grads.slice(0, cut));
        const second = first.clone();
        const after = make(name, [second]);
        const saved = before.stateDict();
        after.loadStateDict(maps ? asMaps(saved) : saved);
        run(second, after, grads.slice(cut));
        expect(numbers(second)).toEqual(numbers(whole));
      }),
      { numRuns: 30 },
    );
  });

  test('has the form and the names of PyTorch', () => {
    const [a, b] = [parameter([1, 2]), tensor([3])];
    const adam = new optim.Adam([{ params: [a] }, { params: [b], weightDecay: 0.5 }], { lr: 0.25 });
    adam.step();
    const { state, param_groups: groups } = adam.stateDict();
    expect([...state.keys()]).toEqual([0]);
    expect([...state.get(0)!.keys()]).toEqual(['step', 'exp_avg', 'exp_avg_sq']);
    expect(state.get(0)!.get('step')!.shape).toEqual([]);
    const options = {
      lr: 0.25,
      betas: [0.9, 0.999],
      eps: 1e-8,
      weight_decay: 0,
      amsgrad: false,
      maximize: false,
      foreach: null,
      capturable: false,
      differentiable: false,
      fused: null,
      decoupled_weight_decay: false,
    };
    expect(groups).toEqual([
      { ...options, params: [0] },
      { ...options, weight_decay: 0.5, params: [1] },
    ]);
    // A tuple in a checkpoint.
    expect(Object.isFrozen(groups[0]!['betas'])).toBe(true);
  });

  test('holds copies from then on: the source may go on', () => {
    const a = parameter([1]);
    const source = new optim.SGD([a], { momentum: 0.5 });
    source.step();
    const b = parameter([1]);
    const target = new optim.SGD([b], { momentum: 0.5 });
    target.loadStateDict(source.stateDict());
    source.step();
    expect(numbers(target.state.get(b)!.get('momentum_buffer')!)).toEqual([1]);
  });

  test('of another type is converted to the parameter; a count of steps stays float32', () => {
    const b = tensor([1], { dtype: 'float64' });
    const target = new optim.Adam([b]);
    const values = new Map<string, unknown>([
      ['step', 3],
      ['exp_avg', tensor([0.5])],
      ['exp_avg_sq', null],
    ]);
    target.loadStateDict({ state: new Map([[7, values]]), param_groups: [{ params: [7], lr: 0.5, fused: true }] });
    const state = target.state.get(b)!;
    expect([...state.keys()]).toEqual(['step', 'exp_avg']);
    expect(state.get('step')!.dtype).toBe('float32');
    expect(state.get('exp_avg')!.dtype).toBe('float64');
    expect(target.paramGroups[0]).toMatchObject({ lr: 0.5, fused: null, eps: 1e-8 });
  });

  test('carries along options that are unknown here, and cannot reach a prototype', () => {
    const target = new optim.SGD([zeros([1])]);
    target.loadStateDict(
      JSON.parse(
        '{"state": {"__proto__": {"x": 1}}, "param_groups": [{"params": [0], "__proto__": {"polluted": 1}, "tag_name": "head"}]}',
      ) as object,
    );
    expect(target.stateDict().param_groups[0]).toMatchObject({ tag_name: 'head' });
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect((target.paramGroups[0] as { polluted?: number }).polluted).toBeUndefined();
  });

  test('goes through a file and back', () => {
    const a = parameter([1, -2], [3, 4]);
    const source = new optim.AdamW([{ params: [a], lr: 0.25 }], { betas: [0.5, 0.75] });
    const steps = new lrScheduler.MultiStepLR(source, [1, 1, 4]);
    source.step();
    steps.step();
    const file = save({ optimizer: source.stateDict(), scheduler: steps.stateDict() });
    const loaded = load(file) as Map<string, Map<string, unknown>>;
    const b = parameter([1, -2], [3, 4]);
    const target = new optim.AdamW([b]);
    const others = new lrScheduler.MultiStepLR(target, [9]);
    target.loadStateDict(loaded.get('optimizer')!);
    others.loadStateDict(loaded.get('scheduler')!);
    expect(String(target)).toBe(String(source));
    expect(others.stateDict()).toEqual(steps.stateDict());
    expect(target.state.get(b)).toEqual(source.state.get(a));
  });

  const broken: [string, object, string][] = [
    ['without groups', { state: {} }, "'param_groups'"],
    [
      'with other groups',
      { state: {}, param_groups: [] },
      'loaded state dict has a different number of parameter groups\nIt has 0; this optimizer has 1.',
    ],
    [
      'with more parameters',
      { state: {}, param_groups: [{ params: [0, 1] }] },
      "loaded state dict contains a parameter group that doesn't match the size of optimizer's group\nGroup 0 has 2 parameters there and 1 here.",
    ],
    [
      'of another model',
      { state: { 0: { momentum_buffer: zeros([3]) } }, param_groups: [{ params: [0], lr: 9 }] },
      'state 0.momentum_buffer is torch.Size([3]), the parameter torch.Size([2])\nParameters are matched by their order: is it the same model?',
    ],
    [
      'with texts for tensors',
      { state: { 0: { momentum_buffer: 'x' } }, param_groups: [{ params: [0] }] },
      'state 0.momentum_buffer is no tensor, the parameter torch.Size([2])\nParameters are matched by their order: is it the same model?',
    ],
  ];

  test.each(broken)('%s is refused, and nothing changes', (_, state, message) => {
    const sgd = new optim.SGD([parameter([1, 2])], { lr: 0.5, momentum: 0.5 });
    sgd.step();
    const before = JSON.stringify([...sgd.stateDict().state.get(0)!.get('momentum_buffer')!.data]) + String(sgd);
    expect(thrown(() => sgd.loadStateDict(state)).message).toBe(message);
    expect(JSON.stringify([...sgd.stateDict().state.get(0)!.get('momentum_buffer')!.data]) + String(sgd)).toBe(before);
  });
});
