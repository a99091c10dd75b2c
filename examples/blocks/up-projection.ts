/**
 * @file The up-projection of FCRN: twice the size by unpooling with zeros and a convolution, with a residual path.
 *
 * Unpooling puts each value at the upper left of a 2×2 block; as a transposed convolution that is one tap of weight 1 per
 * channel, `convTranspose2d` with stride 2 and as many groups as channels.
 *
 * @see Laina, Rupprecht, Belagiannis, Tombari, Navab, "Deeper Depth Prediction with Fully Convolutional Residual Networks", 2016,
 *      figure 2c
 */

import { F, nn, ones, type Tensor } from 'atrous';
import { tableWhenRun } from '../support/when-run.js';

/** Each value at the upper left of a 2×2 block of zeros: [N, C, H, W] → [N, C, 2H, 2W]. */
export function unpool(x: Tensor): Tensor {
  const channels = x.size(1);
  const corner = ones([channels, 1, 1, 1], { dtype: x.dtype });
  return F.convTranspose2d(x, corner, { stride: 2, outputPadding: 1, groups: channels });
}

/** [N, inChannels, H, W] → [N, outChannels, 2H, 2W]. */
export class UpProjection extends nn.Module {
  conv1: nn.Conv2d;
  bn1: nn.BatchNorm2d;
  conv2: nn.Conv2d;
  bn2: nn.BatchNorm2d;
  shortcut: nn.Conv2d;
  bn3: nn.BatchNorm2d;
  relu = new nn.ReLU();

  constructor(inChannels: number, outChannels: number) {
    super();
    this.conv1 = new nn.Conv2d(inChannels, outChannels, 5, { padding: 2, bias: false });
    this.bn1 = new nn.BatchNorm2d(outChannels);
    this.conv2 = new nn.Conv2d(outChannels, outChannels, 3, { padding: 1, bias: false });
    this.bn2 = new nn.BatchNorm2d(outChannels);
    this.shortcut = new nn.Conv2d(inChannels, outChannels, 5, { padding: 2, bias: false });
    this.bn3 = new nn.BatchNorm2d(outChannels);
  }

  override forward(x: Tensor): Tensor {
    const wide = unpool(x);
    const y = this.bn2.forward(this.conv2.forward(this.relu.forward(this.bn1.forward(this.conv1.forward(wide)))));
    return this.relu.forward(y.add(this.bn3.forward(this.shortcut.forward(wide))));
  }
}

export default (): nn.Module => new UpProjection(128, 64);

tableWhenRun(import.meta.url, '1,128,10,8');
