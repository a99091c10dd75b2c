/** @file Rates that are a part of the whole for some steps, or move between parts of it: constant, linear, polynomial. */

import { ArgumentError } from '../../errors.js';
import { checkOptions } from '../../geometry/options.js';
import type { Optimizer } from '../optimizer.js';
import { divisor } from './arguments.js';
import { LRScheduler, type SchedulerOptions, type StateNames } from './scheduler.js';

export interface ConstantOptions extends SchedulerOptions {
  /** In [0, 1]; default 1/3. */
  factor?: number;
  /** How many steps it lasts; default 5. */
  totalIters?: number;
}

/** `torch.optim.lr_scheduler.ConstantLR`: lr·factor for `totalIters` steps, then lr. */
export class ConstantLR extends LRScheduler {
  static readonly op: string = 'ConstantLR';
  readonly factor: number;
  readonly totalIters: number;

  constructor(optimizer: Optimizer, options: ConstantOptions = {}) {
    checkOptions('ConstantLR.__init__', options, ['factor', 'totalIters', 'lastEpoch']);
    const { factor = 1 / 3 } = options;
    if (!(factor >= 0 && factor <= 1))
      throw new ArgumentError('Constant multiplicative factor expected to be between 0 and 1.', { fields: { factor } });
    super(optimizer);
    this.factor = factor;
    this.totalIters = options.totalIters ?? 5;
    this.start(options.lastEpoch);
  }

  protected override getLr(): number[] {
    if (this.lastEpoch === 0) return this.currentLrs().map((lr) => lr * this.factor);
    if (this.lastEpoch !== this.totalIters) return this.currentLrs();
    const inverse =
      1 / divisor(this.factor, 'float division', 'A rate of 0 cannot be raised again: give a small `factor`.');
    return this.currentLrs().map((lr) => lr * inverse);
  }

  protected override closedForm(): number[] {
    const factor = this.lastEpoch >= this.totalIters ? this.factor + (1 - this.factor) : this.factor;
    return this.baseLrs.map((lr) => lr * factor);
  }

  protected override stateNames(): StateNames {
    return { factor: 'factor', total_iters: 'totalIters', ...super.stateNames() };
  }
}

export interface LinearOptions extends SchedulerOptions {
  /** In (0, 1]; default 1/3. */
  startFactor?: number;
  /** In [0, 1]; default 1. */
  endFactor?: number;
  /** How many steps the way takes; default 5. */
  totalIters?: number;
}

/** `torch.optim.lr_scheduler.LinearLR`: from lr·startFactor to lr·endFactor in `totalIters` equal steps. */
export class LinearLR extends LRScheduler {
  static readonly op: string = 'LinearLR';
  readonly startFactor: number;
  readonly endFactor: number;
  readonly totalIters: number;

  constructor(optimizer: Optimizer, options: LinearOptions = {}) {
    checkOptions('LinearLR.__init__', options, ['startFactor', 'endFactor', 'totalIters', 'lastEpoch']);
    const { startFactor = 1 / 3, endFactor = 1 } = options;
    if (!(startFactor > 0 && startFactor <= 1))
      throw new ArgumentError('Starting multiplicative factor expected to be greater than 0 and less or equal to 1.', {
        fields: { startFactor },
      });
    if (!(endFactor >= 0 && endFactor <= 1))
      throw new ArgumentError('Ending multiplicative factor expected to be between 0 and 1.', {
        fields: { endFactor },
      });
    super(optimizer);
    this.startFactor = startFactor;
    this.endFactor = endFactor;
    this.totalIters = options.totalIters ?? 5;
    this.start(options.lastEpoch);
  }

  /** The ratio of one step's factor to the one before. */
  protected override getLr(): number[] {
    if (this.lastEpoch === 0) return this.currentLrs().map((lr) => lr * this.startFactor);
    if (this.initial || this.lastEpoch > this.totalIters) return this.currentLrs();
    const rise = this.endFactor - this.startFactor;
    const ratio = 1 + rise / (this.totalIters * this.startFactor + (this.lastEpoch - 1) * rise);
    return this.currentLrs().map((lr) => lr * ratio);
  }

  protected override closedForm(): number[] {
    const rise = this.endFactor - this.startFactor;
    const factor = this.startFactor + (rise * Math.min(this.totalIters, this.lastEpoch)) / this.totalIters;
    return this.baseLrs.map((lr) => lr * factor);
  }

  protected override stateNames(): StateNames {
    return {
      start_factor: 'startFactor',
      end_factor: 'endFactor',
      total_iters: 'totalIters',
      ...super.stateNames(),
    };
  }
}

export interface PolynomialOptions extends SchedulerOptions {
  /** How many steps until 0; default 5. */
  totalIters?: number;
  /** Default 1. */
  power?: number;
}

/** `torch.optim.lr_scheduler.PolynomialLR`: lr·(1 − t/totalIters)^power, then 0. */
export class PolynomialLR extends LRScheduler {
  static readonly op: string = 'PolynomialLR';
  readonly totalIters: number;
  readonly power: number;

  constructor(optimizer: Optimizer, options: PolynomialOptions = {}) {
    checkOptions('PolynomialLR.__init__', options, ['totalIters', 'power', 'lastEpoch']);
    super(optimizer);
    this.totalIters = options.totalIters ?? 5;
    this.power = options.power ?? 1;
    this.start(options.lastEpoch);
  }

  protected override getLr(): number[] {
    const { lastEpoch, totalIters, power } = this;
    if (this.initial || lastEpoch > totalIters) return this.currentLrs();
    const ratio = ((1 - lastEpoch / totalIters) / (1 - (lastEpoch - 1) / totalIters)) ** power;
    return this.currentLrs().map((lr) => lr * ratio);
  }

  protected override closedForm(): number[] {
    const left = 1 - Math.min(this.totalIters, this.lastEpoch) / this.totalIters;
    return this.baseLrs.map((lr) => lr * left ** this.power);
  }

  protected override stateNames(): StateNames {
    return { total_iters: 'totalIters', power: 'power', ...super.stateNames() };
  }
}
