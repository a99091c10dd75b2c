/**
 * @file ResNeXt-50's block, 32 groups of 4 channels: a bottleneck whose 3×3 convolution is wider, and cheaper for its groups.
 *
 * @see Xie, Girshick, Dollár, Tu, He, "Aggregated Residual Transformations for Deep Neural Networks", 2016, table 1
 */

import type { nn } from 'atrous';
import { tableWhenRun } from '../support/when-run.js';
import { Bottleneck } from './resnet-bottleneck.js';

export default (): nn.Module => new Bottleneck(256, 64, { groups: 32, width: 32 * 4 });

tableWhenRun(import.meta.url, '1,256,56,56');
