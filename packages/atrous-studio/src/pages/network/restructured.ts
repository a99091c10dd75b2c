/** @file A change of the network in a text, as the page asks for it. Runs off the main thread. */

import { type Change, doctor, pythonLayer, type Restructured, restructure, wholeShape } from 'atrous-explain';
import type { CodeState } from '../code/state.js';
import { starter } from './starter.js';

/** A layer of a class, with settings that fit where it is put. */
export interface Wanted {
  readonly do: 'add';
  readonly op: string;
  /** The node that it reads; `input` for none. */
  readonly after: string;
}

export type Asked = Change | Wanted;

export function restructured({ text, sizes, change }: CodeState & { readonly change: Asked }): Restructured {
  const report = doctor(text);
  const { model } = report;
  const isEmpty = model === undefined || model.network.nodes.length === 0;
  if (change.do === 'add' && isEmpty && text.trim() === '') {
    const code = `${pythonLayer(starter(change.op, sizes))}\n`;
    return { kind: 'edited', edits: [{ from: 0, to: text.length, text: code }], copies: 1, node: '0' };
  }
  const input = model && sizes ? wholeShape(model.network, sizes) : report.input;
  if (change.do !== 'add') return restructure(text, change, input);
  const { trace } = model && sizes ? doctor(text, { input }) : report;
  const shape = change.after === 'input' ? input : trace?.rows.find(({ name }) => name === change.after)?.output;
  return restructure(text, { do: 'insert', spec: starter(change.op, shape), after: change.after }, input);
}
