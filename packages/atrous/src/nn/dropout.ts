/** @file Dropout layers: in training they set values to zero at random and enlarge the rest; in evaluation they do nothing. */

import { alphaDropout, dropout, dropout1d, dropout2d, dropout3d, featureAlphaDropout } from '../ops/dropout/index.js';
import type { Tensor } from '../tensor/tensor.js';
import { Layer } from './layer.js';

export interface DropoutOptions {
  /** Probability of a zero; default 0.5. */
  p?: number;
  /** Whether the input itself is overwritten and given back; default false. */
  inplace?: boolean;
}

abstract class Dropping extends Layer {
  declare readonly p: number;
  declare readonly inplace: boolean;

  constructor(options: DropoutOptions = {}) {
    super([], options);
  }

  protected run(drop: typeof dropout, input: Tensor): Tensor {
    return drop(input, { p: this.p, training: this.training, inplace: this.inplace });
  }
}

/** Drops single values; the rest is divided by 1 − p. */
export class Dropout extends Dropping {
  static readonly op: string = 'Dropout';

  override forward(input: Tensor): Tensor {
    return this.run(dropout, input);
  }
}

/** Drops whole channels: [N, C, L] or [C, L]. */
export class Dropout1d extends Dropping {
  static readonly op: string = 'Dropout1d';

  override forward(input: Tensor): Tensor {
    return this.run(dropout1d, input);
  }
}

/** Drops whole channels: [N, C, H, W]. */
export class Dropout2d extends Dropping {
  static readonly op: string = 'Dropout2d';

  override forward(input: Tensor): Tensor {
    return this.run(dropout2d, input);
  }
}

/** Drops whole channels: [N, C, D, H, W] or [C, D, H, W]. */
export class Dropout3d extends Dropping {
  static readonly op: string = 'Dropout3d';

  override forward(input: Tensor): Tensor {
    return this.run(dropout3d, input);
  }
}

/** Sets single values to SELU's most negative one, then moves and scales all, so that mean 0 and variance 1 stay. */
export class AlphaDropout extends Dropping {
  static readonly op: string = 'AlphaDropout';

  override forward(input: Tensor): Tensor {
    return this.run(alphaDropout, input);
  }
}

/** `AlphaDropout` of whole channels: [N, C, *]. */
export class FeatureAlphaDropout extends Dropping {
  static readonly op: string = 'FeatureAlphaDropout';

  override forward(input: Tensor): Tensor {
    return this.run(featureAlphaDropout, input);
  }
}
