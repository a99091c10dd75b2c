/**
 * @file MobileNet v3's block: v2's with squeeze-excite, which weighs the channels by what the whole picture holds, and with
 * hard swish. The layers and sizes are those of torchvision's `mobilenet_v3_large`.
 *
 * @see Howard et al., "Searching for MobileNetV3", 2019, figure 4; Hu et al., "Squeeze-and-Excitation Networks", 2017
 */

import { nn, type Tensor } from 'atrous';
import { tableWhenRun } from '../support/when-run.js';

/** Weighs each channel by a number in [0, 1] that its mean and the others' tell: [N, channels, H, W] → the same. */
export class SqueezeExcite extends nn.Module {
  pool = new nn.AdaptiveAvgPool2d(1);
  fc1: nn.Conv2d;
  relu = new nn.ReLU();
  fc2: nn.Conv2d;
  gate = new nn.Hardsigmoid();

  constructor(channels: number, squeezed: number) {
    super();
    this.fc1 = new nn.Conv2d(channels, squeezed, 1);
    this.fc2 = new nn.Conv2d(squeezed, channels, 1);
  }

  override forward(x: Tensor): Tensor {
    const weights = this.fc2.forward(this.relu.forward(this.fc1.forward(this.pool.forward(x))));
    return x.mul(this.gate.forward(weights)); // [N, C, H, W] · [N, C, 1, 1]
  }
}

/** [N, inChannels, H, W] → [N, outChannels, ⌈H/stride⌉, ⌈W/stride⌉]. */
export class InvertedResidualV3 extends nn.Module {
  expand: nn.Conv2d;
  bn1: nn.BatchNorm2d;
  depthwise: nn.Conv2d;
  bn2: nn.BatchNorm2d;
  squeeze: SqueezeExcite;
  project: nn.Conv2d;
  bn3: nn.BatchNorm2d;
  act = new nn.Hardswish();
  /** Whether input and output have one shape, so that they can be added. */
  readonly residual: boolean;

  constructor(
    inChannels: number,
    hidden: number,
    outChannels: number,
    options: { kernelSize?: number; stride?: number; squeezed?: number } = {},
  ) {
    super();
    const { kernelSize = 3, stride = 1, squeezed = hidden / 4 } = options;
    const padding = (kernelSize - 1) / 2;
    this.residual = stride === 1 && inChannels === outChannels;
    this.expand = new nn.Conv2d(inChannels, hidden, 1, { bias: false });
    this.bn1 = new nn.BatchNorm2d(hidden, { eps: 1e-3, momentum: 0.01 });
    this.depthwise = new nn.Conv2d(hidden, hidden, kernelSize, { stride, padding, groups: hidden, bias: false });
    this.bn2 = new nn.BatchNorm2d(hidden, { eps: 1e-3, momentum: 0.01 });
    this.squeeze = new SqueezeExcite(hidden, squeezed);
    this.project = new nn.Conv2d(hidden, outChannels, 1, { bias: false });
    this.bn3 = new nn.BatchNorm2d(outChannels, { eps: 1e-3, momentum: 0.01 });
  }

  override forward(x: Tensor): Tensor {
    let y = this.act.forward(this.bn1.forward(this.expand.forward(x)));
    y = this.act.forward(this.bn2.forward(this.depthwise.forward(y)));
    y = this.bn3.forward(this.project.forward(this.squeeze.forward(y)));
    return this.residual ? y.add(x) : y;
  }
}

export default (): nn.Module => new InvertedResidualV3(160, 960, 160, { kernelSize: 5 });

tableWhenRun(import.meta.url, '1,160,14,14');
