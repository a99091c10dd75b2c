/** @file A text's network in another form. Runs off the main thread. */

import { traceNetwork } from 'atrous/spec';
import { doctor, emitPython, emitTable, emitTypeScript, type TableFormat, wholeShape } from 'atrous-explain';
import type { CodeState } from './state.js';

/** Forms with the names of their files. */
export const FILES = {
  torch: 'network.py',
  ts: 'network.ts',
  json: 'network.json',
  markdown: 'network.md',
  csv: 'network.csv',
  latex: 'network.tex',
} as const;

export type Form = keyof typeof FILES;

const TABLES: ReadonlySet<Form> = new Set<Form>(['markdown', 'csv', 'latex']);

/** Whether a form lists sizes, so that it needs a network that runs. */
export const isTable = (form: Form): boolean => TABLES.has(form);

/** The text of the file; undefined where the text holds no network, or a table is wanted of one that does not run. */
export function exported({ text, sizes, form }: CodeState & { readonly form: Form }): string | undefined {
  const { model, input: found } = doctor(text);
  if (model === undefined || model.network.nodes.length === 0) return undefined;
  const { network } = model;
  if (form === 'torch') return emitPython(network);
  if (form === 'ts') return emitTypeScript(network);
  if (form === 'json') return `${JSON.stringify(network, null, 2)}\n`;
  const input = sizes ? wholeShape(network, sizes) : found;
  const trace = input && traceNetwork(network, input);
  return trace && !trace.failure ? emitTable(trace, form satisfies TableFormat) : undefined;
}
