/** @file Rates by a function of the caller's. */

import { ArgumentError } from '../../errors.js';
import { checkOptions } from '../../geometry/options.js';
import { pythonTypeName } from '../../tensor/python-type.js';
import type { Optimizer } from '../optimizer.js';
import { checkOptimizer, LRScheduler, type SchedulerOptions } from './scheduler.js';

/** A factor for the index of a step. */
export type Factor = (epoch: number) => number;

/** One function for every group, or a list with one per group. */
function factors(optimizer: Optimizer, given: Factor | readonly Factor[]): readonly Factor[] {
  const groups = checkOptimizer(optimizer).paramGroups.length;
  const list = Array.isArray(given)
    ? (given as readonly Factor[])
    : Array.from({ length: groups }, () => given as Factor);
  if (list.length !== groups)
    throw new ArgumentError(`Expected ${groups} lr_lambdas, but got ${list.length}`, {
      fields: { groups, given: list.length },
    });
  const wrong = list.find((factor) => typeof factor !== 'function');
  if (wrong !== undefined)
    throw new ArgumentError(`lr_lambda should be a function, but got ${pythonTypeName(wrong)}`, {
      pythonType: 'TypeError',
    });
  return list;
}

/** `torch.optim.lr_scheduler.LambdaLR`: the initial lr times f(t). Functions are no part of the state. */
export class LambdaLR extends LRScheduler {
  static readonly op: string = 'LambdaLR';
  readonly lrLambdas: readonly Factor[];

  constructor(optimizer: Optimizer, lrLambda: Factor | readonly Factor[], options: SchedulerOptions = {}) {
    checkOptions('LambdaLR.__init__', options, ['lastEpoch']);
    super(optimizer);
    this.lrLambdas = factors(optimizer, lrLambda);
    this.start(options.lastEpoch);
  }

  protected override getLr(): number[] {
    return this.baseLrs.map((lr, i) => lr * this.lrLambdas[i]!(this.lastEpoch));
  }
}

/** `torch.optim.lr_scheduler.MultiplicativeLR`: lr·f(t) at every step from 1 on. Functions are no part of the state. */
export class MultiplicativeLR extends LRScheduler {
  static readonly op: string = 'MultiplicativeLR';
  readonly lrLambdas: readonly Factor[];

  constructor(optimizer: Optimizer, lrLambda: Factor | readonly Factor[], options: SchedulerOptions = {}) {
    checkOptions('MultiplicativeLR.__init__', options, ['lastEpoch']);
    super(optimizer);
    this.lrLambdas = factors(optimizer, lrLambda);
    this.start(options.lastEpoch);
  }

  protected override getLr(): number[] {
    if (this.initial) return this.currentLrs();
    return this.currentLrs().map((lr, i) => lr * this.lrLambdas[i]!(this.lastEpoch));
  }
}
