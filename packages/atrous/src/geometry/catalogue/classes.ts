/** @file Every layer class, by PyTorch's name. */

import { ACTIVATIONS } from './activation.js';
import { CONV } from './conv.js';
import { lazyLayers } from './lazy.js';
import { LINEAR } from './linear.js';
import { NORMS } from './norm.js';
import { PADDINGS } from './padding.js';
import { POOLS } from './pool.js';
import type { ClassRule } from './rule.js';
import { SHAPES } from './shape.js';

const PLAIN: Readonly<Record<string, ClassRule>> = {
  ...CONV,
  ...LINEAR,
  ...POOLS,
  ...NORMS,
  ...ACTIVATIONS,
  ...PADDINGS,
  ...SHAPES,
};

export const CLASSES: Readonly<Record<string, ClassRule>> = { ...PLAIN, ...lazyLayers(PLAIN) };
