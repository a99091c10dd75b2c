/** @file Layer classes in families, and the search among them. */

import type { Lang } from '../../kit/language.svelte.js';
import { OPS } from './state.js';

export interface Family {
  readonly name: Readonly<Record<Lang, string>>;
  readonly ops: readonly string[];
}

const FAMILIES: readonly (readonly [name: Family['name'], member: RegExp])[] = [
  [{ en: 'Convolution', zh: '卷积' }, /^Conv\dd$/],
  [{ en: 'Transposed convolution', zh: '转置卷积' }, /^ConvTranspose/],
  [{ en: 'Pooling', zh: '池化' }, /Pool\dd$/],
  [{ en: 'Resizing', zh: '缩放' }, /^(Upsamp|Pixel|ChannelShuffle)/],
  [{ en: 'Padding', zh: '填充' }, /Pad\dd$/],
  [{ en: 'Blocks and shape', zh: '分块与形状' }, /^(Fold|Unfold|Flatten|Unflatten|Linear|Identity)$/],
  [{ en: 'Normalisation', zh: '归一化' }, /Norm/],
];
const REST: Family['name'] = { en: 'Element by element', zh: '逐元素' };

/** Classes whose name has all the letters in order, those that begin with them first. */
export function matching(text: string): readonly string[] {
  const wanted = text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_.]|^nn/g, '');
  if (wanted === '') return OPS;
  const found = OPS.filter((op) => op.toLowerCase().includes(wanted));
  return found.sort(
    (a, b) => Number(!a.toLowerCase().startsWith(wanted)) - Number(!b.toLowerCase().startsWith(wanted)),
  );
}

export function families(ops: readonly string[]): readonly Family[] {
  const rest = new Set(ops);
  const named = FAMILIES.map(([name, member]) => {
    const own = ops.filter((op) => member.test(op) && rest.has(op));
    for (const op of own) rest.delete(op);
    return { name, ops: own };
  });
  return [...named, { name: REST, ops: [...rest] }].filter((family) => family.ops.length > 0);
}
