/** @file What the reader and the doctor found, as stable JSON: sentences in a language, PyTorch's messages in its own. */

import { type Diagnosis, type Fix, type Lang, type Problem, say } from 'atrous-explain';

/** PyTorch's message where there is no plainer sentence. */
export const diagnosisJson = ({ summary, causes, ...rest }: Diagnosis, lang?: Lang): object => ({
  ...rest,
  summary: summary ? say(summary, lang) : rest.message,
  causes: causes.map((cause) => say(cause, lang)),
});

export const problemJson = ({ message, hint, ...rest }: Problem, lang?: Lang): object => ({
  ...rest,
  message: say(message, lang),
  hint: hint && say(hint, lang),
});

export const fixJson = ({ title, ...rest }: Fix, lang?: Lang): object => ({ title: say(title, lang), ...rest });
