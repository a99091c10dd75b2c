/** @file The words of what pages share, in both languages. */

import { language, type WordsOf } from './language.svelte.js';

const EN = {
  notCopied: 'The browser did not allow copying.',
};

const ZH: WordsOf<typeof EN> = {
  notCopied: '浏览器不允许复制。',
};

export const kitWords = (): WordsOf<typeof EN> => language.pick({ en: EN, zh: ZH });
