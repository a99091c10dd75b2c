/** @file Copying, with a word about whether it worked. */

import { voice } from './say.svelte.js';

/** @param done  what is said afterwards; where the browser refuses, the text itself is shown */
export async function copy(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    voice.tell(done);
  } catch {
    voice.tell(text);
  }
}
