/** @file The thread that makes animations. */

import { answerQuestions } from '../../../thread/thread.js';
import { answerHere } from './film.js';

answerQuestions(answerHere);
