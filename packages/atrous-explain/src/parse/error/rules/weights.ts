/** @file What checkpoints that do not fit say. */

import { type ErrorRule, rule } from '../rule.js';

export const WEIGHTS: readonly ErrorRule[] = [
  rule(
    'size mismatch for {name:word}: copying a param with shape {given:sizes} from checkpoint, the shape in current model is {expected:sizes}',
    'weights',
    '{name}',
    {
      says: '{name} is {given} in the file and {expected} in the model.',
      causes: ['The model has another number of classes or channels than the one that was saved.'],
    },
  ),
  rule('Missing key(s) in state_dict: {names:text}', 'weights', 'state_dict', {
    causes: ['The names begin with "module." where the model was wrapped in DataParallel.'],
  }),
  rule('Unexpected key(s) in state_dict: {names:text}', 'weights', 'state_dict', {
    causes: ['The names begin with "module." where the model was wrapped in DataParallel.'],
  }),
  rule('Error(s) in loading state_dict for {op:word}', 'weights', 'state_dict'),
];
