/** @file `itertools`: lists put together from lists. */

import type { SyntaxNode } from '@lezer/common';
import type { Evaluator } from './evaluator.js';
import { intOf, valueOf } from './given.js';
import { LONGEST, binary } from './operators.js';
import { type CallArguments, type Runtime, list, tuple } from './runtime.js';
import { iterate } from './unpacking.js';

type Items = readonly Runtime[];

/** Every combination of one item of each. */
function products(columns: readonly Items[]): Runtime[] | undefined {
  if (columns.reduce((count, column) => count * column.length, 1) > LONGEST) return undefined;
  const rows = columns.reduce<Runtime[][]>(
    (found, column) => found.flatMap((row) => column.map((item) => [...row, item])),
    [[]],
  );
  return rows.map(tuple);
}

/** The value of `itertools.name(…)`; undefined for what is not known. */
export function callItertools(
  evaluator: Evaluator,
  name: string,
  args: CallArguments,
  node: SyntaxNode,
): Runtime | undefined {
  const [first, second] = args.positional;
  if (!first) return undefined;
  const itemsOf = (value: Runtime): Items => iterate(evaluator, value, node);
  switch (name) {
    case 'chain':
      return list(args.positional.flatMap(({ value }) => [...itemsOf(value)]));
    case 'chain.from_iterable':
      return list(itemsOf(first.value).flatMap((value) => [...itemsOf(value)]));
    case 'pairwise': {
      const items = itemsOf(first.value);
      return list(items.slice(1).map((item, i) => tuple([items[i]!, item])));
    }
    case 'repeat': {
      const times = intOf(args, 1, 'times');
      return times === undefined
        ? undefined
        : list(Array<Runtime>(Math.min(Math.max(times, 0), LONGEST)).fill(first.value));
    }
    case 'product': {
      const times = intOf(args, Infinity, 'repeat') ?? 1;
      const columns = args.positional.map(({ value }) => itemsOf(value));
      const rows = products(Array.from({ length: Math.min(Math.max(times, 0), 8) }, () => columns).flat());
      return rows && list(rows);
    }
    case 'islice': {
      const end = intOf(args, args.positional.length > 2 ? 2 : 1);
      const start = args.positional.length > 2 ? (intOf(args, 1) ?? 0) : 0;
      return end === undefined ? undefined : list(itemsOf(first.value).slice(start, end));
    }
    case 'accumulate': {
      if (second) return undefined;
      const sums: Runtime[] = [];
      for (const item of itemsOf(first.value))
        sums.push(sums.length === 0 ? item : binary(evaluator.machine, '+', sums.at(-1)!, item, node));
      return list(valueOf(args, Infinity, 'initial') ? [] : sums);
    }
    default:
      return undefined;
  }
}
