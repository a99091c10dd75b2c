/** @file The Image lab: a picture through somebody's own network. */

import { definePage, type OpenFrom } from '../../kit/page.js';
import { codec } from './codec.js';
import LabPage from './LabPage.svelte';
import type { LabState } from './state.js';

/** The first layers that the text names. */
const title = ({ text, layer }: LabState): string => {
  const layers = [...text.matchAll(/\b([A-Z]\w*(?:1d|2d|3d|Linear))\s*\(/g)].map(([, name]) => name);
  const shown = layers.length > 3 ? `${layers.slice(0, 3).join(', ')} …` : layers.join(', ');
  return [shown || 'Image lab', ...(layer === undefined ? [] : [layer])].join(' · ');
};

export const open: OpenFrom = definePage({
  codec,
  component: LabPage,
  title,
  keys: [
    { keys: ['←', '→', '↑', '↓'], what: { en: 'move over the pixels of the channel', zh: '在通道的像素间移动' } },
    { keys: ['[', ']'], what: { en: 'previous, next channel', zh: '上一个、下一个通道' } },
    { keys: ['{', '}'], what: { en: 'previous, next layer', zh: '上一层、下一层' } },
  ],
});
