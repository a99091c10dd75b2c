/** @file Questions to begin with: each is a state. */

import { readState } from './codec.js';
import type { LayerPageState } from './state.js';

interface Prompt {
  readonly word:
    | 'promptHalve'
    | 'promptOutput'
    | 'promptWhy'
    | 'promptGroups'
    | 'promptError'
    | 'promptPhoto'
    | 'promptBoard';
  readonly link: string;
}

/** States of this page, by their query, and of others, or with a lesson, by their whole link. */
export const PROMPTS: readonly Prompt[] = [
  { word: 'promptWhy', link: 'op=conv2d&in=1,3,224,224&out=64&k=7&s=2&p=3&view=slide&sel=out:0,4,7' },
  { word: 'promptHalve', link: '#/solve?v=1&op=conv&in=304,228&to=152,114' },
  {
    word: 'promptOutput',
    link: '#/layer?op=conv2d&in=1,1,7,7&out=1&k=3&s=2&p=1&view=slide&sel=out:0,0,0&lesson=output-padding.1',
  },
  { word: 'promptError', link: '#/doctor' },
  { word: 'promptPhoto', link: '#/lab' },
  { word: 'promptBoard', link: '#/upsampling' },
  { word: 'promptGroups', link: 'op=conv2d&in=1,6,5,5&out=6&k=3&s=1&p=1&g=3&view=slide&sel=out:2,1,2' },
];

/** The state that a prompt leads to; undefined for one that has a whole link. */
export function promptState({ link }: Prompt): LayerPageState | undefined {
  return link.startsWith('#') ? undefined : readState(new URLSearchParams(link)).state;
}
