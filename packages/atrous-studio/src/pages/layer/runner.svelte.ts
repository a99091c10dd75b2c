/** @file Runs the layer when its values are wanted, off the main thread; remembers the latest answer. */

import type { SceneValues } from 'atrous-explain';
import { ask } from '../../thread/ask.js';
import { planesOf } from './planes.js';
import type { LayerPageState } from './state.js';
import type { Values } from './values.js';
import type { Legal } from './verdict.js';

/** What values depend on. */
const keyOf = ({ spec, input }: Legal, { inputKind, weightKind, flipped }: LayerPageState): string =>
  JSON.stringify([spec, input, inputKind, weightKind, flipped]);

export class Runner {
  state: 'waiting' | 'done' | 'large' | 'refused' = $state('waiting');

  #values: Values | undefined = $state.raw();
  /** Of what the values are. */
  #key: string = $state('');
  #wanted = '';

  /** Asks for the values unless they are there or on their way. */
  want(legal: Legal, state: LayerPageState): void {
    const key = keyOf(legal, state);
    if (key === this.#wanted) return;
    this.#wanted = key;
    void this.#run(key, legal, state);
  }

  async #run(key: string, { spec, input, output, explanation }: Legal, state: LayerPageState): Promise<void> {
    const { inputKind, weightKind, flipped } = state;
    const macs = explanation.macs?.value ?? 0;
    let answer: Values | 'large' | 'refused';
    try {
      answer = await ask('layerValues', { spec, input, output, macs, inputKind, weightKind, flipped });
    } catch {
      // It took too long, or the thread ended: what is too much for it is too much for the page.
      answer = 'large';
    }
    if (key !== this.#wanted) return;
    this.#key = key;
    this.#values = typeof answer === 'string' ? undefined : answer;
    this.state = typeof answer === 'string' ? answer : 'done';
  }

  /** The values of just this state; undefined while others are there. */
  valuesFor(legal: Legal, state: LayerPageState): Values | undefined {
    return this.#key === keyOf(legal, state) ? this.#values : undefined;
  }

  #planes: { readonly of: readonly [Values, number, number]; readonly planes: SceneValues } | undefined;

  /** One channel of input and output; the same ones for the same question. */
  planes(values: Values, legal: Legal, channel: number, inChannel: number): SceneValues {
    const [before, out, inside] = this.#planes?.of ?? [];
    if (before !== values || out !== channel || inside !== inChannel)
      this.#planes = { of: [values, channel, inChannel], planes: planesOf(values, legal, channel, inChannel) };
    return this.#planes!.planes;
  }
}
