/** @file From the options to the library's question. */

import { type SolveOp, type SolveQuery, type Wish, wishedSizes } from 'atrous-explain';
import { EXIT, Failure } from '../failure.js';
import type { OPS, SolveFlags } from './command.js';

const OP_OF: Readonly<Record<(typeof OPS)[number], SolveOp>> = {
  conv: 'conv',
  convT: 'convTranspose',
  maxpool: 'maxPool',
  avgpool: 'avgPool',
};

const wishOf = ({ keep, halve, double }: SolveFlags): Wish | undefined =>
  keep ? 'keep' : halve ? 'halve' : double ? 'double' : undefined;

/** Values that were given. */
const given = (values: Readonly<Record<string, number | undefined>>): Record<string, number> =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, number] => entry[1] !== undefined));

/** @throws Failure where no output is asked for */
export function queryOf(flags: SolveFlags): SolveQuery {
  const wish = wishOf(flags);
  const op: SolveOp = flags.op ? OP_OF[flags.op] : wish === 'double' ? 'convTranspose' : 'conv';
  const output = wish ? wishedSizes(wish, { op, input: flags.in }) : flags.out;
  if (output === undefined)
    throw new Failure(
      EXIT.usage,
      'which size is wanted?',
      'Give --out 152x114, or one of --keep, --halve, --double, --same.',
    );
  return {
    op,
    input: flags.in,
    output,
    fixed: given({ kernel: flags.k, stride: flags.s, padding: flags.p, dilation: flags.d }),
    limits: given({ kernel: flags.maxK, stride: flags.maxS, padding: flags.maxP, dilation: flags.maxD }),
  };
}
