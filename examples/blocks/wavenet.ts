/**
 * @file WaveNet's stack: dilations 1, 2, 4, … see twice as far back with every layer, and padding on the left alone keeps the
 * future out.
 *
 * @see van den Oord et al., "WaveNet: A Generative Model for Raw Audio", 2016, figures 3 and 4
 */

import { nn, type Tensor } from 'atrous';
import { tableWhenRun } from '../support/when-run.js';

/** A gated convolution into the past, beside its input: [N, channels, L] → the same. */
export class TemporalBlock extends nn.Module {
  pad: nn.ConstantPad1d;
  conv: nn.Conv1d;
  gate = new nn.GLU({ dim: 1 });
  mix: nn.Conv1d;

  constructor(channels: number, options: { kernelSize?: number; dilation?: number } = {}) {
    super();
    const { kernelSize = 2, dilation = 1 } = options;
    this.pad = new nn.ConstantPad1d([(kernelSize - 1) * dilation, 0], 0);
    // Half of the channels is what passes, half is the gate.
    this.conv = new nn.Conv1d(channels, 2 * channels, kernelSize, { dilation });
    this.mix = new nn.Conv1d(channels, channels, 1);
  }

  override forward(x: Tensor): Tensor {
    return x.add(this.mix.forward(this.gate.forward(this.conv.forward(this.pad.forward(x)))));
  }
}

/** Dilations 1, 2, 4, …, 2^(blocks−1): [N, channels, L] → the same, each output seeing 2^blocks inputs. */
export class WaveNetStack extends nn.Module {
  blocks: nn.Sequential;

  constructor(channels: number, blocks: number) {
    super();
    const made = Array.from({ length: blocks }, (_, i) => new TemporalBlock(channels, { dilation: 2 ** i }));
    this.blocks = new nn.Sequential(...made);
  }

  override forward(x: Tensor): Tensor {
    return this.blocks.forward(x);
  }
}

export default (): nn.Module => new WaveNetStack(32, 10);

tableWhenRun(import.meta.url, '1,32,2048');
