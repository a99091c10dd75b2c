/** @file Questions to begin with: each is a state. */

import { readState } from './codec.js';
import type { LayerPageState } from './state.js';

interface Prompt {
  readonly word: 'promptHalve' | 'promptOutput' | 'promptWhy' | 'promptGroups';
  readonly link: string;
}

export const PROMPTS: readonly Prompt[] = [
  { word: 'promptWhy', link: 'op=conv2d&in=1,3,224,224&out=64&k=7&s=2&p=3&view=slide&sel=out:0,4,7' },
  { word: 'promptHalve', link: 'op=conv2d&in=1,3,304,228&out=16&k=3&s=2&p=1&view=slide' },
  { word: 'promptOutput', link: 'op=convtranspose2d&in=1,1,3,3&out=1&k=3&s=2&p=1&outpad=1&view=stamp&sel=in:0,1,1' },
  { word: 'promptGroups', link: 'op=conv2d&in=1,6,5,5&out=6&k=3&s=1&p=1&g=3&view=slide&sel=out:2,1,2' },
];

/** The state that a prompt leads to. */
export const promptState = ({ link }: Prompt): LayerPageState => readState(new URLSearchParams(link)).state;
