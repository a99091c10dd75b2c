/** @file What every learning-rate scheduler is: a count of steps, and a rule for the rate of each parameter group. */

import { ArgumentError, NotSupportedError, StateDictError } from '../../errors.js';
import { pythonTypeName } from '../../tensor/python-type.js';
import { className } from '../../tensor/shown.js';
import type { Group } from '../group.js';
import { Optimizer } from '../optimizer.js';
import { warnOnce } from '../../tensor/warn.js';

/** What every scheduler takes. */
export interface SchedulerOptions {
  /** The index of the last step of a schedule that is resumed; default −1, a new one. */
  lastEpoch?: number;
}

/** A scheduler's state by PyTorch's names; plain values, lists and maps. */
export type SchedulerState = Record<string, unknown>;

/** What `loadStateDict` takes: what `stateDict` gave, or the same as a map, as readers of files give it. */
export type SchedulerStateLike = ReadonlyMap<unknown, unknown> | Readonly<Record<string, unknown>>;

/** This library's field by PyTorch's name of it. */
export type StateNames = Readonly<Record<string, string>>;

const OWN_STATE: StateNames = {
  base_lrs: 'baseLrs',
  last_epoch: 'lastEpoch',
  _step_count: 'stepCount',
  _last_lr: 'lastLr',
};

/**
 * Base of all schedulers. A subclass writes `getLr`, and calls `start` at the end of its constructor, which takes step 0 at once:
 *
 *     class Halving extends optim.lrScheduler.LRScheduler {
 *       constructor(optimizer: optim.Optimizer) {
 *         super(optimizer);
 *         this.start();
 *       }
 *       override getLr(): number[] {
 *         return this.baseLrs.map((lr) => lr * 0.5 ** this.lastEpoch);
 *       }
 *     }
 */
export abstract class LRScheduler {
  readonly optimizer: Optimizer;
  /** The learning rate that each group began with. */
  baseLrs: number[] = [];
  /** The index of the last step. */
  lastEpoch = -1;
  protected stepCount = 0;
  protected lastLr: number[] = [];
  /** Whether step 0 is being taken. */
  protected initial = false;

  /** @throws ArgumentError (Python's TypeError) for what is no optimizer */
  constructor(optimizer: Optimizer) {
    this.optimizer = checkOptimizer(optimizer);
  }

  /** The learning rates at `lastEpoch`, one per group; called by `step` only. */
  protected getLr(): number[] {
    throw new NotSupportedError(`${this.typeName()} has no learning rates of its own`);
  }

  /** The same in closed form, where there is one: what a schedule in the midst of another begins with. */
  protected closedForm(): number[] {
    return this.getLr();
  }

  /** The name for messages: PyTorch's, whatever a minifier did. */
  typeName(): string {
    return className(this);
  }

  protected get groups(): readonly Group[] {
    return this.optimizer.paramGroups;
  }

  /** The groups' learning rates as they are. */
  protected currentLrs(): number[] {
    return this.groups.map((group) => group.lr);
  }

  /**
   * Begins the schedule, or resumes it.
   *
   * @throws ArgumentError (Python's KeyError) if it is resumed on an optimizer that never had one
   */
  protected start(lastEpoch = -1): void {
    this.groups.forEach((group, i) => {
      if (lastEpoch === -1) group.initialLr ??= group.lr;
      else if (group.initialLr === undefined) throw notResumable(i);
    });
    this.baseLrs = this.groups.map((group) => group.initialLr!);
    this.lastEpoch = lastEpoch;
    this.takeFirstStep();
  }

  /** @internal Step 0. */
  takeFirstStep(): void {
    this.stepCount = 0;
    this.initial = true;
    this.step();
    this.initial = false;
  }

  /** Goes on by one step. To be called after `optimizer.step()`. */
  step(): void {
    if (this.stepCount === 1 && !this.optimizer.stepped) warnOnce(WRONG_ORDER);
    this.stepCount++;
    this.lastEpoch++;
    this.write(this.getLr());
  }

  /** @internal Puts the schedule at an index. */
  jumpTo(epoch: number): void {
    this.lastEpoch = epoch;
    this.write(this.closedForm());
  }

  /** @internal Takes back the step that the constructor took. */
  undo(): void {
    this.lastEpoch--;
  }

  /** Sets the groups' learning rates. */
  protected write(lrs: readonly number[]): void {
    this.groups.forEach((group, i) => {
      group.lr = lrs[i]!;
    });
    this.lastLr = this.currentLrs();
  }

  /** The learning rates that this scheduler set last, one per group. */
  getLastLr(): number[] {
    return [...this.lastLr];
  }

  /** Names of the state: a subclass adds its own. */
  protected stateNames(): StateNames {
    return OWN_STATE;
  }

  /** The state by PyTorch's names. Save the optimizer's state as well. */
  stateDict(): SchedulerState {
    const fields = this as unknown as Record<string, unknown>;
    return Object.fromEntries(
      Object.entries(this.stateNames()).map(([name, field]) => [name, structured(fields[field])]),
    );
  }

  /**
   * Takes over a state. Names that this scheduler does not have (PyTorch keeps some for itself) are left alone.
   *
   * @throws StateDictError for one that is missing
   */
  loadStateDict(state: SchedulerStateLike): void {
    const values = Object.entries(this.stateNames()).map(([name, field]) => [field, savedValue(this, state, name)]);
    Object.assign(this, Object.fromEntries(values));
  }
}

/** Lists and maps are copied, so that a saved state does not move on. */
function structured(value: unknown): unknown {
  if (Array.isArray(value)) return [...(value as unknown[])];
  return value instanceof Map ? new Map(value) : value;
}

/** @throws StateDictError (Python's KeyError) */
export function savedValue(scheduler: LRScheduler, state: SchedulerStateLike, name: string): unknown {
  const value =
    state instanceof Map
      ? (state.get(name) as unknown)
      : Object.hasOwn(state, name)
        ? Reflect.get(state, name)
        : undefined;
  if (value !== undefined) return structured(value);
  throw new StateDictError(`'${name}'`, {
    pythonType: 'KeyError',
    hint: `The state has no \`${name}\`: is it that of a ${scheduler.typeName()}?`,
    fields: { name },
  });
}

export function checkOptimizer(optimizer: Optimizer): Optimizer {
  if (optimizer instanceof Optimizer) return optimizer;
  throw new ArgumentError(`${pythonTypeName(optimizer)} is not an Optimizer`, { pythonType: 'TypeError' });
}

function notResumable(index: number): ArgumentError {
  return new ArgumentError(
    `param 'initial_lr' is not specified in param_groups[${index}] when resuming scheduler with last_epoch >= 0.\n` +
      'This typically happens when:\n' +
      "1. You're trying to resume training from a checkpoint but haven't properly loaded the optimizer state\n" +
      "2. You're using last_epoch >= 0 for a fresh training run (not recommended)",
    {
      pythonType: 'KeyError',
      hint: 'Call `optimizer.loadStateDict(…)` first, or leave `lastEpoch` out.',
      fields: { group: index },
    },
  );
}

const WRONG_ORDER =
  'Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and later, you should call them in ' +
  'the opposite order: `optimizer.step()` before `lr_scheduler.step()`.  Failure to do this will result in PyTorch ' +
  'skipping the first value of the learning rate schedule. See more details at ' +
  'https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate';
