/** @file The 1cycle policy. */

import { ArgumentError } from '../../errors.js';
import { checkOptions } from '../../geometry/options.js';
import { asGiven } from '../../geometry/python.js';
import type { Group } from '../group.js';
import type { Optimizer } from '../optimizer.js';
import { type PerGroup, perGroup, usesBeta1 } from './arguments.js';
import { beginCycle, setMomentum } from './momentum.js';
import {
  checkOptimizer,
  LRScheduler,
  type SchedulerOptions,
  type SchedulerState,
  type SchedulerStateLike,
  savedValue,
  type StateNames,
} from './scheduler.js';

export interface OneCycleOptions extends SchedulerOptions {
  /** The length of the cycle in steps; or give `epochs` and `stepsPerEpoch`. */
  totalSteps?: number | null;
  epochs?: number | null;
  stepsPerEpoch?: number | null;
  /** Which part of the cycle the rate rises, in [0, 1]; default 0.3. */
  pctStart?: number;
  /** Default 'cos'. */
  annealStrategy?: 'cos' | 'linear';
  /** Whether the momentum (or Adam's β₁) moves against the rate; default true. */
  cycleMomentum?: boolean;
  /** The momentum at the highest rate; default 0.85. */
  baseMomentum?: PerGroup;
  /** The momentum at the lowest rate; default 0.95. */
  maxMomentum?: PerGroup;
  /** The first rate is maxLr/divFactor; default 25. */
  divFactor?: number;
  /** The last rate is the first/finalDivFactor; default 10000. */
  finalDivFactor?: number;
  /** Whether the rate goes back to the first in one phase and to the last in another; default false. */
  threePhase?: boolean;
}

const OPTIONS = [
  'totalSteps',
  'epochs',
  'stepsPerEpoch',
  'pctStart',
  'annealStrategy',
  'cycleMomentum',
  'baseMomentum',
  'maxMomentum',
  'divFactor',
  'finalDivFactor',
  'threePhase',
  'lastEpoch',
];

type Rate = 'initialLr' | 'maxLr' | 'minLr';
type Momentum = 'baseMomentum' | 'maxMomentum';

/** A part of the cycle: up to which step, and from which of the group's values to which. */
interface Phase {
  readonly end: number;
  readonly lr: readonly [Rate, Rate];
  readonly momentum: readonly [Momentum, Momentum];
}

function phases(total: number, pctStart: number, three: boolean): Phase[] {
  const rise: Phase = {
    end: pctStart * total - 1,
    lr: ['initialLr', 'maxLr'],
    momentum: ['maxMomentum', 'baseMomentum'],
  };
  if (!three) return [rise, { end: total - 1, lr: ['maxLr', 'minLr'], momentum: ['baseMomentum', 'maxMomentum'] }];
  return [
    rise,
    { end: 2 * pctStart * total - 2, lr: ['maxLr', 'initialLr'], momentum: ['baseMomentum', 'maxMomentum'] },
    { end: total - 1, lr: ['initialLr', 'minLr'], momentum: ['maxMomentum', 'maxMomentum'] },
  ];
}

/** From `start` to `end` as `part` goes from 0 to 1. */
const ANNEAL = {
  cos: (start: number, end: number, part: number): number => end + ((start - end) / 2) * (Math.cos(Math.PI * part) + 1),
  linear: (start: number, end: number, part: number): number => (end - start) * part + start,
} as const;

const SNAKE: Readonly<Record<Rate | Momentum, string>> = {
  initialLr: 'initial_lr',
  maxLr: 'max_lr',
  minLr: 'min_lr',
  baseMomentum: 'base_momentum',
  maxMomentum: 'max_momentum',
};

/**
 * `torch.optim.lr_scheduler.OneCycleLR`: from maxLr/divFactor up to `maxLr`, and down far below where it began; to be
 * stepped after every batch.
 *
 * Smith, Topin: "Super-convergence: very fast training of neural networks using large learning rates", 2018.
 */
export class OneCycleLR extends LRScheduler {
  static readonly op: string = 'OneCycleLR';
  readonly totalSteps: number;
  private readonly annealStrategy: 'cos' | 'linear';
  private readonly cycleMomentum: boolean;
  private readonly useBeta1: boolean;
  private phases: readonly Phase[];

