/** @file Learning-rate schedulers: the rates (and momenta) of every group before the first step and after each. */

import * as lrScheduler from 'atrous/optim/lr-scheduler';
import type { Args, Family, GoldenCase } from '../files.js';
import { atrous, camelArgs } from '../library.js';
import { optimizerOf } from './optimizer.js';

type Scheduler = lrScheduler.LRScheduler;
type Constructor = new (...args: unknown[]) => Scheduler;

interface SchedulerCase extends GoldenCase {
  readonly optimizer: { readonly type: string; readonly lr: readonly number[]; readonly momentum: number };
  readonly steps: number;
  readonly lr: readonly (readonly number[])[];
  readonly momentum?: readonly (readonly number[])[];
  readonly metrics?: readonly number[];
}

/** PyTorch's required arguments after the optimizer, which are positional here too. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  StepLR: ['step_size'],
  MultiStepLR: ['milestones'],
  ExponentialLR: ['gamma'],
  CosineAnnealingLR: ['T_max'],
  CosineAnnealingWarmRestarts: ['T_0'],
  LambdaLR: ['lr_lambda'],
  MultiplicativeLR: ['lr_lambda'],
  OneCycleLR: ['max_lr'],
  CyclicLR: ['base_lr', 'max_lr'],
  SequentialLR: ['schedulers', 'milestones'],
};

interface Form {
  readonly form: string;
  readonly base?: number;
}

/** The named functions of golden/README.md. */
const FORMS: Readonly<Record<string, (base: number) => (epoch: number) => number>> = {
  power: (base) => (epoch) => base ** epoch,
  inverse: () => (epoch) => 1 / (1 + epoch),
  half: () => (epoch) => (epoch % 2 === 0 ? 0.5 : 1),
  constant: (base) => () => base,
};

interface Described {
  readonly type: string;
  readonly args: Args;
}

function argument(optimizer: atrous.optim.Optimizer, name: string, value: unknown): unknown {
  if (name === 'lr_lambda') return FORMS[(value as Form).form]!((value as Form).base ?? 1);
  if (name === 'schedulers') return (value as readonly Described[]).map((part) => schedulerOf(optimizer, part));
  return value;
}

/** `torch.optim.lr_scheduler.<type>(optimizer, **args)`. */
export function schedulerOf(optimizer: atrous.optim.Optimizer, { type, args }: Described): Scheduler {
  const Class = (lrScheduler as unknown as Readonly<Record<string, Constructor>>)[type]!;
  const required = REQUIRED[type] ?? [];
  const positional = required.map((name) => argument(optimizer, name, args[name]));
  const { T_mult: tMult, ...others } = Object.fromEntries(
    Object.entries(args).filter(([name]) => !required.includes(name)),
  );
  const options = { ...camelArgs(others), ...(tMult === undefined ? {} : { tMult }) };
  if (type !== 'ChainedScheduler') return new Class(optimizer, ...positional, options);
  return new Class(argument(optimizer, 'schedulers', args['schedulers']));
}

function expectNear(
  actual: readonly number[],
  expected: readonly number[],
  { atol, rtol }: GoldenCase,
  what: string,
): void {
  if (actual.length !== expected.length)
    throw new Error(`${what}: ${actual.length} groups, expected ${expected.length}`);
  actual.forEach((value, i) => {
    if (!(Math.abs(value - expected[i]!) <= atol + rtol * Math.abs(expected[i]!)))
      throw new Error(`${what}, group ${i}: ${value}, expected ${expected[i]}`);
  });
}

export function runScheduler(_: Family, golden: GoldenCase): void {
  const test = golden as SchedulerCase;
  const { type, lr, momentum } = test.optimizer;
  const groups = lr.map((rate) => ({ params: [atrous.zeros([1])], lr: rate }));
  const optimizer = optimizerOf(type, groups, type === 'SGD' ? { momentum } : { betas: [momentum, 0.999] });
  const scheduler = schedulerOf(optimizer, { type: test.op, args: test.args });
  const check = (step: number): void => {
    const rates = optimizer.paramGroups.map((group) => group.lr);
    expectNear(rates, test.lr[step]!, test, `lr after ${step} steps`);
    expectNear(scheduler.getLastLr(), test.lr[step]!, test, `getLastLr() after ${step} steps`);
    if (test.momentum === undefined) return;
    const momenta = optimizer.paramGroups.map((group) => group.momentum ?? group.betas![0]);
    expectNear(momenta, test.momentum[step]!, test, `momentum after ${step} steps`);
  };
  check(0);
  for (let step = 1; step <= test.steps; step++) {
    optimizer.step();
    if (test.metrics === undefined) scheduler.step();
    else (scheduler as lrScheduler.ReduceLROnPlateau).step(test.metrics[step - 1]);
    check(step);
  }
}
