/** @file Resizing and padding, to sizes that other tensors may give. */

import { itemsOfValue, numberOf } from '../operators.js';
import { sizesOf, valueOf } from '../given.js';
import type { Runtime } from '../runtime.js';
import type { Size } from '../sizes.js';
import { asLayer } from './as-layers.js';
import type { TensorFunction } from './call.js';

const SPATIAL: Readonly<Record<string, number>> = { linear: 1, bilinear: 2, bicubic: 2, trilinear: 3 };

/** The sizes to resize to: numbers, or those of another tensor. */
function targetSizes(value: Runtime, mode: string): Size[] | undefined {
  if (value.kind === 'shape' && itemsOfValue(value) === undefined && value.start >= 0) {
    const { tensor, start } = value;
    return Array.from({ length: SPATIAL[mode] ?? 2 }, (_, i): Size => ({ kind: 'axis', tensor, axis: start + i }));
  }
  return sizesOf(value);
}

const interpolate: TensorFunction = (call) => {
  const size = valueOf(call.args, 0, 'size');
  const modeValue = valueOf(call.args, 2, 'mode');
  const mode =
    modeValue?.kind === 'string' ? modeValue.value : call.name === 'upsample_bilinear' ? 'bilinear' : 'nearest';
  const sizes = size && size.kind !== 'none' ? targetSizes(size, mode) : undefined;
  if (!size || size.kind === 'none' || sizes?.every(({ kind }) => kind === 'number'))
    return asLayer('Upsample', ['size', 'scale_factor', 'mode', 'align_corners', 'recompute_scale_factor'])(call);
  if (!sizes) return undefined;
  const align = valueOf(call.args, 3, 'align_corners');
  const alignCorners = align?.kind === 'bool' ? align.value : null;
  return call.machine.graph.sized(
    call.machine.nodeName(call.name),
    'interpolate',
    call.input,
    { size: sizes },
    call.node,
    { mode, alignCorners },
  );
};

const pad: TensorFunction = (call) => {
  const sizes = sizesOf(valueOf(call.args, 0, 'pad'));
  const mode = valueOf(call.args, 1, 'mode');
  const value = numberOf(valueOf(call.args, 2, 'value'))?.value ?? null;
  if (!sizes) return undefined;
  const args = { mode: mode?.kind === 'string' ? mode.value : 'constant', value };
  return call.machine.graph.sized(call.machine.nodeName(call.name), 'pad', call.input, { pad: sizes }, call.node, args);
};

export const RESIZING: Readonly<Record<string, TensorFunction>> = {
  interpolate,
  upsample: interpolate,
  upsample_bilinear: interpolate,
  pad,
};
