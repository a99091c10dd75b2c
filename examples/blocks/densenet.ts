/**
 * @file DenseNet's layer: it sees what all layers before it made, and puts its own maps behind them.
 *
 * @see Huang, Liu, van der Maaten, Weinberger, "Densely Connected Convolutional Networks", 2016, section 3
 */

import { cat, nn, type Tensor } from 'atrous';
import { tableWhenRun } from '../support/when-run.js';

/** [N, inChannels, H, W] → [N, inChannels + growth, H, W]. */
export class DenseLayer extends nn.Module {
  norm1: nn.BatchNorm2d;
  conv1: nn.Conv2d;
  norm2: nn.BatchNorm2d;
  conv2: nn.Conv2d;
  relu = new nn.ReLU();

  /** @param growth channels that it adds; `width` times as many lie between its convolutions */
  constructor(inChannels: number, growth: number, options: { width?: number } = {}) {
    super();
    const inner = (options.width ?? 4) * growth;
    this.norm1 = new nn.BatchNorm2d(inChannels);
    this.conv1 = new nn.Conv2d(inChannels, inner, 1, { bias: false });
    this.norm2 = new nn.BatchNorm2d(inner);
    this.conv2 = new nn.Conv2d(inner, growth, 3, { padding: 1, bias: false });
  }

  override forward(x: Tensor): Tensor {
    const y = this.conv1.forward(this.relu.forward(this.norm1.forward(x)));
    return cat([x, this.conv2.forward(this.relu.forward(this.norm2.forward(y)))], 1);
  }
}

export default (): nn.Module => new DenseLayer(64, 32);

tableWhenRun(import.meta.url, '1,64,56,56');
