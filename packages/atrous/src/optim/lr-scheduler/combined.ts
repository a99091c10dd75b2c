/** @file Schedules made of schedules: one after another, or all at once. */

import { ArgumentError, typeError } from '../../errors.js';
import { checkOptions } from '../../geometry/options.js';
import type { Optimizer } from '../optimizer.js';
import { ReduceLROnPlateau } from './plateau.js';
import {
  LRScheduler,
  type SchedulerOptions,
  type SchedulerState,
  type SchedulerStateLike,
  savedValue,
  type StateNames,
} from './scheduler.js';

/** What both check, in PyTorch's order. */
function checkSchedulers(callee: string, optimizer: Optimizer, schedulers: readonly LRScheduler[]): void {
  schedulers.forEach((scheduler, i) => {
    if (!(scheduler instanceof LRScheduler))
      throw typeError(`${callee} at index ${i} should have \`optimizer\` as its attribute.`);
    if (scheduler instanceof ReduceLROnPlateau)
      throw new ArgumentError(
        `${callee} does not support \`ReduceLROnPlateau\` scheduler as it requires additional kwargs to be specified when ` +
          `calling \`step\`, but got one at index ${i} in the given schedulers sequence.`,
        { fields: { index: i } },
      );
    if (scheduler.optimizer !== optimizer)
      throw new ArgumentError(
        `${callee} expects all schedulers to belong to the same optimizer, but got scheduler ${scheduler.typeName()} at ` +
          `index ${i} has ${scheduler.optimizer.toString()}, which is different from ${optimizer.typeName()}.`,
        { fields: { index: i } },
      );
  });
}

/** A scheduler that holds others. */
abstract class Combined extends LRScheduler {
  protected schedulers: readonly LRScheduler[] = [];

  override undo(): void {
    for (const scheduler of this.schedulers) scheduler.undo();
  }

  override stateDict(): SchedulerState {
    return { ...super.stateDict(), _schedulers: this.schedulers.map((scheduler) => scheduler.stateDict()) };
  }

  override loadStateDict(state: SchedulerStateLike): void {
    const parts = savedValue(this, state, '_schedulers') as readonly SchedulerStateLike[];
    if (parts.length !== this.schedulers.length)
      throw new ArgumentError(`the state is of ${parts.length} schedulers, and there are ${this.schedulers.length}`, {
        pythonType: 'IndexError',
      });
    super.loadStateDict(state);
    parts.forEach((part, i) => this.schedulers[i]!.loadStateDict(part));
  }
}

/**
 * `torch.optim.lr_scheduler.SequentialLR`: the first scheduler up to the first milestone, then the second, and so on.
 * Each begins anew, from the initial learning rate.
 */
export class SequentialLR extends Combined {
  static readonly op: string = 'SequentialLR';
  private readonly milestones: readonly number[];

  constructor(
    optimizer: Optimizer,
    schedulers: readonly LRScheduler[],
    milestones: readonly number[],
    options: SchedulerOptions = {},
  ) {
    checkOptions('SequentialLR.__init__', options, ['lastEpoch']);
    super(optimizer);
    if (schedulers.length === 0)
      throw new ArgumentError('SequentialLR expects at least one scheduler, but got no scheduler.');
    checkSchedulers('SequentialLR', optimizer, schedulers);
    if (milestones.length !== schedulers.length - 1)
      throw new ArgumentError(
        'Sequential Schedulers expects number of schedulers provided to be one more than the number of milestone points, ' +
          `but got number of schedulers ${schedulers.length} and the number of milestones to be equal to ${milestones.length}`,
        { fields: { schedulers: schedulers.length, milestones: milestones.length } },
      );
    this.schedulers = [...schedulers];
    this.milestones = [...milestones];
    this.lastEpoch = (options.lastEpoch ?? -1) + 1;
    this.rewind();
  }

  /** Every scheduler took its first step when it was made: all are taken back, and the first one's is taken again. */
  private rewind(): void {
    for (const group of this.groups) group.lr = group.initialLr ?? group.lr;
    this.undo();
    const first = this.schedulers[this.indexAt(0)]!;
    first.takeFirstStep();
    this.lastLr = first.getLastLr();
  }

  /** How many milestones are behind. */
  private indexAt(epoch: number): number {
    return this.milestones.filter((milestone) => milestone <= epoch).length;
  }

  override step(): void {
    this.lastEpoch++;
    const index = this.indexAt(this.lastEpoch);
    const scheduler = this.schedulers[index]!;
    if (index > 0 && this.milestones[index - 1] === this.lastEpoch) scheduler.jumpTo(0);
    else scheduler.step();
    this.lastLr = scheduler.getLastLr();
  }

  protected override stateNames(): StateNames {
    return { _milestones: 'milestones', last_epoch: 'lastEpoch', _last_lr: 'lastLr' };
  }
}

/** `torch.optim.lr_scheduler.ChainedScheduler`: all schedulers at every step, in order; their factors multiply. */
export class ChainedScheduler extends Combined {
  static readonly op: string = 'ChainedScheduler';

  /** @param options.optimizer  default: that of the first scheduler */
  constructor(schedulers: readonly LRScheduler[], options: { optimizer?: Optimizer | null } = {}) {
    checkOptions('ChainedScheduler.__init__', options, ['optimizer']);
    const [first] = schedulers;
    if (first === undefined)
      throw new ArgumentError('ChainedScheduler expects at least one scheduler to be chained, but got no scheduler.');
    const optimizer = options.optimizer ?? first.optimizer;
    checkSchedulers('ChainedScheduler', optimizer, schedulers);
    super(optimizer);
    this.schedulers = [...schedulers];
    this.lastLr = this.currentLrs();
  }

  override step(): void {
    for (const scheduler of this.schedulers) scheduler.step();
    this.lastLr = this.currentLrs();
  }

  protected override stateNames(): StateNames {
    return { _last_lr: 'lastLr' };
  }
}
