/** @file Copying, with a word about whether it worked. */

import { voice } from './say.svelte.js';
import { kitWords } from './words.js';

/** @param done  what is said afterwards */
export async function copy(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    voice.tell(done);
  } catch {
    voice.tell(kitWords().notCopied);
  }
}

/** Hands a file to the browser's downloads. */
export function save(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
