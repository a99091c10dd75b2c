/**
 * @file DCGAN's generator: noise becomes a picture by transposed convolutions alone. Kernel 4 is a multiple of stride 2, so
 * that every pixel is made by as many taps as its neighbours: no checkerboard.
 *
 * @see Radford, Metz, Chintala, "Unsupervised Representation Learning with Deep Convolutional Generative Adversarial Networks", 2015
 */

import { nn, type Tensor } from 'atrous';
import { tableWhenRun } from '../support/when-run.js';

/** Twice the size: [N, inChannels, H, W] → [N, outChannels, 2H, 2W]. */
const doubled = (inChannels: number, outChannels: number): nn.Module[] => [
  new nn.ConvTranspose2d(inChannels, outChannels, 4, { stride: 2, padding: 1, bias: false }),
  new nn.BatchNorm2d(outChannels),
  new nn.ReLU(),
];

/** [N, noise, 1, 1] → [N, channels, 64, 64], values in (−1, 1). */
export class Generator extends nn.Module {
  main: nn.Sequential;

  /** @param options `width`: channels before the last layer; default 64 */
  constructor(noise: number, channels: number, options: { width?: number } = {}) {
    super();
    const { width = 64 } = options;
    this.main = new nn.Sequential(
      new nn.ConvTranspose2d(noise, 8 * width, 4, { bias: false }), // 4 × 4
      new nn.BatchNorm2d(8 * width),
      new nn.ReLU(),
      ...doubled(8 * width, 4 * width), // 8 × 8
      ...doubled(4 * width, 2 * width), // 16 × 16
      ...doubled(2 * width, width), // 32 × 32
      new nn.ConvTranspose2d(width, channels, 4, { stride: 2, padding: 1, bias: false }),
      new nn.Tanh(),
    );
  }

  override forward(x: Tensor): Tensor {
    return this.main.forward(x);
  }
}

export default (): nn.Module => new Generator(100, 3);

tableWhenRun(import.meta.url, '1,100,1,1');
