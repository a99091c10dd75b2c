import { describe, expect, test, vi } from 'vitest';
import * as atrous from '../../src/index.js';
import * as lrScheduler from '../../src/optim/lr-scheduler/index.js';
import { thrown } from '../failure.js';

const { optim, zeros } = atrous;
type Scheduler = lrScheduler.LRScheduler;

const sgd = (lr = 0.1): atrous.optim.SGD => new optim.SGD([zeros([1])], { lr, momentum: 0.9 });
const lrs = (optimizer: atrous.optim.Optimizer): number[] => optimizer.paramGroups.map((group) => group.lr);

function run(optimizer: atrous.optim.Optimizer, scheduler: Scheduler, steps: number): number[] {
  return Array.from({ length: steps }, (_, i) => {
    optimizer.step();
    if (scheduler instanceof lrScheduler.ReduceLROnPlateau) scheduler.step(1 / (1 + (i % 3)));
    else scheduler.step();
    return lrs(optimizer)[0]!;
  });
}

const MAKERS: Readonly<Record<string, (o: atrous.optim.Optimizer) => Scheduler>> = {
  StepLR: (o) => new lrScheduler.StepLR(o, 3, { gamma: 0.5 }),
  MultiStepLR: (o) => new lrScheduler.MultiStepLR(o, [2, 5, 5]),
  ExponentialLR: (o) => new lrScheduler.ExponentialLR(o, 0.9),
  CosineAnnealingLR: (o) => new lrScheduler.CosineAnnealingLR(o, 6, { etaMin: 0.01 }),
  CosineAnnealingWarmRestarts: (o) => new lrScheduler.CosineAnnealingWarmRestarts(o, 3, { tMult: 2 }),
  LambdaLR: (o) => new lrScheduler.LambdaLR(o, (t) => 1 / (1 + t)),
  MultiplicativeLR: (o) => new lrScheduler.MultiplicativeLR(o, [() => 0.95]),
  ConstantLR: (o) => new lrScheduler.ConstantLR(o, { totalIters: 4 }),
  LinearLR: (o) => new lrScheduler.LinearLR(o, { totalIters: 6 }),
  PolynomialLR: (o) => new lrScheduler.PolynomialLR(o, { totalIters: 12, power: 2 }),
  OneCycleLR: (o) => new lrScheduler.OneCycleLR(o, 0.4, { totalSteps: 12 }),
  CyclicLR: (o) => new lrScheduler.CyclicLR(o, 0.01, 0.1, { stepSizeUp: 3, mode: 'exp_range', gamma: 0.9 }),
  ReduceLROnPlateau: (o) => new lrScheduler.ReduceLROnPlateau(o, { patience: 1, cooldown: 1 }),
  SequentialLR: (o) =>
    new lrScheduler.SequentialLR(
      o,
      [new lrScheduler.LinearLR(o, { totalIters: 4 }), new lrScheduler.CosineAnnealingWarmRestarts(o, 3)],
      [4],
    ),
  ChainedScheduler: (o) =>
    new lrScheduler.ChainedScheduler([new lrScheduler.ConstantLR(o), new lrScheduler.ExponentialLR(o, 0.9)]),
};

