/** @file The Receptive field page. */

import { definePage, type OpenFrom } from '../../kit/page.js';
import { codec } from './codec.js';
import FieldPage from './FieldPage.svelte';
import type { FieldPageState } from './state.js';

const title = ({ rows, size }: FieldPageState): string =>
  `${rows.map(({ op, kernel, stride }) => `${op} k${kernel}${stride > 1 ? ` s${stride}` : ''}`).join(', ')} · ${size}×${size}`.slice(
    0,
    120,
  );

export const open: OpenFrom = definePage({ codec, component: FieldPage, title, keys: [] });
