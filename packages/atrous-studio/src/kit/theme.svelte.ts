/** @file Light or dark: as the system has it, or as somebody chose. */

import { embedding } from './embed.js';
import { recall, remember } from './memory.js';

export type Theme = 'light' | 'dark';

const system = matchMedia('(prefers-color-scheme: dark)');
const still = matchMedia('(prefers-reduced-motion: reduce)');

const isTheme = (text: string | undefined): text is Theme => text === 'light' || text === 'dark';

class Appearance {
  #chosen: Theme | undefined = $state();
  #system: Theme = $state(system.matches ? 'dark' : 'light');
  #still: boolean = $state(still.matches);

  constructor() {
    const kept = recall('theme');
    // What somebody chose here is for the studio itself: a page around it has its own looks.
    this.#chosen = embedding ? embedding.theme : isTheme(kept) ? kept : undefined;
    this.#apply();
    system.addEventListener('change', () => (this.#system = system.matches ? 'dark' : 'light'));
    still.addEventListener('change', () => (this.#still = still.matches));
  }

  get theme(): Theme {
    return this.#chosen ?? this.#system;
  }

  /** Whether the system asks for no motion. */
  get reducedMotion(): boolean {
    return this.#still;
  }

  /** The other theme; the system's own is followed again as soon as the choice agrees with it. */
  toggle(): void {
    const next = this.theme === 'dark' ? 'light' : 'dark';
    this.#chosen = next === this.#system ? undefined : next;
    remember('theme', this.#chosen ?? '');
    this.#apply();
  }

  #apply(): void {
    if (this.#chosen === undefined) delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = this.#chosen;
  }
}

export const appearance: Appearance = new Appearance();
