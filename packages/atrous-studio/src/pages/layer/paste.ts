/** @file A layer from a line of PyTorch. The parser loads when somebody pastes. */

import type { Arg } from 'atrous/spec';
import { parseNetwork } from 'atrous-explain/read';
import { argRules, type LayerPageState, OPS } from './state.js';
import { withInput } from './edit.js';

const collapsed = (value: Arg): Arg =>
  Array.isArray(value) && value.length > 1 && value.every((item) => item === value[0]) ? value[0]! : value;

/** The first layer of the text that the page shows; undefined where there is none. */
export function readLayer(state: LayerPageState, text: string): LayerPageState | undefined {
  const found = parseNetwork(text).nodes.find(({ spec }) => OPS.includes(spec.op));
  if (!found) return undefined;
  const { op, args } = found.spec;
  const kept = Object.fromEntries(argRules(op).map(({ name }) => [name, collapsed(args[name]!)]));
  return withInput({ ...state, op, args: kept, selection: undefined, channel: 0, inChannel: 0 });
}
