/**
 * @file What a checkpoint holds, in JavaScript.
 *
 * | Python                  | here                                                                    |
 * | ----------------------- | ----------------------------------------------------------------------- |
 * | `None`, `bool`, `str`   | `null`, boolean, string                                                 |
 * | `int`                   | number; bigint beyond 2⁵³ − 1                                           |
 * | `float`                 | number; `save` writes one without a fraction as an `int`                |
 * | `bytes`, `bytearray`    | `Uint8Array`; `save` writes `bytes`                                     |
 * | `list`                  | array                                                                   |
 * | `tuple`                 | frozen array (`Object.freeze([0.9, 0.999])`)                            |
 * | `torch.Size`            | `Size`                                                                  |
 * | `dict`                  | `Map`, in its order; `save` writes plain objects as `dict`, too         |
 * | `OrderedDict`           | `StateDict`, which is a `Map`; `_metadata` becomes `versions`           |
 * | `Counter`               | `Map`                                                                   |
 * | `set`                   | `Set`                                                                   |
 * | `torch.float32`, device | `TorchConstant`                                                         |
 * | tensor                  | `Tensor` on the CPU, with its `requiresGrad`                            |
 * | `nn.Parameter`          | `Parameter`                                                             |
 */

import type { Parameter } from '../nn/parameter.js';
import type { StateDict } from '../nn/state-dict.js';
import type { Size, Tensor } from '../tensor/tensor.js';

/** A `torch.dtype` or a `torch.device`, which are values of their own in Python. */
export class TorchConstant {
  readonly kind: 'dtype' | 'device';
  /** `float32`; `cpu`, `cuda:0`. */
  readonly name: string;

  constructor(kind: 'dtype' | 'device', name: string) {
    this.kind = kind;
    this.name = name;
  }

  /** As Python prints it in a list. */
  toString(): string {
    if (this.kind === 'dtype') return `torch.${this.name}`;
    const [type, index] = this.name.split(':');
    return `device(type='${type}'${index === undefined ? '' : `, index=${index}`})`;
  }
}

/** A value read from a checkpoint. */
export type CheckpointValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Tensor
  | Parameter
  | Size
  | StateDict
  | TorchConstant
  | readonly CheckpointValue[]
  | Map<CheckpointValue, CheckpointValue>
  | Set<CheckpointValue>;
