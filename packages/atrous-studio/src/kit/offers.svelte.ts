/** @file What a part of a page can do, offered to the palette while the part is there. */

import { untrack } from 'svelte';

export interface Offer {
  /** In the language in use. */
  readonly name: string;
  /** Other words that find it: the other language's. */
  readonly also?: readonly string[];
  /** As on the keyboard. */
  readonly keys?: string;
  readonly kind: 'action' | 'class';
  readonly run: () => void;
}

let offered: readonly (() => readonly Offer[])[] = $state.raw([]);

/** Offers what a component can do, as long as it lives. Call it where the component begins. */
export function offer(what: () => readonly Offer[]): void {
  $effect(() => {
    offered = [...untracked(), what];
    return () => (offered = untracked().filter((one) => one !== what));
  });
}

/** The list as it is, without a component that changes it depending on it. */
const untracked = (): typeof offered => untrack(() => offered);

/** All that is offered now. */
export const offers = (): readonly Offer[] => offered.flatMap((what) => what());
