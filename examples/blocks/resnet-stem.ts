/**
 * @file What ResNet, DenseNet and many others begin with: a quarter of the size in two layers.
 *
 * @see He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", 2015, table 1
 */

import { nn, type Tensor } from 'atrous';
import { tableWhenRun } from '../support/when-run.js';

/** [N, 3, H, W] → [N, 64, ⌈H/4⌉, ⌈W/4⌉]. */
export class Stem extends nn.Module {
  conv1 = new nn.Conv2d(3, 64, 7, { stride: 2, padding: 3, bias: false });
  bn1 = new nn.BatchNorm2d(64);
  relu = new nn.ReLU();
  maxpool = new nn.MaxPool2d(3, { stride: 2, padding: 1 });

  override forward(x: Tensor): Tensor {
    return this.maxpool.forward(this.relu.forward(this.bn1.forward(this.conv1.forward(x))));
  }
}

export default (): nn.Module => new Stem();

tableWhenRun(import.meta.url, '1,3,304,228');
