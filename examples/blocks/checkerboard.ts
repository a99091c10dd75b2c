/**
 * @file Two transposed convolutions whose kernel is no multiple of the stride: neighbouring pixels are made by different
 * numbers of taps, which shows as a checkerboard. `kernelSize: 4` has none.
 *
 * @see Odena, Dumoulin, Olah, "Deconvolution and Checkerboard Artifacts", Distill, 2016
 */

import { nn, type Tensor } from 'atrous';
import { tableWhenRun } from '../support/when-run.js';

export interface Channels {
  readonly in: number;
  readonly middle: number;
  readonly out: number;
}

/** [N, in, H, W] → [N, out, 4H + 3, 4W + 3]; 4H + 6 and 4W + 6 with kernels of 4. */
export class Upsampler extends nn.Module {
  up1: nn.ConvTranspose2d;
  relu = new nn.ReLU();
  up2: nn.ConvTranspose2d;

  constructor(channels: Channels, options: { kernelSize?: number } = {}) {
    super();
    const { kernelSize = 3 } = options;
    this.up1 = new nn.ConvTranspose2d(channels.in, channels.middle, kernelSize, { stride: 2 });
    this.up2 = new nn.ConvTranspose2d(channels.middle, channels.out, kernelSize, { stride: 2 });
  }

  override forward(x: Tensor): Tensor {
    return this.up2.forward(this.relu.forward(this.up1.forward(x)));
  }
}

export default (): nn.Module => new Upsampler({ in: 8, middle: 6, out: 3 });

tableWhenRun(import.meta.url, '1,8,16,16');
