/** @file Rates that fall when a metric stops improving. */

import { ArgumentError, runtimeError, typeError } from '../../errors.js';
import { checkOptions } from '../../geometry/options.js';
import { Tensor } from '../../tensor/tensor.js';
import { item } from '../../tensor/values.js';
import type { Optimizer } from '../optimizer.js';
import type { PerGroup } from './arguments.js';
import { LRScheduler, type SchedulerStateLike, type StateNames } from './scheduler.js';

export interface PlateauOptions {
  /** Whether the metric should fall ('min', default) or rise. */
  mode?: 'min' | 'max';
  /** Below 1; default 0.1. */
  factor?: number;
  /** How many steps without improvement are borne; default 10. */
  patience?: number;
  /** How much better counts as better; default 1e-4. */
  threshold?: number;
  /** Whether the threshold is a part of the best value ('rel', default) or a difference. */
  thresholdMode?: 'rel' | 'abs';
  /** Steps after a reduction that do not count; default 0. */
  cooldown?: number;
  /** The lowest rate; default 0. */
  minLr?: PerGroup;
  /** Smaller reductions are not made; default 1e-8. */
  eps?: number;
}

const OPTIONS = ['mode', 'factor', 'patience', 'threshold', 'thresholdMode', 'cooldown', 'minLr', 'eps'];

function check({ mode = 'min', thresholdMode = 'rel', factor = 0.1 }: PlateauOptions): void {
  if (factor >= 1) throw new ArgumentError('Factor should be < 1.0.', { fields: { factor } });
  if (mode !== 'min' && mode !== 'max')
    throw new ArgumentError(`mode ${mode as string} is unknown!`, { hint: "'min' or 'max'.", fields: { mode } });
  if (thresholdMode !== 'rel' && thresholdMode !== 'abs')
    throw new ArgumentError(`threshold mode ${thresholdMode as string} is unknown!`, {
      hint: "'rel' or 'abs'.",
      fields: { thresholdMode },
    });
}

/** `torch.optim.lr_scheduler.ReduceLROnPlateau`: `step(metric)` multiplies by `factor` after `patience` steps in vain. */
export class ReduceLROnPlateau extends LRScheduler {
  static readonly op: string = 'ReduceLROnPlateau';
  private readonly mode: 'min' | 'max';
  private readonly factor: number;
  private readonly patience: number;
  private readonly threshold: number;
  private readonly thresholdMode: 'rel' | 'abs';
  private readonly cooldown: number;
  private readonly eps: number;
  private readonly defaultMinLr: number | null;
  private minLrs: number[];
  private readonly worst: number;
  private best: number;
  private cooldownCounter = 0;
  private numBadEpochs = 0;

  constructor(optimizer: Optimizer, options: PlateauOptions = {}) {
    checkOptions('ReduceLROnPlateau.__init__', options, OPTIONS);
    check(options);
    super(optimizer);
    const { minLr = 0 } = options;
    this.mode = options.mode ?? 'min';
    this.factor = options.factor ?? 0.1;
    this.patience = options.patience ?? 10;
    this.threshold = options.threshold ?? 1e-4;
    this.thresholdMode = options.thresholdMode ?? 'rel';
    this.cooldown = options.cooldown ?? 0;
    this.eps = options.eps ?? 1e-8;
    this.defaultMinLr = typeof minLr === 'number' ? minLr : null;
    this.minLrs = lowest(optimizer, minLr);
    this.worst = this.mode === 'min' ? Infinity : -Infinity;
    this.best = this.worst;
    this.lastEpoch = 0;
    this.lastLr = this.currentLrs();
  }

  /** @param metrics  a number, or a tensor of one element */
  override step(metrics?: number | Tensor): void {
    const current = metricOf(metrics);
    this.lastEpoch++;
    if (this.isBetter(current)) [this.best, this.numBadEpochs] = [current, 0];
    else this.numBadEpochs++;
    if (this.cooldownCounter > 0) {
      this.cooldownCounter--;
      this.numBadEpochs = 0;
    }
    if (this.numBadEpochs > this.patience) {
      this.reduce();
      this.cooldownCounter = this.cooldown;
      this.numBadEpochs = 0;
    }
    this.lastLr = this.currentLrs();
  }

  private isBetter(value: number): boolean {
    const { mode, best, threshold } = this;
    const relative = this.thresholdMode === 'rel';
    if (mode === 'min') return value < (relative ? best * (1 - threshold) : best - threshold);
    return value > (relative ? best * (threshold + 1) : best + threshold);
  }

  private reduce(): void {
    this.fitMinLrs();
    this.groups.forEach((group, i) => {
      const lr = Math.max(group.lr * this.factor, this.minLrs[i]!);
      if (group.lr - lr > this.eps) group.lr = lr;
    });
  }

  /** Groups may have been added since. */
  private fitMinLrs(): void {
    const groups = this.groups.length;
    if (groups === this.minLrs.length) return;
    if (this.defaultMinLr === null)
      throw runtimeError(
        `The number of param groups in the \`optimizer\` (${groups}) differs from when \`ReduceLROnPlateau\` was initialized ` +
          `(${this.minLrs.length}), usually due to a new param group being added to the optimizer. ` +
          'Please modify the `min_lrs` field to match the length of the `optimizer` param groups.',
        {
          hint: 'Give `minLr` as one number, or make the scheduler after the last group was added.',
          fields: { groups, minLrs: this.minLrs.length },
        },
      );
    this.minLrs = lowest(this.optimizer, this.defaultMinLr);
  }

  protected override stateNames(): StateNames {
    return {
      factor: 'factor',
      default_min_lr: 'defaultMinLr',
      min_lrs: 'minLrs',
      patience: 'patience',
      cooldown: 'cooldown',
      eps: 'eps',
      last_epoch: 'lastEpoch',
      _last_lr: 'lastLr',
      mode_worse: 'worst',
      mode: 'mode',
      threshold: 'threshold',
      threshold_mode: 'thresholdMode',
      best: 'best',
      cooldown_counter: 'cooldownCounter',
      num_bad_epochs: 'numBadEpochs',
    };
  }

  override loadStateDict(state: SchedulerStateLike): void {
    super.loadStateDict(state);
    check({ mode: this.mode, thresholdMode: this.thresholdMode });
  }
}

function lowest(optimizer: Optimizer, minLr: PerGroup): number[] {
  const groups = optimizer.paramGroups.length;
  if (typeof minLr === 'number') return Array.from({ length: groups }, () => minLr);
  if (minLr.length === groups) return [...minLr];
  throw new ArgumentError(`expected ${groups} min_lrs, got ${minLr.length}`, {
    fields: { groups, minLrs: minLr.length },
  });
}

function metricOf(metrics: number | Tensor | undefined): number {
  if (metrics === undefined)
    throw typeError("ReduceLROnPlateau.step() missing 1 required positional argument: 'metrics'", {
      hint: 'Give it what should improve, such as the validation loss.',
    });
  return metrics instanceof Tensor ? item(metrics) : metrics;
}
