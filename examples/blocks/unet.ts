/**
 * @file U-Net: down to see more, up again with transposed convolutions, and across, so that no detail is lost on the way.
 * The convolutions are padded, so that the output has the input's size.
 *
 * @see Ronneberger, Fischer, Brox, "U-Net: Convolutional Networks for Biomedical Image Segmentation", 2015, figure 1
 */

import { cat, nn, type Tensor } from 'atrous';
import { tableWhenRun } from '../support/when-run.js';

/** Two 3×3 convolutions: [N, inChannels, H, W] → [N, outChannels, H, W]. */
export class DoubleConv extends nn.Sequential {
  constructor(inChannels: number, outChannels: number) {
    super(
      new nn.Conv2d(inChannels, outChannels, 3, { padding: 1 }),
      new nn.ReLU(),
      new nn.Conv2d(outChannels, outChannels, 3, { padding: 1 }),
      new nn.ReLU(),
    );
  }
}

/** Two levels deep; H and W are multiples of 4: [N, inChannels, H, W] → [N, classes, H, W]. */
export class UNet extends nn.Module {
  down1: DoubleConv;
  down2: DoubleConv;
  bottom: DoubleConv;
  up2: nn.ConvTranspose2d;
  left2: DoubleConv;
  up1: nn.ConvTranspose2d;
  left1: DoubleConv;
  head: nn.Conv2d;
  pool = new nn.MaxPool2d(2);

  /** @param options `width`: channels of the first level, twice as many on every next; default 8 */
  constructor(inChannels: number, classes: number, options: { width?: number } = {}) {
    super();
    const { width = 8 } = options;
    this.down1 = new DoubleConv(inChannels, width);
    this.down2 = new DoubleConv(width, 2 * width);
    this.bottom = new DoubleConv(2 * width, 4 * width);
    this.up2 = new nn.ConvTranspose2d(4 * width, 2 * width, 2, { stride: 2 });
    this.left2 = new DoubleConv(4 * width, 2 * width);
    this.up1 = new nn.ConvTranspose2d(2 * width, width, 2, { stride: 2 });
    this.left1 = new DoubleConv(2 * width, width);
    this.head = new nn.Conv2d(width, classes, 1);
  }

  override forward(x: Tensor): Tensor {
    const fine = this.down1.forward(x); // [N, width, H, W]
    const middle = this.down2.forward(this.pool.forward(fine)); // [N, 2·width, H/2, W/2]
    const coarse = this.bottom.forward(this.pool.forward(middle)); // [N, 4·width, H/4, W/4]
    const up2 = this.left2.forward(cat([middle, this.up2.forward(coarse)], 1));
    const up1 = this.left1.forward(cat([fine, this.up1.forward(up2)], 1));
    return this.head.forward(up1);
  }
}

export default (): nn.Module => new UNet(1, 2);

tableWhenRun(import.meta.url, '1,1,64,64');
