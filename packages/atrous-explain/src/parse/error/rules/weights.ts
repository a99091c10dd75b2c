/** @file What checkpoints that do not fit say. */

import { type ErrorRule, rule } from '../rule.js';

export const WEIGHTS: readonly ErrorRule[] = [
  rule(
    'size mismatch for {name:word}: copying a param with shape {given:sizes} from checkpoint, the shape in current model is {expected:sizes}',
    'weights',
    '{name}',
    {
      says: 'saidWeightShape',
      causes: ['causeOtherClasses'],
    },
  ),
  rule('Missing key(s) in state_dict: {names:text}', 'weights', 'state_dict', {
    causes: ['causeDataParallel'],
  }),
  rule('Unexpected key(s) in state_dict: {names:text}', 'weights', 'state_dict', {
    causes: ['causeDataParallel'],
  }),
  rule('Error(s) in loading state_dict for {op:word}', 'weights', 'state_dict'),
];
