/**
 * @file ResNet's basic block: two 3×3 convolutions beside a path that leaves the input as it is.
 *
 * @see He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", 2015, figure 5, left
 */

import { nn, type Tensor } from 'atrous';
import { tableWhenRun } from '../support/when-run.js';

/** [N, inChannels, H, W] → [N, outChannels, ⌈H/stride⌉, ⌈W/stride⌉]. */
export class BasicBlock extends nn.Module {
  conv1: nn.Conv2d;
  bn1: nn.BatchNorm2d;
  relu = new nn.ReLU();
  conv2: nn.Conv2d;
  bn2: nn.BatchNorm2d;
  /** Brings the input to the output's shape where they differ. */
  downsample: nn.Sequential | null = null;

  constructor(inChannels: number, outChannels: number, options: { stride?: number } = {}) {
    super();
    const { stride = 1 } = options;
    this.conv1 = new nn.Conv2d(inChannels, outChannels, 3, { stride, padding: 1, bias: false });
    this.bn1 = new nn.BatchNorm2d(outChannels);
    this.conv2 = new nn.Conv2d(outChannels, outChannels, 3, { padding: 1, bias: false });
    this.bn2 = new nn.BatchNorm2d(outChannels);
    if (stride !== 1 || inChannels !== outChannels)
      this.downsample = new nn.Sequential(
        new nn.Conv2d(inChannels, outChannels, 1, { stride, bias: false }),
        new nn.BatchNorm2d(outChannels),
      );
  }

  override forward(x: Tensor): Tensor {
    const shortcut = this.downsample?.forward(x) ?? x;
    const y = this.relu.forward(this.bn1.forward(this.conv1.forward(x)));
    return this.relu.forward(this.bn2.forward(this.conv2.forward(y)).add(shortcut));
  }
}

export default (): nn.Module => new BasicBlock(64, 128, { stride: 2 });

tableWhenRun(import.meta.url, '1,64,56,56');
