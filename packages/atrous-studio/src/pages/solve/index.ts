/** @file The Solve page. */

import { definePage, type OpenFrom } from '../../kit/page.js';
import { codec } from './codec.js';
import SolvePage from './SolvePage.svelte';
import { className, type SolveState } from './state.js';

const title = ({ op, input, output }: SolveState): string =>
  `${input.join('×')} → ${output.join('×')} · ${className(op, input.length)}`;

export const open: OpenFrom = definePage({ codec, component: SolvePage, title, keys: [] });
