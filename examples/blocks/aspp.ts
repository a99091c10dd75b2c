/**
 * @file Atrous spatial pyramid pooling: the same map seen with holes of 6, 12 and 18 between the taps, and as a whole.
 *
 * @see Chen, Papandreou, Schroff, Adam, "Rethinking Atrous Convolution for Semantic Image Segmentation", 2017, figure 5
 */

import { cat, F, nn, type Tensor } from 'atrous';
import { tableWhenRun } from '../support/when-run.js';

const convolved = (inChannels: number, outChannels: number, dilation: number | null): nn.Sequential =>
  new nn.Sequential(
    dilation === null
      ? new nn.Conv2d(inChannels, outChannels, 1, { bias: false })
      : new nn.Conv2d(inChannels, outChannels, 3, { padding: dilation, dilation, bias: false }),
    new nn.BatchNorm2d(outChannels),
    new nn.ReLU(),
  );

/** [N, inChannels, H, W] → [N, outChannels, H, W]. */
export class ASPP extends nn.Module {
  branches: nn.ModuleList;
  pool = new nn.AdaptiveAvgPool2d(1);
  pooled: nn.Sequential;
  project: nn.Sequential;

  constructor(inChannels: number, outChannels: number, options: { rates?: readonly number[] } = {}) {
    super();
    const { rates = [6, 12, 18] } = options;
    this.branches = new nn.ModuleList([null, ...rates].map((rate) => convolved(inChannels, outChannels, rate)));
    this.pooled = convolved(inChannels, outChannels, null);
    this.project = convolved(outChannels * (rates.length + 2), outChannels, null);
  }

  override forward(x: Tensor): Tensor {
    const size = x.shape.slice(2);
    const whole = this.pooled.forward(this.pool.forward(x)); // [N, outChannels, 1, 1]
    const maps = Array.from(this.branches, (branch) => (branch as nn.Sequential).forward(x));
    const spread = F.interpolate(whole, { size, mode: 'bilinear', alignCorners: false });
    return this.project.forward(cat([...maps, spread], 1));
  }
}

export default (): nn.Module => new ASPP(512, 256);

tableWhenRun(import.meta.url, '1,512,33,33');
