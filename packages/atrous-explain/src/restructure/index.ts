/**
 * @file A network's structure changed by changing its text. What a change means is defined on the network (`change.ts`); the
 * text is edited where it stands, read again, and the edit kept only if just that network comes of it.
 */

import type { NetworkSpec, Shape } from 'atrous/spec';
import { applyEdits, type Edit } from '../doctor/edits.js';
import { recognise } from '../doctor/recognise.js';
import { type Phrase, phrase } from '../explain/words/phrase.js';
import { parsePrinted } from '../parse/printed/index.js';
import { type NodeOrigin, type PythonNetwork, parsePython } from '../parse/module/index.js';
import { parseSummary } from '../parse/summary/index.js';
import { type Change, changed, definite, type Definite, Meaningless } from './change.js';
import { outline } from './outline.js';
import { Proposals } from './propose.js';
import { isSame, Numbering } from './same.js';
import { Source } from './source.js';

export type { Change } from './change.js';

export type Restructured =
  | {
      readonly kind: 'edited';
      readonly edits: readonly Edit[];
      /** How many places of the network changed with it: more than one where a class is used more than once. */
      readonly copies: number;
      /** The node that was put somewhere, as it is called afterwards. */
      readonly node: string | undefined;
    }
  /** The code cannot hold the change as it stands. */
  | {
      readonly kind: 'outline';
      /** The changed network, step by step: what could take the text's place. */
      readonly text: string;
      readonly node: string | undefined;
      readonly reason: Phrase;
    }
  | { readonly kind: 'refused'; readonly reason: Phrase };

const READERS = { python: parsePython, printed: parsePrinted, summary: parseSummary } as const;

/** What the change is to come to: at the one node, or at all that stand at the same place of the text. */
interface Aim {
  readonly network: NetworkSpec;
  readonly copies: number;
  /** Name of the node that was put somewhere. */
  readonly put: string | undefined;
}

/** The node that a change puts somewhere, found by what is new or was named. */
function putBy(before: NetworkSpec, after: NetworkSpec, change: Definite): string | undefined {
  if (change.do === 'move') return change.node;
  const known = new Set(before.nodes.map(({ name }) => name));
  return after.nodes.find(({ name }) => !known.has(name))?.name;
}

/** Where a node comes from in the text, as a key. */
const placeKey = ({ call, declaration }: NodeOrigin): string =>
  [call.from, call.to, declaration?.from, declaration?.to].join();

/** The nodes that one place of the text makes, in the order in which they run. */
function copiesOf({ network, origins }: PythonNetwork, name: string): string[] {
  const own = origins.get(name);
  if (!own) return [name];
  return network.nodes.map((node) => node.name).filter((each) => placeKey(origins.get(each)!) === placeKey(own));
}

const NAMED = ['node', 'after', 'first', 'last'] as const;

/** The change at every copy of its nodes; undefined where they do not come in pairs. */
function everywhere(model: PythonNetwork, change: Definite): Definite[] | undefined {
  const lists = NAMED.filter((key) => key in change).map((key) => {
    const name = (change as unknown as Record<string, string>)[key]!;
    return [key, copiesOf(model, name)] as const;
  });
  const count = lists[0]![1].length;
  if (count < 2 || lists.some(([, list]) => list.length !== count)) return undefined;
  return Array.from({ length: count }, (_, i) => ({
    ...change,
    ...Object.fromEntries(lists.map(([key, list]) => [key, list[i]!])),
  }));
}

function aimsOf(model: PythonNetwork, change: Definite): Aim[] {
  const { network } = model;
  const one = changed(network, change);
  const aims: Aim[] = [{ network: one, copies: 1, put: putBy(network, one, change) }];
  const all = everywhere(model, change);
  if (!all) return aims;
  try {
    const every = all.reduce((now, each) => changed(now, each), network);
    aims.push({ network: every, copies: all.length, put: putBy(network, every, change) });
  } catch (error) {
    // Copies that cannot all be changed leave the change of the one.
    if (!(error instanceof Meaningless)) throw error;
  }
  return aims;
}

/** What a node of one network is called in another that is the same. */
function nameIn(network: NetworkSpec, other: NetworkSpec, name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const numbering = new Numbering();
  const number = numbering.of(network)[network.nodes.findIndex((node) => node.name === name)];
  const at = numbering.of(other).indexOf(number!);
  return other.nodes[at]?.name;
}

/** Proposals that are read at most: each costs the reading of the whole text. */
const MOST_TRIED = 20;

/**
 * A change of the network in a text, as edits of the text. Never throws for a text.
 *
 * @param input  the shape of the input, where what the text does depends on it
 */
export function restructure(text: string, change: Change, input?: Shape): Restructured {
  const { kind, code } = recognise(text);
  if (kind === 'error' || kind === 'unknown') return { kind: 'refused', reason: phrase('changeNothing') };
  const read = (source: string): PythonNetwork => READERS[kind](source, { input });
  const model = read(code);
  try {
    const own = definite(model.network, change);
    const aims = aimsOf(model, own);
    const edited = kind === 'python' ? editedFor(code, model, own, aims, read) : undefined;
    return edited ?? outlined(model, aims[0]!, kind, input);
  } catch (error) {
    if (error instanceof Meaningless) return { kind: 'refused', reason: error.reason };
    throw error;
  }
}

/** Without what another edit takes away too; of two that take away the same, the first stays. */
function tidied(edits: readonly Edit[]): Edit[] {
  const takes = ({ from, to, text }: Edit): boolean => text === '' && to > from;
  return edits.filter(
    (edit, i) =>
      !takes(edit) ||
      !edits.some((other, j) => {
        const isIn = i !== j && takes(other) && edit.from >= other.from && edit.to <= other.to;
        return isIn && (j < i || edit.to - edit.from < other.to - other.from);
      }),
  );
}

function editedFor(
  code: string,
  model: PythonNetwork,
  change: Definite,
  aims: readonly Aim[],
  read: (code: string) => PythonNetwork,
): Restructured | undefined {
  let tried = 0;
  for (const proposed of new Proposals(new Source(code), model).of(change)) {
    const edits = tidied(proposed);
    if (++tried > MOST_TRIED) return undefined;
    const { network } = read(applyEdits(code, edits));
    const aim = aims.find((each) => isSame(each.network, network));
    if (aim) return { kind: 'edited', edits, copies: aim.copies, node: nameIn(aim.network, network, aim.put) };
  }
  return undefined;
}

function outlined(
  model: PythonNetwork,
  { network, put }: Aim,
  kind: 'python' | 'printed' | 'summary',
  input: Shape | undefined,
): Restructured {
  const text = outline(network, model.entry, model.example);
  const { network: again } = parsePython(text, { input });
  if (!isSame(again, network)) return { kind: 'refused', reason: phrase('changeUnwritten') };
  const reason = phrase(
    kind === 'python' ? (hasForward(model) ? 'changeEntangled' : 'changeNoBranch') : 'changePrinted',
  );
  return { kind: 'outline', text, node: nameIn(network, again, put), reason };
}

/** Whether the text says itself what runs when, by calls of its own. */
const hasForward = ({ network, origins }: PythonNetwork): boolean => {
  const calls = new Set(network.nodes.map(({ name }) => origins.get(name)?.call.from));
  return calls.size > 1;
};