describe('the state of a scheduler', () => {
  test.each(Object.keys(MAKERS))('of class %s, with that of its optimizer, goes on elsewhere', (name) => {
    const whole = sgd();
    const expected = run(whole, MAKERS[name]!(whole), 10).slice(5);
    const before = sgd();
    const first = MAKERS[name]!(before);
    run(before, first, 5);
    const after = sgd();
    const second = MAKERS[name]!(after);
    second.loadStateDict(new Map(Object.entries(first.stateDict())));
    after.loadStateDict(before.stateDict());
    run(before, first, 1);
    const rates: number[] = [];
    for (let i = 5; i < 10; i++) {
      after.step();
      if (second instanceof lrScheduler.ReduceLROnPlateau) second.step(1 / (1 + (i % 3)));
      else second.step();
      rates.push(lrs(after)[0]!);
    }
    expect(rates).toEqual(expected);
    expect(second.getLastLr()).toEqual([rates.at(-1)]);
  });

  test('has the names of PyTorch', () => {
    const state = (name: string): unknown => MAKERS[name]!(sgd()).stateDict();
    const common = { base_lrs: [0.1], last_epoch: 0, _step_count: 1, _last_lr: [0.1] };
    expect(state('StepLR')).toEqual({ step_size: 3, gamma: 0.5, ...common });
    expect(state('MultiStepLR')).toEqual({
      milestones: new Map([
        [2, 1],
        [5, 2],
      ]),
      gamma: 0.1,
      ...common,
    });
    expect(state('CosineAnnealingLR')).toEqual({ T_max: 6, eta_min: 0.01, ...common });
    expect(state('CosineAnnealingWarmRestarts')).toEqual({
      ...common,
      T_0: 3,
      T_i: 3,
      T_mult: 2,
      eta_min: 0,
      T_cur: 0,
      _step_count: 0,
    });
    expect(state('OneCycleLR')).toEqual({
      ...common,
      total_steps: 12,
      _anneal_func_type: 'cos',
      cycle_momentum: true,
      use_beta1: false,
      base_lrs: [0.016],
      _last_lr: [expect.closeTo(0.016, 12)],
      _schedule_phases: [
        {
          end_step: expect.closeTo(2.6, 12),
          start_lr: 'initial_lr',
          end_lr: 'max_lr',
          start_momentum: 'max_momentum',
          end_momentum: 'base_momentum',
        },
        {
          end_step: 11,
          start_lr: 'max_lr',
          end_lr: 'min_lr',
          start_momentum: 'base_momentum',
          end_momentum: 'max_momentum',
        },
      ],
    });
    expect(state('ReduceLROnPlateau')).toEqual({
      factor: 0.1,
      default_min_lr: 0,
      min_lrs: [0],
      patience: 1,
      cooldown: 1,
      eps: 1e-8,
      last_epoch: 0,
      _last_lr: [0.1],
      mode_worse: Infinity,
      mode: 'min',
      threshold: 1e-4,
      threshold_mode: 'rel',
      best: Infinity,
      cooldown_counter: 0,
      num_bad_epochs: 0,
    });
    expect(state('ChainedScheduler')).toMatchObject({ _schedulers: [{ factor: 1 / 3 }, { gamma: 0.9 }] });
    expect(state('SequentialLR')).toMatchObject({
      _milestones: [4],
      last_epoch: 0,
      _schedulers: [{}, { last_epoch: -1 }],
    });
  });

  test('of another class is refused', () => {
    const step = MAKERS['StepLR']!(sgd());
    expect(thrown(() => step.loadStateDict(MAKERS['LinearLR']!(sgd()).stateDict())).message).toBe(
      "'step_size'\nThe state has no `step_size`: is it that of a StepLR?",
    );
  });
});

