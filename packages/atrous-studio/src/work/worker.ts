/** @file The thread that answers. */

import { answerHere, type Answered, type Asked } from './questions.js';

addEventListener('message', ({ data: { id, name, question } }: MessageEvent<Asked>) => {
  answerHere(name, question).then(
    (answer) => postMessage({ id, answer } satisfies Answered),
    (error: unknown) => postMessage({ id, failed: String(error) } satisfies Answered),
  );
});
