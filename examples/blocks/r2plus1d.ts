/**
 * @file R(2+1)D: a 3-d convolution in two halves, space first and then time, with a ReLU between them and as many weights as
 * the whole.
 *
 * @see Tran, Wang, Torresani, Ray, LeCun, Paluri, "A Closer Look at Spatiotemporal Convolutions for Action Recognition", 2017,
 *      section 3.5
 */

import { nn, type Tensor } from 'atrous';
import { tableWhenRun } from '../support/when-run.js';

/** Channels between the halves that give them the weights of a whole 3×3×3 convolution: ⌊27·in·out / (9·in + 3·out)⌋. */
export const middleChannels = (inChannels: number, outChannels: number): number =>
  Math.floor((27 * inChannels * outChannels) / (9 * inChannels + 3 * outChannels));

/** [N, inChannels, T, H, W] → [N, outChannels, T, H, W], times, heights and widths over `stride`, rounded up. */
export class R2Plus1d extends nn.Module {
  spatial: nn.Conv3d;
  bn: nn.BatchNorm3d;
  relu = new nn.ReLU();
  temporal: nn.Conv3d;

  constructor(inChannels: number, outChannels: number, options: { stride?: number } = {}) {
    super();
    const { stride = 1 } = options;
    const middle = middleChannels(inChannels, outChannels);
    this.spatial = new nn.Conv3d(inChannels, middle, [1, 3, 3], {
      stride: [1, stride, stride],
      padding: [0, 1, 1],
      bias: false,
    });
    this.bn = new nn.BatchNorm3d(middle);
    this.temporal = new nn.Conv3d(middle, outChannels, [3, 1, 1], {
      stride: [stride, 1, 1],
      padding: [1, 0, 0],
      bias: false,
    });
  }

  override forward(x: Tensor): Tensor {
    return this.temporal.forward(this.relu.forward(this.bn.forward(this.spatial.forward(x))));
  }
}

export default (): nn.Module => new R2Plus1d(64, 64);

tableWhenRun(import.meta.url, '1,64,8,28,28');
