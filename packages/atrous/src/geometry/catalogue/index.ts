/** @file Every layer class, by PyTorch's name. */

import { ACTIVATIONS } from './activation.js';
import { CONV } from './conv.js';
import { lazyLayers } from './lazy.js';
import { LINEAR } from './linear.js';
import { NORMS } from './norm.js';
import { PADDINGS } from './padding.js';
import { POOLS } from './pool.js';
import type { LayerRule } from './rule.js';
import { SHAPES } from './shape.js';

const PLAIN: Readonly<Record<string, LayerRule>> = {
  ...CONV,
  ...LINEAR,
  ...POOLS,
  ...NORMS,
  ...ACTIVATIONS,
  ...PADDINGS,
  ...SHAPES,
};

export const LAYERS: Readonly<Record<string, LayerRule>> = { ...PLAIN, ...lazyLayers(PLAIN) };
