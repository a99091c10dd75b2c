/** @file A run as a table: one row per call, with parameters and products. */

import { AtrousError, nn } from 'atrous';
import { layerCost } from 'atrous/spec';
import type { Call } from './calls.js';
import { type Convention, macsBy } from './trace-columns.js';

export interface NetRow {
  /** How many calls it lies inside of. */
  readonly depth: number;
  /** Dotted; `''` is the network itself. */
  readonly name: string;
  /** The name seen from the module that called: `0` inside of `features`. */
  readonly label: string;
  /** As `print(module)` shows it, without what lies inside. */
  readonly layer: string;
  readonly inputs: readonly (readonly number[])[];
  readonly outputs: readonly (readonly number[])[];
  /** Of the module with all that lies inside; 0 where a row above has counted them already. */
  readonly parameters: number;
  /** Of the call with all that ran inside; null for a layer of somebody's own, whose products nobody knows. */
  readonly macs: number | null;
  /** Whether an earlier row has counted its parameters. */
  readonly again: boolean;
}

/** A module that did not run. */
export interface Unused {
  readonly name: string;
  readonly layer: string;
  readonly parameters: number;
}

export interface NetTable {
  readonly rows: readonly NetRow[];
  readonly unused: readonly Unused[];
  readonly totals: { readonly parameters: number; readonly trainable: number; readonly macs: number };
}

const countOf = (parameters: Iterable<nn.Parameter>): number =>
  Array.from(parameters).reduce((sum, { data }) => sum + data.length, 0);

const printed = (module: nn.Module): string => `${module.typeName()}(${module.extraRepr()})`.replaceAll('\n', ', ');

/** Products of a layer of the library; null where its description does not cover the call. */
function ownMacs({ module, inputs }: Call, convention: Convention): number | null {
  const [input, ...others] = inputs;
  if (input === undefined) return null;
  try {
    const spec = nn.describe(module);
    if ('nodes' in spec) return 0;
    return macsBy(layerCost(spec, input, 'float32', { others }).macs, convention);
  } catch (error) {
    if (error instanceof AtrousError) return null;
    throw error;
  }
}

/** A name as the module that holds it writes it. */
const labelOf = (name: string, holder: string): string =>
  holder !== '' && name.startsWith(`${holder}.`) ? name.slice(holder.length + 1) : name;

/** What `addRows` hands down to the calls inside of a call. */
interface Place {
  readonly depth: number;
  /** Name of the module that called. */
  readonly caller: string;
  /** Modules that have rows. */
  readonly seen: Set<nn.Module>;
  readonly convention: Convention;
}

/** Writes the rows of a call and of those inside of it; gives its products. */
function addRows(call: Call, { depth, caller, seen, convention }: Place, rows: NetRow[]): number {
  const { name, module, inputs, outputs, inner } = call;
  const label = labelOf(name, caller);
  const held = countOf(module.parameters());
  const again = held > 0 && seen.has(module);
  seen.add(module);
  const at = rows.length;
  rows.push({ depth, name, label, layer: printed(module), inputs, outputs, parameters: 0, macs: 0, again });
  const within = inner.reduce(
    (sum, one) => sum + addRows(one, { depth: depth + 1, caller: name, seen, convention }, rows),
    0,
  );
  const isLeaf = inner.length === 0;
  const macs = isLeaf ? ownMacs(call, convention) : within;
  rows[at] = { ...rows[at]!, parameters: again ? 0 : held, macs };
  return macs ?? 0;
}

/** Modules that hold parameters of their own and never ran. */
function unusedOf(model: nn.Module, rows: readonly NetRow[]): Unused[] {
  const ran = new Set(rows.map(({ name }) => name));
  return Array.from(model.namedModules()).flatMap(([name, module]) => {
    const parameters = countOf(module.parameters({ recurse: false }));
    return ran.has(name) || parameters === 0 ? [] : [{ name, layer: printed(module), parameters }];
  });
}

/** The table of a run, up to the call that failed if one did. */
export function netTable(model: nn.Module, root: Call, convention: Convention): NetTable {
  const rows: NetRow[] = [];
  const macs = addRows(root, { depth: 0, caller: '', seen: new Set(), convention }, rows);
  const trainable = Array.from(model.parameters()).filter(({ requiresGrad }) => requiresGrad);
  return {
    rows,
    unused: unusedOf(model, rows),
    totals: { parameters: countOf(model.parameters()), trainable: countOf(trainable), macs },
  };
}
