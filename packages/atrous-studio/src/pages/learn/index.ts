/** @file The Learn page: a list of lessons, which lead through the other pages. */

import { definePage, type OpenFrom } from '../../kit/page.js';
import { QueryReader } from '../../kit/query.js';
import LearnPage from './LearnPage.svelte';
import { learnWords } from './words.js';

/** There is nothing to set. */
type LearnState = Readonly<Record<string, never>>;

export const open: OpenFrom = definePage<LearnState>({
  codec: {
    initial: () => ({}),
    read: (query) => ({ state: {}, ignored: new QueryReader(query).ignored() }),
    write: () => new URLSearchParams(),
  },
  component: LearnPage,
  title: () => learnWords().heading,
  keys: [],
});
