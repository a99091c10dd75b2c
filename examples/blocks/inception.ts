/**
 * @file Inception: several kernel sizes beside each other, 1×1 convolutions before the large ones, all channels joined.
 * The numbers are those of GoogLeNet's module 3a; without batch norm, as in the paper.
 *
 * @see Szegedy et al., "Going Deeper with Convolutions", 2014, figure 2b and table 1
 */

import { cat, nn, type Tensor } from 'atrous';
import { tableWhenRun } from '../support/when-run.js';

export interface Channels {
  readonly one: number;
  readonly reduce3: number;
  readonly three: number;
  readonly reduce5: number;
  readonly five: number;
  readonly pool: number;
}

const convolved = (inChannels: number, outChannels: number, kernelSize: number): nn.Module[] => [
  new nn.Conv2d(inChannels, outChannels, kernelSize, { padding: (kernelSize - 1) / 2 }),
  new nn.ReLU(),
];

/** [N, inChannels, H, W] → [N, one + three + five + pool, H, W]. */
export class Inception extends nn.Module {
  one: nn.Sequential;
  three: nn.Sequential;
  five: nn.Sequential;
  pool: nn.Sequential;

  constructor(inChannels: number, channels: Channels) {
    super();
    const { one, reduce3, three, reduce5, five, pool } = channels;
    this.one = new nn.Sequential(...convolved(inChannels, one, 1));
    this.three = new nn.Sequential(...convolved(inChannels, reduce3, 1), ...convolved(reduce3, three, 3));
    this.five = new nn.Sequential(...convolved(inChannels, reduce5, 1), ...convolved(reduce5, five, 5));
    const maxPool = new nn.MaxPool2d(3, { stride: 1, padding: 1 });
    this.pool = new nn.Sequential(maxPool, ...convolved(inChannels, pool, 1));
  }

  override forward(x: Tensor): Tensor {
    return cat([this.one.forward(x), this.three.forward(x), this.five.forward(x), this.pool.forward(x)], 1);
  }
}

export default (): nn.Module =>
  new Inception(192, { one: 64, reduce3: 96, three: 128, reduce5: 16, five: 32, pool: 32 });

tableWhenRun(import.meta.url, '1,192,28,28');
