/** @file A link to the Layer page with a layer in it. */

import type { Arg, LayerSpec } from 'atrous/spec';
import { writeRoute } from '../../kit/route.js';
import { writeState } from './codec.js';
import { argRules, initialState } from './state.js';

/** One number where all axes agree, as people write it. */
const plain = (value: Arg): Arg =>
  Array.isArray(value) && value.length > 1 && new Set(value).size === 1 ? value[0]! : value;

/** @param input  the whole shape, batch included */
export function layerLink({ op, args }: LayerSpec, input: readonly number[]): string {
  const own = Object.fromEntries(
    argRules(op).map(({ name, kind }) => [name, kind.startsWith('perAxis') ? plain(args[name]!) : args[name]!]),
  );
  return writeRoute({ page: 'layer', query: writeState({ ...initialState(), op, args: own, input }) });
}
