/** @file Every layer class, by PyTorch's name. */

import { ACTIVATIONS } from './activation.js';
import { CONV } from './conv.js';
import { LINEAR } from './linear.js';
import { NORMS } from './norm.js';
import { PADDINGS } from './padding.js';
import { POOLS } from './pool.js';
import type { LayerRule } from './rule.js';
import { SHAPES } from './shape.js';

export const LAYERS: Readonly<Record<string, LayerRule>> = {
  ...CONV,
  ...LINEAR,
  ...POOLS,
  ...NORMS,
  ...ACTIVATIONS,
  ...PADDINGS,
  ...SHAPES,
};
