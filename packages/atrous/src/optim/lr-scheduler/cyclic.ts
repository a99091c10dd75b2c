/** @file Rates that go up and down between two bounds. */

import { ArgumentError } from '../../errors.js';
import { checkOptions } from '../../geometry/options.js';
import type { Optimizer } from '../optimizer.js';
import { divisor, type PerGroup, perGroup, usesBeta1 } from './arguments.js';
import type { Factor } from './lambda-lr.js';
import { beginCycle, setMomentum } from './momentum.js';
import {
  checkOptimizer,
  LRScheduler,
  type SchedulerOptions,
  type SchedulerState,
  type StateNames,
} from './scheduler.js';

export interface CyclicOptions extends SchedulerOptions {
  /** Steps from the lower bound to the upper; default 2000. */
  stepSizeUp?: number;
  /** Steps back; default as many. */
  stepSizeDown?: number | null;
  /** Whether cycles stay as high, halve, or shrink by gamma per step; default 'triangular'. */
  mode?: 'triangular' | 'triangular2' | 'exp_range';
  /** The factor of 'exp_range'; default 1. */
  gamma?: number;
  /** A height of the cycle in place of `mode`, at most 1. It is no part of the state. */
  scaleFn?: Factor | null;
  /** What `scaleFn` is given: the number of the cycle, from 1, or that of the step; default 'cycle'. */
  scaleMode?: 'cycle' | 'iterations';
  /** Whether the momentum (or Adam's β₁) moves against the rate; default true. */
  cycleMomentum?: boolean;
  /** The momentum at the highest rate; default 0.8. */
  baseMomentum?: PerGroup;
  /** The momentum at the lowest rate; default 0.9. */
  maxMomentum?: PerGroup;
}

const OPTIONS = [
  'stepSizeUp',
  'stepSizeDown',
  'mode',
  'gamma',
  'scaleFn',
  'scaleMode',
  'cycleMomentum',
  'baseMomentum',
  'maxMomentum',
  'lastEpoch',
];

/** How high a cycle is, by its number or that of the step. */
const SCALES: Readonly<
  Record<string, { scaleMode: 'cycle' | 'iterations'; scale: (x: number, gamma: number) => number }>
> = {
  triangular: { scaleMode: 'cycle', scale: () => 1 },
  triangular2: { scaleMode: 'cycle', scale: (cycle) => 1 / 2 ** (cycle - 1) },
  exp_range: { scaleMode: 'iterations', scale: (step, gamma) => gamma ** step },
};

/**
 * `torch.optim.lr_scheduler.CyclicLR`: between `baseLr` and `maxLr`; to be stepped after every batch.
 *
 * Smith: "Cyclical learning rates for training neural networks", 2017.
 */
export class CyclicLR extends LRScheduler {
  static readonly op: string = 'CyclicLR';
  private readonly maxLrs: number[];
  private readonly totalSize: number;
  private readonly stepRatio: number;
  private readonly mode: string;
  private readonly gamma: number;
  private readonly scaleFn: Factor | null;
  private readonly scaleMode: 'cycle' | 'iterations';
  private readonly cycleMomentum: boolean;
  private readonly useBeta1: boolean;
  private readonly baseMomentums: number[];
  private readonly maxMomentums: number[];

  constructor(optimizer: Optimizer, baseLr: PerGroup, maxLr: PerGroup, options: CyclicOptions = {}) {
    checkOptions('CyclicLR.__init__', options, OPTIONS);
    super(checkOptimizer(optimizer));
    const { stepSizeUp = 2000, mode = 'triangular', scaleFn = null, lastEpoch = -1 } = options;
    const baseLrs = perGroup('base_lr', optimizer, baseLr);
    this.maxLrs = perGroup('max_lr', optimizer, maxLr);
    this.totalSize = stepSizeUp + (options.stepSizeDown ?? stepSizeUp);
    this.stepRatio = stepSizeUp / divisor(this.totalSize, 'float division', 'A cycle has at least one step.');
    if (!Object.hasOwn(SCALES, mode) && scaleFn === null)
      throw new ArgumentError('mode is invalid and scale_fn is None', {
        hint: `\`mode\` is one of ${Object.keys(SCALES).join(', ')}.`,
        fields: { mode },
      });
    this.mode = mode;
    this.gamma = options.gamma ?? 1;
    this.scaleFn = scaleFn;
    this.scaleMode = scaleFn === null ? SCALES[mode]!.scaleMode : (options.scaleMode ?? 'cycle');
    this.cycleMomentum = options.cycleMomentum ?? true;
    this.useBeta1 = this.cycleMomentum && usesBeta1(optimizer);
    this.baseMomentums = perGroup('base_momentum', optimizer, options.baseMomentum ?? 0.8);
    this.maxMomentums = perGroup('max_momentum', optimizer, options.maxMomentum ?? 0.9);
    if (lastEpoch === -1) this.write(baseLrs);
    if (this.cycleMomentum && lastEpoch === -1)
      beginCycle(optimizer, this.baseMomentums, this.maxMomentums, this.useBeta1);
    this.start(lastEpoch);
    this.baseLrs = baseLrs;
  }

  protected override getLr(): number[] {
    const cycle = Math.floor(1 + this.lastEpoch / this.totalSize);
    const x = 1 + this.lastEpoch / this.totalSize - cycle;
    const part = x <= this.stepRatio ? x / this.stepRatio : (x - 1) / (this.stepRatio - 1);
    const scale = this.scale(this.scaleMode === 'cycle' ? cycle : this.lastEpoch);
    if (this.cycleMomentum) this.moveMomentum(part, scale);
    return this.baseLrs.map((base, i) => base + (this.maxLrs[i]! - base) * part * scale);
  }

  private scale(x: number): number {
    return this.scaleFn === null ? SCALES[this.mode]!.scale(x, this.gamma) : this.scaleFn(x);
  }

  private moveMomentum(part: number, scale: number): void {
    this.groups.forEach((group, i) => {
      const [base, max] = [this.baseMomentums[i]!, this.maxMomentums[i]!];
      setMomentum(group, max - (max - base) * part * scale, this.useBeta1);
    });
  }

  protected override stateNames(): StateNames {
    const momentums = { base_momentums: 'baseMomentums', max_momentums: 'maxMomentums' };
    return {
      max_lrs: 'maxLrs',
      total_size: 'totalSize',
      step_ratio: 'stepRatio',
      mode: 'mode',
      gamma: 'gamma',
      scale_mode: 'scaleMode',
      cycle_momentum: 'cycleMomentum',
      ...(this.cycleMomentum ? { use_beta1: 'useBeta1', ...momentums } : {}),
      ...super.stateNames(),
    };
  }

  /** `_scale_fn_custom` is PyTorch's place for a callable object's fields. */
  override stateDict(): SchedulerState {
    return { ...super.stateDict(), _scale_fn_custom: null };
  }
}
