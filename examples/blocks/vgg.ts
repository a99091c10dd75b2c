/**
 * @file The block of VGG: 3×3 convolutions one after the other, which see as far as one large kernel with fewer weights,
 * and then half the size.
 *
 * @see Simonyan, Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", 2014
 */

import { nn, type Tensor } from 'atrous';
import { tableWhenRun } from '../support/when-run.js';

/** [N, inChannels, H, W] → [N, outChannels, ⌊H/2⌋, ⌊W/2⌋]. */
export class VggBlock extends nn.Module {
  layers = new nn.Sequential();
  pool = new nn.MaxPool2d(2);

  constructor(inChannels: number, outChannels: number, convolutions: number) {
    super();
    for (let i = 0; i < convolutions; i++) {
      this.layers.append(new nn.Conv2d(i === 0 ? inChannels : outChannels, outChannels, 3, { padding: 1 }));
      this.layers.append(new nn.ReLU());
    }
  }

  override forward(x: Tensor): Tensor {
    return this.pool.forward(this.layers.forward(x));
  }
}

export default (): nn.Module => new VggBlock(128, 256, 3);

tableWhenRun(import.meta.url, '1,128,56,56');
