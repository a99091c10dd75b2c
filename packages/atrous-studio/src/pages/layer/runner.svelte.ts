/** @file Runs the layer when its values are wanted. The library's tensors and its engine load at the first time. */

import type { SceneValues } from 'atrous-explain';
import { grouped } from '../../kit/numbers.js';
import type { LayerPageState } from './state.js';
import type * as Computing from './values.js';
import type { Values } from './values.js';
import type { Legal } from './verdict.js';

type Module = typeof Computing;

/** What values depend on. */
const keyOf = ({ spec, input }: Legal, { inputKind, weightKind, flipped }: LayerPageState): string =>
  JSON.stringify([spec, input, inputKind, weightKind, flipped]);

export class Runner {
  state: 'waiting' | 'done' | 'large' | 'failed' = $state('waiting');
  macs: string = $state('');

  #module: Module | undefined;
  #values: Values | undefined = $state.raw();
  #key: string = $state('');
  #wanted = '';

  /** Computes the values unless they are there; the first time loads what computes. */
  want(legal: Legal, state: LayerPageState): void {
    const key = keyOf(legal, state);
    if (key === this.#wanted) return;
    this.#wanted = key;
    void this.#run(key, legal, state);
  }

  async #run(key: string, legal: Legal, state: LayerPageState): Promise<void> {
    try {
      this.#module ??= await import('./values.js');
      if (key !== this.#wanted) return;
      this.macs = grouped(legal.explanation.macs?.value ?? 0);
      if (!this.#module.isRunnable(legal)) {
        this.#finish('', undefined, 'large');
        return;
      }
      this.#finish(key, this.#module.computeValues(legal, state), 'done');
    } catch (error) {
      console.warn(error);
      this.#finish('', undefined, 'failed');
    }
  }

  #finish(key: string, values: Values | undefined, state: Runner['state']): void {
    this.#key = key;
    this.#values = values;
    this.state = state;
  }

  /** The values of just this state; undefined while others are there. */
  valuesFor(legal: Legal, state: LayerPageState): Values | undefined {
    return this.#key === keyOf(legal, state) ? this.#values : undefined;
  }

  planes(values: Values, legal: Legal, channel: number, inChannel: number): SceneValues {
    return this.#module!.planesOf(values, legal, channel, inChannel);
  }
}