  constructor(optimizer: Optimizer, maxLr: PerGroup, options: OneCycleOptions = {}) {
    checkOptions('OneCycleLR.__init__', options, OPTIONS);
    super(checkOptimizer(optimizer));
    this.totalSteps = totalSteps(options);
    const { pctStart = 0.3, annealStrategy = 'cos' } = options;
    checkShape(pctStart, annealStrategy);
    this.annealStrategy = annealStrategy;
    this.phases = phases(this.totalSteps, pctStart, options.threePhase ?? false);
    this.cycleMomentum = options.cycleMomentum ?? true;
    const fresh = (options.lastEpoch ?? -1) === -1;
    const rates = perGroup('max_lr', optimizer, maxLr);
    if (fresh) optimizer.paramGroups.forEach((group, i) => setRates(group, rates[i]!, options));
    this.useBeta1 = this.cycleMomentum && usesBeta1(optimizer);
    if (this.cycleMomentum) {
      const max = perGroup('max_momentum', optimizer, options.maxMomentum ?? 0.95);
      const base = perGroup('base_momentum', optimizer, options.baseMomentum ?? 0.85);
      if (fresh) beginCycle(optimizer, base, max, this.useBeta1);
    }
    this.start(options.lastEpoch);
  }

  protected override getLr(): number[] {
    const { lastEpoch: step, totalSteps } = this;
    if (step > totalSteps)
      throw new ArgumentError(
        `Tried to step ${step} times. The specified number of total steps is ${asGiven(totalSteps)}`,
        { hint: 'Step once per batch, and `totalSteps` times in all.', fields: { step, totalSteps } },
      );
    const found = this.phases.findIndex(({ end }) => step <= end);
    const at = found < 0 ? this.phases.length - 1 : found;
    const phase = this.phases[at]!;
    const start = at === 0 ? 0 : this.phases[at - 1]!.end;
    const part = (step - start) / (phase.end - start);
    if (this.cycleMomentum) for (const group of this.groups) this.moveMomentum(group, phase, part);
    return this.groups.map((group) => this.anneal(group[phase.lr[0]]!, group[phase.lr[1]]!, part));
  }

  private anneal(start: number, end: number, part: number): number {
    return ANNEAL[this.annealStrategy](start, end, part);
  }

  private moveMomentum(group: Group, { momentum: [from, to] }: Phase, part: number): void {
    setMomentum(group, this.anneal(group[from]!, group[to]!, part), this.useBeta1);
  }

  protected override stateNames(): StateNames {
    return {
      total_steps: 'totalSteps',
      _anneal_func_type: 'annealStrategy',
      cycle_momentum: 'cycleMomentum',
      ...(this.cycleMomentum ? { use_beta1: 'useBeta1' } : {}),
      ...super.stateNames(),
    };
  }

  override stateDict(): SchedulerState {
    const saved = this.phases.map(({ end, lr, momentum }) => ({
      end_step: end,
      start_lr: SNAKE[lr[0]],
      end_lr: SNAKE[lr[1]],
      start_momentum: SNAKE[momentum[0]],
      end_momentum: SNAKE[momentum[1]],
    }));
    return { ...super.stateDict(), _schedule_phases: saved };
  }

  override loadStateDict(state: SchedulerStateLike): void {
    const saved = savedValue(this, state, '_schedule_phases') as readonly SchedulerStateLike[];
    const loaded = saved.map((phase) => this.readPhase(phase));
    super.loadStateDict(state);
    this.phases = loaded;
  }

  private readPhase(saved: SchedulerStateLike): Phase {
    const name = (key: string): string =>
      Object.entries(SNAKE).find(([, snake]) => snake === savedValue(this, saved, key))![0];
    return {
      end: savedValue(this, saved, 'end_step') as number,
      lr: [name('start_lr') as Rate, name('end_lr') as Rate],
      momentum: [name('start_momentum') as Momentum, name('end_momentum') as Momentum],
    };
  }
}

function setRates(group: Group, maxLr: number, { divFactor = 25, finalDivFactor = 1e4 }: OneCycleOptions): void {
  group.initialLr = maxLr / divFactor;
  group.maxLr = maxLr;
  group.minLr = group.initialLr / finalDivFactor;
}

function totalSteps({ totalSteps, epochs, stepsPerEpoch }: OneCycleOptions): number {
  if (totalSteps != null) return positive('total_steps', totalSteps);
  if (epochs == null || stepsPerEpoch == null)
    throw new ArgumentError('You must define either total_steps OR (epochs AND steps_per_epoch)', {
      hint: 'Give `{ totalSteps }` or `{ epochs, stepsPerEpoch }`.',
    });
  return positive('epochs', epochs) * positive('steps_per_epoch', stepsPerEpoch);
}

function positive(name: string, value: number): number {
  if (value > 0 && Number.isInteger(value)) return value;
  throw new ArgumentError(`Expected positive integer ${name}, but got ${asGiven(value)}`, { fields: { value } });
}

function checkShape(pctStart: number, annealStrategy: string): void {
  if (!(pctStart >= 0 && pctStart <= 1))
    throw new ArgumentError(`Expected float between 0 and 1 pct_start, but got ${asGiven(pctStart)}`, {
      fields: { pctStart },
    });
  if (!Object.hasOwn(ANNEAL, annealStrategy))
    throw new ArgumentError(`anneal_strategy must be one of 'cos' or 'linear', instead got ${annealStrategy}`, {
      fields: { annealStrategy },
    });
}
