/** @file The lab's own thread: a long run holds up nobody else's questions. */

import { answerQuestions } from '../../../thread/thread.js';
import { answerLab } from './questions.js';

answerQuestions(answerLab);
