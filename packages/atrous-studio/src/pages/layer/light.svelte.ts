/** @file What is pointed at: a number of the layer, wherever it stands. Formula, call, knobs and picture light up together. */

import { getContext, setContext } from 'svelte';
import type { Ref } from 'atrous-explain';

export interface Lit {
  readonly ref: Ref;
  /** `H`, `W`, …; undefined for all axes. */
  readonly axis: string | undefined;
}

export class Light {
  #lit: Lit | undefined = $state.raw();

  get lit(): Lit | undefined {
    return this.#lit;
  }

  point(lit: Lit | undefined): void {
    if (lit?.ref !== this.#lit?.ref || lit?.axis !== this.#lit?.axis) this.#lit = lit;
  }

  /** Whether something that stands for this is lit. */
  has(ref: Ref, axis?: string): boolean {
    const lit = this.#lit;
    if (lit === undefined || plain(lit.ref) !== plain(ref)) return false;
    return lit.axis === undefined || axis === undefined || lit.axis === axis;
  }
}

/** Padding before and after is padding. */
const plain = (ref: Ref): Ref => (ref === 'padBefore' || ref === 'padAfter' ? 'padding' : ref);

const KEY = Symbol('light');

export const provideLight = (): Light => setContext(KEY, new Light());
export const useLight = (): Light => getContext<Light>(KEY);

const REFS: Readonly<Record<string, Ref>> = {
  kernelSize: 'kernel',
  stride: 'stride',
  padding: 'padding',
  dilation: 'dilation',
  outputPadding: 'outputPadding',
  outputSize: 'outputSize',
  scaleFactor: 'scaleFactor',
  upscaleFactor: 'upscaleFactor',
  downscaleFactor: 'downscaleFactor',
  inChannels: 'inChannels',
  outChannels: 'outChannels',
  groups: 'groups',
};

/** What the formulas call an argument. */
export const refOf = (name: string): Ref | undefined => REFS[name];
