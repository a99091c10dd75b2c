/**
 * @file ResNet's bottleneck: 1×1 convolutions make the 3×3 one cheap, and with groups it is ResNeXt's block.
 *
 * @see He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", 2015, figure 5, right
 */

import { nn, type Tensor } from 'atrous';
import { tableWhenRun } from '../support/when-run.js';

/** [N, inChannels, H, W] → [N, 4·channels, ⌈H/stride⌉, ⌈W/stride⌉]. */
export class Bottleneck extends nn.Module {
  conv1: nn.Conv2d;
  bn1: nn.BatchNorm2d;
  conv2: nn.Conv2d;
  bn2: nn.BatchNorm2d;
  conv3: nn.Conv2d;
  bn3: nn.BatchNorm2d;
  relu = new nn.ReLU();
  /** Brings the input to the output's shape where they differ. */
  downsample: nn.Sequential | null = null;

  /** @param options `width`: channels of the 3×3 convolution, in `groups` groups; default `channels`, in one */
  constructor(
    inChannels: number,
    channels: number,
    options: { stride?: number; groups?: number; width?: number } = {},
  ) {
    super();
    const { stride = 1, groups = 1, width = channels } = options;
    const outChannels = 4 * channels;
    this.conv1 = new nn.Conv2d(inChannels, width, 1, { bias: false });
    this.bn1 = new nn.BatchNorm2d(width);
    this.conv2 = new nn.Conv2d(width, width, 3, { stride, padding: 1, groups, bias: false });
    this.bn2 = new nn.BatchNorm2d(width);
    this.conv3 = new nn.Conv2d(width, outChannels, 1, { bias: false });
    this.bn3 = new nn.BatchNorm2d(outChannels);
    if (stride !== 1 || inChannels !== outChannels)
      this.downsample = new nn.Sequential(
        new nn.Conv2d(inChannels, outChannels, 1, { stride, bias: false }),
        new nn.BatchNorm2d(outChannels),
      );
  }

  override forward(x: Tensor): Tensor {
    const shortcut = this.downsample?.forward(x) ?? x;
    let y = this.relu.forward(this.bn1.forward(this.conv1.forward(x)));
    y = this.relu.forward(this.bn2.forward(this.conv2.forward(y)));
    return this.relu.forward(this.bn3.forward(this.conv3.forward(y)).add(shortcut));
  }
}

export default (): nn.Module => new Bottleneck(256, 64);

tableWhenRun(import.meta.url, '1,256,56,56');
