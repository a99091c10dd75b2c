/** @file The words of pictures, by language. */

import type { Lang } from '../../explain/words/phrase.js';
import { EN } from './en.js';
import type { SceneWords } from './types.js';
import { ZH } from './zh.js';

export type { LegendId, Names, NoPictureReason, PlaneName, SceneWords, ShuffleFacts, SlideFacts } from './types.js';

const WORDS: Readonly<Record<Lang, SceneWords>> = { en: EN, zh: ZH };

/** Default English. */
export const sceneWords = (lang: Lang = 'en'): SceneWords => WORDS[lang];
