/**
 * @file U-Net: down to see more, up again with transposed convolutions, and across, so that no detail is lost on the way.
 * The convolutions are padded, so that the output has the input's size.
 *
 * @see Ronneberger, Fischer, Brox, "U-Net: Convolutional Networks for Biomedical Image Segmentation", 2015, figure 1
 */

import { cat, nn, type Tensor } from 'atrous';
import { tableWhenRun } from '../support/when-run.js';

export interface UNetOptions {
  /** Channels of the first level, twice as many on every next; default 8. */
  readonly width?: number;
  /** Whether every 3×3 convolution is followed by batch norm, with which it learns faster; default false, as in the paper. */
  readonly norm?: boolean;
}

const convolved = (inChannels: number, outChannels: number, norm: boolean): nn.Module[] => [
  new nn.Conv2d(inChannels, outChannels, 3, { padding: 1, bias: !norm }),
  ...(norm ? [new nn.BatchNorm2d(outChannels)] : []),
  new nn.ReLU(),
];

/** Two 3×3 convolutions: [N, inChannels, H, W] → [N, outChannels, H, W]. */
export class DoubleConv extends nn.Sequential {
  constructor(inChannels: number, outChannels: number, norm: boolean) {
    super(...convolved(inChannels, outChannels, norm), ...convolved(outChannels, outChannels, norm));
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

  constructor(inChannels: number, classes: number, options: UNetOptions = {}) {
    super();
    const { width = 8, norm = false } = options;
    this.down1 = new DoubleConv(inChannels, width, norm);
    this.down2 = new DoubleConv(width, 2 * width, norm);
    this.bottom = new DoubleConv(2 * width, 4 * width, norm);
    this.up2 = new nn.ConvTranspose2d(4 * width, 2 * width, 2, { stride: 2 });
    this.left2 = new DoubleConv(4 * width, 2 * width, norm);
    this.up1 = new nn.ConvTranspose2d(2 * width, width, 2, { stride: 2 });
    this.left1 = new DoubleConv(2 * width, width, norm);
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
