/** @file Rates along a cosine, once or with restarts. */

import { ArgumentError } from '../../errors.js';
import { checkOptions } from '../../geometry/options.js';
import { asGiven } from '../../geometry/python.js';
import { pythonTypeName } from '../../tensor/python-type.js';
import type { Optimizer } from '../optimizer.js';
import { divisor } from './arguments.js';
import { LRScheduler, type SchedulerOptions, type StateNames } from './scheduler.js';

export interface CosineOptions extends SchedulerOptions {
  /** The lowest rate; default 0. */
  etaMin?: number;
}

/** min + (lr − min)·(1 + cos(π·t/T))/2. */
const cosine = (lr: number, min: number, t: number, period: number): number =>
  min + ((lr - min) * (1 + Math.cos((Math.PI * t) / period))) / 2;

/**
 * `torch.optim.lr_scheduler.CosineAnnealingLR`: from lr to `etaMin` in `tMax` steps, and up again after them.
 *
 * As in PyTorch each rate comes from the one before, so that other schedulers may act in between.
 */
export class CosineAnnealingLR extends LRScheduler {
  static readonly op: string = 'CosineAnnealingLR';
  readonly tMax: number;
  readonly etaMin: number;

  constructor(optimizer: Optimizer, tMax: number, options: CosineOptions = {}) {
    checkOptions('CosineAnnealingLR.__init__', options, ['etaMin', 'lastEpoch']);
    super(optimizer);
    this.tMax = tMax;
    this.etaMin = options.etaMin ?? 0;
    this.start(options.lastEpoch);
  }

  protected override getLr(): number[] {
    const { lastEpoch: t, etaMin } = this;
    if (this.initial) return this.currentLrs();
    if (this.stepCount === 1 && t > 0) return this.closedForm();
    const period = divisor(this.tMax, 'integer modulo', '`tMax` starts at 1.');
    // At its lowest the rate says nothing of the way up.
    if ((t - 1 - period) % (2 * period) === 0) {
      const rise = (1 - Math.cos(Math.PI / period)) / 2;
      return this.currentLrs().map((lr, i) => lr + (this.baseLrs[i]! - etaMin) * rise);
    }
    const ratio = (1 + Math.cos((Math.PI * t) / period)) / (1 + Math.cos((Math.PI * (t - 1)) / period));
    return this.currentLrs().map((lr) => ratio * (lr - etaMin) + etaMin);
  }

  protected override closedForm(): number[] {
    return this.baseLrs.map((lr) => cosine(lr, this.etaMin, this.lastEpoch, this.tMax));
  }

  protected override stateNames(): StateNames {
    return { T_max: 'tMax', eta_min: 'etaMin', ...super.stateNames() };
  }
}

export interface RestartOptions extends CosineOptions {
  /** How much longer each period is than the one before, PyTorch's `T_mult`; default 1. */
  tMult?: number;
}

/** `torch.optim.lr_scheduler.CosineAnnealingWarmRestarts`: from lr to `etaMin` in `t0` steps, then from lr again. */
export class CosineAnnealingWarmRestarts extends LRScheduler {
  static readonly op: string = 'CosineAnnealingWarmRestarts';
  readonly t0: number;
  readonly tMult: number;
  readonly etaMin: number;
  /** The length of this period, and where in it we are. */
  private period: number;
  private position: number;

  constructor(optimizer: Optimizer, t0: number, options: RestartOptions = {}) {
    checkOptions('CosineAnnealingWarmRestarts.__init__', options, ['tMult', 'etaMin', 'lastEpoch']);
    const { tMult = 1, etaMin = 0, lastEpoch = -1 } = options;
    checkPeriods(t0, tMult, etaMin);
    super(optimizer);
    this.t0 = t0;
    this.tMult = tMult;
    this.etaMin = etaMin;
    this.period = t0;
    this.position = lastEpoch;
    this.start(lastEpoch);
  }

  protected override getLr(): number[] {
    return this.baseLrs.map((lr) => cosine(lr, this.etaMin, this.position, this.period));
  }

  /**
   * Goes on by one step, or to any point of the schedule.
   *
   * @param epoch  fractions are allowed: `step(epoch + batch / batches)`
   * @throws ArgumentError for a negative one
   */
  override step(epoch?: number): void {
    const target = epoch ?? (this.lastEpoch < 0 ? 0 : undefined);
    if (target === undefined) this.advance();
    else this.place(target);
    this.lastEpoch = Math.floor(target ?? this.lastEpoch + 1);
    this.write(this.getLr());
  }

  private advance(): void {
    this.position++;
    if (this.position < this.period) return;
    this.position %= this.period;
    this.period *= this.tMult;
  }

  /** Periods begin at t0·(multⁿ − 1)/(mult − 1). */
  private place(epoch: number): void {
    const { t0, tMult } = this;
    if (epoch < 0)
      throw new ArgumentError(`Expected non-negative epoch, but got ${asGiven(epoch)}`, { fields: { epoch } });
    if (epoch < t0) [this.period, this.position] = [t0, epoch];
    else if (tMult === 1) this.position = epoch % t0;
    else {
      const n = Math.trunc(Math.log((epoch / t0) * (tMult - 1) + 1) / Math.log(tMult));
      this.position = epoch - (t0 * (tMult ** n - 1)) / (tMult - 1);
      this.period = t0 * tMult ** n;
    }
  }

  protected override stateNames(): StateNames {
    return {
      T_0: 't0',
      T_i: 'period',
      T_mult: 'tMult',
      eta_min: 'etaMin',
      T_cur: 'position',
      ...super.stateNames(),
    };
  }
}

function checkPeriods(t0: number, tMult: number, etaMin: number): void {
  if (!(t0 > 0 && Number.isInteger(t0)))
    throw new ArgumentError(`Expected positive integer T_0, but got ${asGiven(t0)}`, { fields: { t0 } });
  if (!(tMult >= 1 && Number.isInteger(tMult)))
    throw new ArgumentError(`Expected integer T_mult >= 1, but got ${asGiven(tMult)}`, { fields: { tMult } });
  if (typeof etaMin !== 'number')
    throw new ArgumentError(
      `Expected float or int eta_min, but got ${asGiven(etaMin)} of type <class '${pythonTypeName(etaMin)}'>`,
      { fields: { etaMin } },
    );
}
