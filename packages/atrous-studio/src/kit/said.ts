/** @file Sentences of the library in the language of the page. */

import { type Phrase, sayInPythonNames } from 'atrous-explain';
import { language } from './language.svelte.js';

/** A sentence in the language in use, with PyTorch's names. */
export const said = (sentence: Phrase): string => sayInPythonNames(sentence, language.now);

/** PyTorch's and Python's own words are English on every page. */
export const langOf = ({ id }: Phrase): 'en' | undefined => (id === 'quotedText' ? 'en' : undefined);