describe('a scheduler', () => {
  test('has set the first rate when it is made', () => {
    const optimizer = sgd();
    expect(new lrScheduler.LinearLR(optimizer, { startFactor: 0.5 }).getLastLr()).toEqual([0.05]);
    expect(lrs(optimizer)).toEqual([0.05]);
  });

  test('resumes at a step, if the optimizer has had one', () => {
    const optimizer = sgd();
    const text = thrown(() => new lrScheduler.StepLR(optimizer, 5, { lastEpoch: 3 }));
    expect(text.pythonType).toBe('KeyError');
    expect(text.message).toBe(
      "param 'initial_lr' is not specified in param_groups[0] when resuming scheduler with last_epoch >= 0.\n" +
        'This typically happens when:\n' +
        "1. You're trying to resume training from a checkpoint but haven't properly loaded the optimizer state\n" +
        "2. You're using last_epoch >= 0 for a fresh training run (not recommended)\n" +
        'Call `optimizer.loadStateDict(…)` first, or leave `lastEpoch` out.',
    );
    optimizer.paramGroups[0]!.initialLr = 0.1;
    const scheduler = new lrScheduler.StepLR(optimizer, 5, { lastEpoch: 3 });
    expect(scheduler.lastEpoch).toBe(4);
    optimizer.step();
    scheduler.step();
    expect(lrs(optimizer)[0]).toBeCloseTo(0.01, 12);
  });

  test('warns once when it steps before the optimizer', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    for (let i = 0; i < 2; i++) new lrScheduler.ExponentialLR(sgd(), 0.9).step();
    expect(warn.mock.calls.map(([text]) => (text as string).split('. ')[0])).toEqual([
      'Detected call of `lr_scheduler.step()` before `optimizer.step()`',
    ]);
    warn.mockRestore();
  });

  test('of warm restarts goes to any point, between steps too', () => {
    const optimizer = sgd();
    const scheduler = new lrScheduler.CosineAnnealingWarmRestarts(optimizer, 4, { tMult: 2 });
    for (const [epoch, lr] of [
      [2, 0.05],
      [3.5, 0.0038060233744356634],
      [4, 0.1],
      [8, 0.05],
    ] as const) {
      scheduler.step(epoch);
      expect(lrs(optimizer)[0]).toBeCloseTo(lr, 12);
    }
  });

  test('of a plateau takes the loss as a tensor', () => {
    const optimizer = sgd();
    const scheduler = new lrScheduler.ReduceLROnPlateau(optimizer, { patience: 0 });
    scheduler.step(atrous.tensor(1));
    scheduler.step(atrous.tensor([2]));
    expect(lrs(optimizer)[0]).toBeCloseTo(0.01, 12);
  });

  test('of the caller’s own is written in one method', () => {
    class Halving extends lrScheduler.LRScheduler {
      constructor(optimizer: atrous.optim.Optimizer) {
        super(optimizer);
        this.start();
      }
      override getLr(): number[] {
        return this.baseLrs.map((lr) => lr * 0.5 ** this.lastEpoch);
      }
    }
    const optimizer = sgd(1);
    expect(run(optimizer, new Halving(optimizer), 3)).toEqual([0.5, 0.25, 0.125]);
  });

  /** Takes two steps of what `make` makes. */
  const stepped = (make: (o: atrous.optim.Optimizer) => Scheduler) => (): void => {
    const optimizer = sgd();
    run(optimizer, make(optimizer), 2);
  };
  const one = sgd();
  const step = new lrScheduler.StepLR(one, 1);
  const refused: [string, () => unknown, string, string][] = [
    ['what is no optimizer', () => new lrScheduler.StepLR(5 as never, 3), 'TypeError', 'int is not an Optimizer'],
    [
      'steps of size 0',
      stepped((o) => new lrScheduler.StepLR(o, 0)),
      'ZeroDivisionError',
      'integer modulo by zero\n`stepSize` starts at 1.',
    ],
    [
      'a cosine of no length',
      stepped((o) => new lrScheduler.CosineAnnealingLR(o, 0)),
      'ZeroDivisionError',
      'integer modulo by zero\n`tMax` starts at 1.',
    ],
    [
      'a cycle of no length',
      () => new lrScheduler.CyclicLR(sgd(), 0.1, 0.2, { stepSizeUp: 0 }),
      'ZeroDivisionError',
      'float division by zero\nA cycle has at least one step.',
    ],
    [
      'a way back from 0',
      stepped((o) => new lrScheduler.ConstantLR(o, { factor: 0, totalIters: 1 })),
      'ZeroDivisionError',
      'float division by zero\nA rate of 0 cannot be raised again: give a small `factor`.',
    ],
    [
      'a cycle of a momentum that is not there',
      () => new lrScheduler.OneCycleLR(new optim.Adagrad([zeros([1])]), 0.1, { totalSteps: 5 }),
      'ValueError',
      'optimizer must support momentum or beta1 with `cycle_momentum` option enabled\nAdagrad has neither: pass `{ cycleMomentum: false }`.',
    ],
    [
      'as many rates as there are no groups',
      () => new lrScheduler.CyclicLR(sgd(), [0.1, 0.2], 0.1),
      'ValueError',
      'base_lr must have the same length as optimizer.param_groups. base_lr has 2 values, param_groups has 1.',
    ],
    [
      'as many functions',
      () => new lrScheduler.LambdaLR(sgd(), [() => 1, () => 1]),
      'ValueError',
      'Expected 1 lr_lambdas, but got 2',
    ],
    [
      'a factor that is no function',
      () => new lrScheduler.MultiplicativeLR(sgd(), 5 as never),
      'TypeError',
      'lr_lambda should be a function, but got int',
    ],
    [
      'as many lowest rates',
      () => new lrScheduler.ReduceLROnPlateau(sgd(), { minLr: [1, 2] }),
      'ValueError',
      'expected 1 min_lrs, got 2',
    ],
    [
      'a plateau of nothing',
      () => new lrScheduler.ReduceLROnPlateau(sgd()).step(),
      'TypeError',
      "ReduceLROnPlateau.step() missing 1 required positional argument: 'metrics'\nGive it what should improve, such as the validation loss.",
    ],
    [
      'a step before the first',
      () => new lrScheduler.CosineAnnealingWarmRestarts(sgd(), 5).step(-1),
      'ValueError',
      'Expected non-negative epoch, but got -1',
    ],
    [
      'more steps than a cycle has',
      () => run(one, new lrScheduler.OneCycleLR(one, 0.1, { totalSteps: 5 }), 6),
      'ValueError',
      'Tried to step 6 times. The specified number of total steps is 5\nStep once per batch, and `totalSteps` times in all.',
    ],
    [
      'a chain of nothing',
      () => new lrScheduler.ChainedScheduler([]),
      'ValueError',
      'ChainedScheduler expects at least one scheduler to be chained, but got no scheduler.',
    ],
    [
      'a sequence of nothing',
      () => new lrScheduler.SequentialLR(sgd(), [], []),
      'ValueError',
      'SequentialLR expects at least one scheduler, but got no scheduler.',
    ],
    [
      'as many milestones as parts',
      () => new lrScheduler.SequentialLR(one, [step], [1]),
      'ValueError',
      'Sequential Schedulers expects number of schedulers provided to be one more than the number of milestone points, but got number of schedulers 1 and the number of milestones to be equal to 1',
    ],
    [
      'a plateau in a sequence',
      () => new lrScheduler.SequentialLR(one, [new lrScheduler.ReduceLROnPlateau(one)], []),
      'ValueError',
      'SequentialLR does not support `ReduceLROnPlateau` scheduler as it requires additional kwargs to be specified when calling `step`, but got one at index 0 in the given schedulers sequence.',
    ],
    [
      'a part that is no scheduler',
      () => new lrScheduler.SequentialLR(one, [5 as never], []),
      'TypeError',
      'SequentialLR at index 0 should have `optimizer` as its attribute.',
    ],
    [
      'an unknown option',
      () => new lrScheduler.CosineAnnealingLR(sgd(), 5, { eta_min: 0 } as never),
      'TypeError',
      "CosineAnnealingLR.__init__() got an unexpected keyword argument 'eta_min'\nDid you mean `etaMin`?",
    ],
  ];

  test.each(refused)('refuses %s', (_, action, pythonType, message) => {
    const error = thrown(action);
    expect(error.message).toBe(message);
    expect(error.pythonType).toBe(pythonType);
  });

  test('names the other optimizer whole, as PyTorch does', () => {
    const error = thrown(() => new lrScheduler.SequentialLR(sgd(), [step], []));
    expect(error.message).toBe(
      `SequentialLR expects all schedulers to belong to the same optimizer, but got scheduler StepLR at index 0 has ${one.toString()}, which is different from SGD.`,
    );
  });
});
