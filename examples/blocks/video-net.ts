/**
 * @file A small classifier of video clips with every 3-d layer: pooling that leaves the time alone, a convolution over time
 * alone, and a transposed convolution.
 */

import { nn, type Tensor } from 'atrous';
import { tableWhenRun } from '../support/when-run.js';

/** [N, channels, T, H, W] → [N, classes]; H and W are at least 2. */
export class VideoNet extends nn.Module {
  conv1: nn.Conv3d;
  bn1 = new nn.BatchNorm3d(4);
  relu = new nn.ReLU();
  pool1 = new nn.MaxPool3d([1, 2, 2]);
  conv2 = new nn.Conv3d(4, 8, [3, 1, 1], { padding: [1, 0, 0] });
  up = new nn.ConvTranspose3d(8, 4, 2, { stride: 2 });
  pool2 = new nn.AdaptiveAvgPool3d(1);
  flatten = new nn.Flatten();
  head: nn.Linear;

  constructor(channels: number, classes: number) {
    super();
    this.conv1 = new nn.Conv3d(channels, 4, 3, { padding: 1 });
    this.head = new nn.Linear(4, classes);
  }

  override forward(x: Tensor): Tensor {
    const { conv1, bn1, relu, pool1, conv2, up, pool2, flatten, head } = this;
    const y = relu.forward(conv2.forward(pool1.forward(relu.forward(bn1.forward(conv1.forward(x))))));
    return head.forward(flatten.forward(pool2.forward(up.forward(y))));
  }
}

export default (): nn.Module => new VideoNet(3, 10);

tableWhenRun(import.meta.url, '1,3,8,32,32');
