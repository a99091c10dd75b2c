/** @file Whether the branches that meet at a node look at the same place. */

import { type AxisField, type NetworkSpec, type Shape, axisField, traceNetwork } from 'atrous/spec';
import { type Phrase, phrase } from '../explain/words/phrase.js';
import { type Followed, followNetwork, isGone } from './reads.js';

/** What one branch brings to a node, per axis. */
export interface Branch {
  readonly from: string;
  readonly field: readonly AxisField[];
}

export interface Alignment {
  readonly node: string;
  readonly branches: readonly Branch[];
  /** Axes along which stride or centre differ. */
  readonly misaligned: readonly string[];
  /** One sentence per misaligned axis. */
  readonly notes: readonly Phrase[];
}

/** A network followed, and the field of every node by its name. */
interface Seen {
  readonly followed: Followed;
  readonly rows: ReadonlyMap<string, { readonly number: number; readonly field: readonly AxisField[] }>;
}

/** The field of an input of a node; the network's input sees itself. */
function fieldOf({ followed, rows }: Seen, from: string, axis: number): AxisField {
  const row = rows.get(from);
  if (!row) return { size: 1, jump: [1, 1], start: 0, whole: false };
  const { axes, input } = followed;
  // Where the axis is gone, one position stands for all.
  if (!isGone(followed, row.number)) return row.field[axis]!;
  return axisField(axes[axis]!.slice(0, row.number + 1), row.number, input.at(axis - axes.length)!, 1);
}

const key = ({ jump, start, whole }: AxisField): string => (whole ? 'whole' : `${jump!.join('/')} ${start.toFixed(6)}`);

/** Everything that sees all of the input, or nothing of it, agrees with every other. */
const differs = (fields: readonly AxisField[]): boolean =>
  new Set(fields.filter(({ whole, size }) => !whole && size > 0).map(key)).size > 1;

/**
 * The nodes where branches meet, each with the fields of its branches. Where their centres or strides differ, a sum or a
 * concatenation mixes what different places show.
 *
 * Never throws because of sizes: only nodes before the place where the network stops are told.
 */
export function branchAlignment(network: NetworkSpec, input: Shape): Alignment[] {
  const followed = followNetwork(network, input);
  const traced = traceNetwork(network, input).rows;
  const seen = { followed, rows: new Map(traced.map(({ name, field }, number) => [name, { number, field }])) };
  return followed.nodes.flatMap((node): Alignment[] => {
    const sources = [...new Set(node.from)];
    if (sources.length < 2) return [];
    const branches = sources.map((from) => ({
      from,
      field: followed.axes.map((_, axis) => fieldOf(seen, from, axis)),
    }));
    const bad = followed.names
      .map((_, axis) => axis)
      .filter((axis) => differs(branches.map(({ field }) => field[axis]!)));
    return [
      {
        node: node.name,
        branches,
        misaligned: bad.map((axis) => followed.names[axis]!),
        notes: bad.map((axis) =>
          phrase('misaligned', {
            node: node.name,
            axis: followed.names[axis]!,
            centres: branches.map(({ from, field }) => `${from} ${field[axis]!.start}`).join(', '),
          }),
        ),
      },
    ];
  });
}
