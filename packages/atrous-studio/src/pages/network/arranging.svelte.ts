/** @file Layers moved, put in, doubled and taken out, branches made: asked of the thread, made as one step each, and said. */

import { applyEdits, type Phrase } from 'atrous-explain';
import type { Session } from '../../kit/session.svelte.js';
import { voice } from '../../kit/say.svelte.js';
import { ask } from '../../thread/ask.js';
import type { Examined } from '../code/examine.js';
import type { CodeState } from '../code/state.js';
import type { Asked } from './restructured.js';
import { networkWords } from './words.js';

/** A change that the text cannot hold as it stands. */
interface Told {
  readonly reason: Phrase;
  /** The changed network written out; undefined where the change means nothing. */
  readonly outline: { readonly text: string; readonly node: string | undefined } | undefined;
}

/** What is said and shown once the changed text is examined. */
interface Made {
  readonly text: string;
  /** The step that was put somewhere, as it is called now. */
  readonly node: string | undefined;
  /** The step that was taken out, as it was called. */
  readonly gone: string | undefined;
  readonly copies: number;
}

export class Arranging {
  /** The step whose menu is open. */
  menu: string | undefined = $state();
  /** The step above which a branch leaves that has no end yet. */
  branch: string | undefined = $state();
  told: Told | undefined = $state.raw();
  /** The step whose grip the Tab key reaches; arrows lead to the others. */
  reached: string = $state('input');

  readonly #session: Session<CodeState>;
  #isBusy = false;
  #made: Made | undefined;

  constructor(session: Session<CodeState>) {
    this.#session = session;
  }

  async make(change: Asked): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.menu = undefined;
    this.branch = undefined;
    this.told = undefined;
    const { text, sizes } = this.#session.state;
    try {
      const result = await ask('restructured', { text, sizes, change });
      if (this.#session.state.text !== text) return;
      if (result.kind === 'edited') {
        const { node, copies } = result;
        const gone = change.do === 'remove' ? change.node : undefined;
        this.#put({ text: applyEdits(text, result.edits), node, gone, copies });
      } else {
        this.told = { reason: result.reason, outline: result.kind === 'outline' ? result : undefined };
      }
    } finally {
      this.#isBusy = false;
    }
  }

  #put(made: Made): void {
    this.#made = made;
    this.#session.set({ ...this.#session.state, text: made.text });
  }

  /** Puts the written-out network in the text's place. */
  writeOut(): void {
    const outline = this.told?.outline;
    this.told = undefined;
    if (!outline) return;
    this.#put({ ...outline, gone: undefined, copies: 1 });
    voice.tell(networkWords().writtenOut);
  }

  /** Says what came of the change. @returns the step that the focus goes to; undefined where nothing was changed here */
  settle(found: Examined): string | undefined {
    const made = this.#made;
    if (made === undefined || found.text !== made.text) return undefined;
    this.#made = undefined;
    const t = networkWords();
    const steps = [...found.rows, ...(found.stop ? [found.stop] : []), ...found.unreached];
    const nameOf = (at: number): string => (at < 0 ? t.input : steps[at]!.name);
    const at = steps.findIndex(({ name }) => name === made.node);
    const where =
      at < 0
        ? ''
        : t.stands(`${nameOf(at)}, ${steps[at]!.layer},`, at + 1, steps.length, steps[at]!.from.map(nameOf).join(', '));
    const said = made.gone === undefined ? where : t.taken(made.gone);
    const everywhere = made.copies > 1 ? t.everywhere(made.copies) : '';
    voice.speak(
      [said, found.stop ? t.stopsNow(found.stop.name) : '', everywhere].filter((part) => part !== '').join(' '),
    );
    if (everywhere !== '') voice.tell(everywhere);
    if (made.node !== undefined) this.reached = made.node;
    // What was taken out leaves the focus to the first step.
    else if (!steps.some(({ name }) => name === this.reached)) this.reached = steps[0]?.name ?? 'input';
    return this.reached;
  }
}
