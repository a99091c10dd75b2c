/** @file Rates that fall by a factor: every so many steps, at milestones, or at every step. */

import { checkOptions } from '../../geometry/options.js';
import type { Optimizer } from '../optimizer.js';
import { divisor } from './arguments.js';
import { LRScheduler, type SchedulerOptions, type SchedulerStateLike, type StateNames } from './scheduler.js';

export interface GammaOptions extends SchedulerOptions {
  /** The factor; default 0.1. */
  gamma?: number;
}

/** `torch.optim.lr_scheduler.StepLR`: lr·gamma every `stepSize` steps. */
export class StepLR extends LRScheduler {
  static readonly op: string = 'StepLR';
  readonly stepSize: number;
  readonly gamma: number;

  constructor(optimizer: Optimizer, stepSize: number, options: GammaOptions = {}) {
    checkOptions('StepLR.__init__', options, ['gamma', 'lastEpoch']);
    super(optimizer);
    this.stepSize = stepSize;
    this.gamma = options.gamma ?? 0.1;
    this.start(options.lastEpoch);
  }

  protected override getLr(): number[] {
    const due =
      this.lastEpoch !== 0 &&
      this.lastEpoch % divisor(this.stepSize, 'integer modulo', '`stepSize` starts at 1.') === 0;
    return due ? this.currentLrs().map((lr) => lr * this.gamma) : this.currentLrs();
  }

  protected override closedForm(): number[] {
    const falls = Math.floor(this.lastEpoch / this.stepSize);
    return this.baseLrs.map((lr) => lr * this.gamma ** falls);
  }

  protected override stateNames(): StateNames {
    return { step_size: 'stepSize', gamma: 'gamma', ...super.stateNames() };
  }
}

/** `torch.optim.lr_scheduler.MultiStepLR`: lr·gamma at each milestone; one that is named twice counts twice. */
export class MultiStepLR extends LRScheduler {
  static readonly op: string = 'MultiStepLR';
  /** How often each milestone was named. */
  readonly milestones: ReadonlyMap<number, number>;
  readonly gamma: number;

  constructor(optimizer: Optimizer, milestones: Iterable<number>, options: GammaOptions = {}) {
    checkOptions('MultiStepLR.__init__', options, ['gamma', 'lastEpoch']);
    super(optimizer);
    this.milestones = counted(milestones);
    this.gamma = options.gamma ?? 0.1;
    this.start(options.lastEpoch);
  }

  protected override getLr(): number[] {
    const times = this.milestones.get(this.lastEpoch);
    return times === undefined ? this.currentLrs() : this.currentLrs().map((lr) => lr * this.gamma ** times);
  }

  protected override closedForm(): number[] {
    let falls = 0;
    for (const [milestone, times] of this.milestones) if (milestone <= this.lastEpoch) falls += times;
    return this.baseLrs.map((lr) => lr * this.gamma ** falls);
  }

  protected override stateNames(): StateNames {
    return { milestones: 'milestones', gamma: 'gamma', ...super.stateNames() };
  }

  override loadStateDict(state: SchedulerStateLike): void {
    super.loadStateDict(state);
    // Readers of files may give the counts as a plain object, whose keys are texts.
    const entries = this.milestones instanceof Map ? [...this.milestones] : Object.entries(this.milestones);
    const milestones = new Map(entries.map(([milestone, times]) => [Number(milestone), Number(times)]));
    Object.assign(this, { milestones });
  }
}

function counted(values: Iterable<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** `torch.optim.lr_scheduler.ExponentialLR`: lr·gamma at every step. */
export class ExponentialLR extends LRScheduler {
  static readonly op: string = 'ExponentialLR';
  readonly gamma: number;

  constructor(optimizer: Optimizer, gamma: number, options: SchedulerOptions = {}) {
    checkOptions('ExponentialLR.__init__', options, ['lastEpoch']);
    super(optimizer);
    this.gamma = gamma;
    this.start(options.lastEpoch);
  }

  protected override getLr(): number[] {
    return this.initial ? this.currentLrs() : this.currentLrs().map((lr) => lr * this.gamma);
  }

  protected override closedForm(): number[] {
    return this.baseLrs.map((lr) => lr * this.gamma ** this.lastEpoch);
  }

  protected override stateNames(): StateNames {
    return { gamma: 'gamma', ...super.stateNames() };
  }
}
