/** @file The thread that answers. */

import { answerHere } from './questions.js';
import { answerQuestions } from './thread.js';

answerQuestions(answerHere);
