/** @file The Train page. */

import { definePage, type OpenFrom } from '../../kit/page.js';
import { codec } from './codec.js';
import TrainPage from './TrainPage.svelte';
import { trainWords } from './words.js';

export const open: OpenFrom = definePage({ codec, component: TrainPage, title: () => trainWords().heading, keys: [] });
