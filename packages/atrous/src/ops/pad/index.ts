/** @file `F.pad`: constant, reflecting, replicating and circular padding, and cropping. */

import { checkOptions } from '../../geometry/options.js';
import { padGeometry, type PadMode } from '../../geometry/pad.js';
import type { TypedArray } from '../../tensor/dtype.js';
import { empty, encode } from '../../tensor/element.js';
import type { Tensor } from '../../tensor/tensor.js';
import { notImplemented } from '../not-implemented.js';
import { padReference } from './reference.js';

export interface PadOptions {
  /** Default `'constant'`. */
  readonly mode?: PadMode;
  /** What constant mode shows outside; default 0. Cut to the dtype: 1.5 is 1 in an integer tensor. */
  readonly value?: number | null;
}

const KERNELS: Readonly<Record<string, string>> = { reflect: 'reflection_pad', replicate: 'replication_pad' };

/**
 * Pads or (with negative amounts) crops.
 *
 * @param pad   pairs from the LAST axis backwards: `[left, right, top, bottom, front, back]`. Constant mode takes any number
 *   of axes; the others pad the last 1, 2 or 3 axes of an input with or without a batch.
 * @throws ShapeError, NotSupportedError or ArgumentError with PyTorch's text
 */
export function pad(input: Tensor, pad: readonly number[], options: PadOptions = {}): Tensor {
  checkOptions('pad', options, ['mode', 'value']);
  const geometry = padGeometry(input.shape, pad, options.mode, options.value);
  const kernel = KERNELS[geometry.mode];
  if (input.dtype === 'bool' && kernel !== undefined) throw notImplemented(`${kernel}${pad.length / 2}d`, input.dtype);
  const output = empty(geometry.shape, input.dtype);
  const value = options.value ?? 0;
  if (value !== 0) fill(output.storage.array, encode(input.dtype, value));
  padReference(input.storage.array, geometry, output.storage.array);
  return output;
}

function fill(array: TypedArray, value: number | bigint): void {
  (array as unknown as { fill(value: number | bigint): void }).fill(value);
}
