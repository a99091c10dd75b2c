/** @file Shapes and receptive fields as the terminal shows them, as narrow as they can be. */

import type { AxisField, Shape } from 'atrous/spec';

/** `1×3×304×228`. */
export const shapeText = (shape: Shape): string => shape.join('×') || 'scalar';

/** `11×11`; `whole` on an axis of which every output depends on everything. */
export function fieldText(field: readonly AxisField[], whole = 'all'): string {
  if (field.length === 0) return '–';
  return field.every((axis) => axis.whole) ? whole : field.map((axis) => (axis.whole ? whole : axis.size)).join('×');
}

/** Effective stride of one axis: `4`, `1/2` behind a transposed layer; undefined where it has no meaning. */
export const strideText = ({ jump }: AxisField): string | undefined =>
  jump === null ? undefined : jump[1] === 1 ? String(jump[0]) : jump.join('/');

/** Effective stride of all axes: `4×4`, `1/2×1/2`. */
export function jumpText(field: readonly AxisField[]): string {
  const texts = field.map(strideText);
  return texts.every((text) => text === undefined) ? '–' : texts.map((text) => text ?? '–').join('×');
}
