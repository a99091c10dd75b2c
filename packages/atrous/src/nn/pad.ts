/** @file Padding layers: a margin of constants, or of copies of the input. Amounts name the last axis first. */

import { checkCircularPadRank, type PadMode } from '../geometry/pad.js';
import type { PerAxis, Rank } from '../geometry/types.js';
import { pad } from '../ops/pad/index.js';
import { checkCall } from '../tensor/operand.js';
import type { Tensor } from '../tensor/tensor.js';
import { Layer } from './layer.js';

abstract class Padding extends Layer {
  /** Cells before and after each axis, the last axis first: (left, right, top, bottom, front, back). Negative ones crop. */
  declare readonly padding: readonly number[];
}

abstract class Margin extends Padding {
  /** @param padding the same number of cells on every side, or (left, right, top, bottom, front, back) as far as there are axes */
  constructor(padding: PerAxis) {
    super([padding], {});
  }

  protected run(mode: PadMode, input: Tensor): Tensor {
    return pad(input, this.padding, { mode });
  }
}

abstract class ConstantPad extends Padding {
  /** What the margin holds. */
  declare readonly value: number;

  /** @param padding the same number of cells on every side, or (left, right, top, bottom, front, back) as far as there are axes */
  constructor(padding: PerAxis, value: number) {
    super([padding, value], {});
  }

  override forward(input: Tensor): Tensor {
    return pad(input, this.padding, { mode: 'constant', value: this.value });
  }
}

/** A margin of one value along the last axis. */
export class ConstantPad1d extends ConstantPad {
  static readonly op: string = 'ConstantPad1d';
}
/** A margin of one value along the last two axes. */
export class ConstantPad2d extends ConstantPad {
  static readonly op: string = 'ConstantPad2d';
}
/** A margin of one value along the last three axes. */
export class ConstantPad3d extends ConstantPad {
  static readonly op: string = 'ConstantPad3d';
}

abstract class ZeroPad extends Margin {
  override forward(input: Tensor): Tensor {
    return this.run('constant', input);
  }
}

/** A margin of zeros along the last axis. */
export class ZeroPad1d extends ZeroPad {
  static readonly op: string = 'ZeroPad1d';
}
/** A margin of zeros along the last two axes. */
export class ZeroPad2d extends ZeroPad {
  static readonly op: string = 'ZeroPad2d';
}
/** A margin of zeros along the last three axes. */
export class ZeroPad3d extends ZeroPad {
  static readonly op: string = 'ZeroPad3d';
}

abstract class ReflectionPad extends Margin {
  override forward(input: Tensor): Tensor {
    return this.run('reflect', input);
  }
}

/** The input mirrored at its edge cells, which are not repeated, along the last axis. */
export class ReflectionPad1d extends ReflectionPad {
  static readonly op: string = 'ReflectionPad1d';
}
/** The input mirrored at its edge cells, which are not repeated, along the last two axes. */
export class ReflectionPad2d extends ReflectionPad {
  static readonly op: string = 'ReflectionPad2d';
}
/** The input mirrored at its edge cells, which are not repeated, along the last three axes. */
export class ReflectionPad3d extends ReflectionPad {
  static readonly op: string = 'ReflectionPad3d';
}

abstract class ReplicationPad extends Margin {
  override forward(input: Tensor): Tensor {
    return this.run('replicate', input);
  }
}

/** The edge cells repeated along the last axis. */
export class ReplicationPad1d extends ReplicationPad {
  static readonly op: string = 'ReplicationPad1d';
}
/** The edge cells repeated along the last two axes. */
export class ReplicationPad2d extends ReplicationPad {
  static readonly op: string = 'ReplicationPad2d';
}
/** The edge cells repeated along the last three axes. */
export class ReplicationPad3d extends ReplicationPad {
  static readonly op: string = 'ReplicationPad3d';
}

abstract class CircularPad extends Margin {
  protected wrap(rank: Rank, input: Tensor): Tensor {
    checkCall('pad', { input });
    checkCircularPadRank(rank, input.shape);
    return this.run('circular', input);
  }
}

/** The input continued from its other end, along the last axis. */
export class CircularPad1d extends CircularPad {
  static readonly op: string = 'CircularPad1d';

  override forward(input: Tensor): Tensor {
    return this.wrap(1, input);
  }
}
/** The input continued from its other end, along the last two axes. */
export class CircularPad2d extends CircularPad {
  static readonly op: string = 'CircularPad2d';

  override forward(input: Tensor): Tensor {
    return this.wrap(2, input);
  }
}
/** The input continued from its other end, along the last three axes. */
export class CircularPad3d extends CircularPad {
  static readonly op: string = 'CircularPad3d';

  override forward(input: Tensor): Tensor {
    return this.wrap(3, input);
  }
}
