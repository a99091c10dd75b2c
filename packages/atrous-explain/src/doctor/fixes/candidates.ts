/** @file What may be changed so that a node takes its input. Each idea is tried before anybody sees it. */

import { axes } from './axes.js';
import { channels, normalised } from './channels.js';
import { features } from './features.js';
import { catAxes, joins } from './joins.js';
import type { Candidate, Idea, Scene } from './scene.js';
import { views } from './views.js';
import { outputPadding, paddings, windows } from './windows.js';

const IDEAS: readonly Idea[] = [
  catAxes,
  channels,
  features,
  normalised,
  outputPadding,
  windows,
  joins,
  views,
  paddings,
  axes,
];

/** What may help where a trace fails, likeliest first. */
export function candidates(scene: Scene): Candidate[] {
  return IDEAS.flatMap((idea) => idea(scene)).filter((candidate) => candidate !== undefined);
}
