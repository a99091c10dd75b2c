/**
 * @file MobileNet v2's inverted residual: wide inside, narrow outside, and nothing bends the narrow side (no activation).
 *
 * @see Sandler, Howard, Zhu, Zhmoginov, Chen, "MobileNetV2: Inverted Residuals and Linear Bottlenecks", 2018
 */

import { nn, type Tensor } from 'atrous';
import { tableWhenRun } from '../support/when-run.js';

/** [N, inChannels, H, W] → [N, outChannels, ⌈H/stride⌉, ⌈W/stride⌉]. */
export class InvertedResidual extends nn.Module {
  expand: nn.Conv2d;
  bn1: nn.BatchNorm2d;
  depthwise: nn.Conv2d;
  bn2: nn.BatchNorm2d;
  project: nn.Conv2d;
  bn3: nn.BatchNorm2d;
  act = new nn.ReLU6();
  /** Whether input and output have one shape, so that they can be added. */
  readonly residual: boolean;

  /** @param options `expansion`: how many times as many channels there are inside; default 6 */
  constructor(inChannels: number, outChannels: number, options: { stride?: number; expansion?: number } = {}) {
    super();
    const { stride = 1, expansion = 6 } = options;
    const hidden = inChannels * expansion;
    this.residual = stride === 1 && inChannels === outChannels;
    this.expand = new nn.Conv2d(inChannels, hidden, 1, { bias: false });
    this.bn1 = new nn.BatchNorm2d(hidden);
    this.depthwise = new nn.Conv2d(hidden, hidden, 3, { stride, padding: 1, groups: hidden, bias: false });
    this.bn2 = new nn.BatchNorm2d(hidden);
    this.project = new nn.Conv2d(hidden, outChannels, 1, { bias: false });
    this.bn3 = new nn.BatchNorm2d(outChannels);
  }

  override forward(x: Tensor): Tensor {
    let y = this.act.forward(this.bn1.forward(this.expand.forward(x)));
    y = this.act.forward(this.bn2.forward(this.depthwise.forward(y)));
    y = this.bn3.forward(this.project.forward(y));
    return this.residual ? y.add(x) : y;
  }
}

export default (): nn.Module => new InvertedResidual(16, 16);

tableWhenRun(import.meta.url, '1,16,56,56');
