/**
 * @file MobileNet's block: a convolution in two cheap halves, each channel by itself (depthwise), then each position by itself.
 *
 * @see Howard et al., "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications", 2017
 */

import { nn, type Tensor } from 'atrous';
import { tableWhenRun } from '../support/when-run.js';

/** [N, inChannels, H, W] → [N, outChannels, ⌈H/stride⌉, ⌈W/stride⌉]. */
export class DepthwiseSeparable extends nn.Module {
  depthwise: nn.Conv2d;
  bn1: nn.BatchNorm2d;
  pointwise: nn.Conv2d;
  bn2: nn.BatchNorm2d;
  relu = new nn.ReLU();

  constructor(inChannels: number, outChannels: number, options: { stride?: number } = {}) {
    super();
    const { stride = 1 } = options;
    this.depthwise = new nn.Conv2d(inChannels, inChannels, 3, { stride, padding: 1, groups: inChannels, bias: false });
    this.bn1 = new nn.BatchNorm2d(inChannels);
    this.pointwise = new nn.Conv2d(inChannels, outChannels, 1, { bias: false });
    this.bn2 = new nn.BatchNorm2d(outChannels);
  }

  override forward(x: Tensor): Tensor {
    const y = this.relu.forward(this.bn1.forward(this.depthwise.forward(x)));
    return this.relu.forward(this.bn2.forward(this.pointwise.forward(y)));
  }
}

export default (): nn.Module => new DepthwiseSeparable(64, 128, { stride: 2 });

tableWhenRun(import.meta.url, '1,64,112,112');
