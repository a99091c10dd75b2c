/**
 * @file What PyTorch says when something does not fit, message by message, a file per family. The order matters only
 * where one text holds another; every text is from PyTorch 2.13, earlier wordings where people still meet them.
 */

import type { ErrorRule } from '../rule.js';
import { CONVOLUTION } from './convolution.js';
import { GRADIENTS } from './gradients.js';
import { LINEAR } from './linear.js';
import { LOSSES } from './losses.js';
import { NORMALISATION } from './normalisation.js';
import { OPTIONS } from './options.js';
import { PADDING } from './padding.js';
import { POOLING } from './pooling.js';
import { RESIZING } from './resizing.js';
import { SHAPES } from './shapes.js';
import { TRAINING } from './training.js';
import { TYPES } from './types.js';
import { WEIGHTS } from './weights.js';

export const RULES: readonly ErrorRule[] = [
  ...CONVOLUTION,
  ...POOLING,
  ...NORMALISATION,
  ...LINEAR,
  ...SHAPES,
  ...PADDING,
  ...RESIZING,
  ...TYPES,
  ...OPTIONS,
  ...WEIGHTS,
  ...LOSSES,
  ...GRADIENTS,
  ...TRAINING,
];
