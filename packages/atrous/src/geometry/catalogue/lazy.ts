/** @file The classes of lazy layers: the plain layers without their first argument, the channels, which the first input tells. */

import { IndexError, ShapeError } from '../../errors.js';
import { torchSize } from '../python.js';
import type { Arg, Shape } from '../types.js';
import { arg, type ArgRule, type Args, type ClassRule, type Lazy } from './rule.js';

/** The channel axis of a batch, or of a single image. */
const channels =
  (op: string, rank: number) =>
  (input: Shape): number => {
    if (input.length === rank + 2) return input[1]!;
    if (input.length === rank + 1) return input[0]!;
    throw new ShapeError(
      `Expected ${rank + 1}D (unbatched) or ${rank + 2}D (batched) input to ${op}, but got input of size: ${torchSize(input)}`,
      { fields: { input } },
    );
  };

/** The size of an axis; norms always take axis 1. */
const axis =
  (at: 1 | -1) =>
  (input: Shape): number => {
    const size = input.at(at);
    if (size === undefined)
      throw new IndexError('tuple index out of range', {
        hint: `The input has ${input.length} axes.`,
        fields: { input },
      });
    return size;
  };

/** The plain class's arguments as its constructor stores them, with `count` channels. */
export const withCount = ({ argument }: Lazy, args: Args, count: number): Args => ({ [argument]: count, ...args });

/**
 * The lazy class of a plain one.
 *
 * @param args    where its arguments are not the plain ones' without the first
 * @param unknown arguments that the plain constructor checks against the channels, as it sees them before there is an input
 */
function lazyLayer(plain: ClassRule, lazy: Lazy, args: readonly ArgRule[], unknown: Record<string, Arg>): ClassRule {
  return {
    ...plain,
    args,
    lazy,
    check(a) {
      const stored = plain.check?.({ ...withCount(lazy, a, 0), ...unknown });
      return stored && Object.fromEntries(Object.entries(stored).filter(([name]) => name in a && !(name in unknown)));
    },
    print: (a) => plain.print(withCount(lazy, a, 0)),
    parameters: () => [],
    buffers: () => [],
  };
}

/** Instance norms have weights and statistics here unless told otherwise, unlike the plain ones. */
const NORM_DEFAULTS: Readonly<Record<string, ArgRule>> = {
  affine: arg('bool', 'affine', true),
  trackRunningStats: arg('bool', 'trackRunningStats', true),
};

/** `LazyConv1d` … `LazyInstanceNorm3d` and `LazyLinear`, from the plain ones. */
export function lazyLayers(plain: Readonly<Record<string, ClassRule>>): Record<string, ClassRule> {
  const made: Record<string, ClassRule> = {};
  const add = (op: string, count: Lazy['count'], unknown: Record<string, Arg> = {}): void => {
    const rule = plain[op]!;
    const [first, ...args] = rule.args;
    const own = args.map((given) => NORM_DEFAULTS[given.name] ?? given);
    made[`Lazy${op}`] = lazyLayer(rule, { op, argument: first!.name, count }, own, unknown);
  };
  for (const rank of [1, 2, 3]) {
    // PyTorch's constructor sees no output channels either, so it cannot divide them into groups yet.
    for (const op of [`Conv${rank}d`, `ConvTranspose${rank}d`])
      add(op, channels(`Lazy${op}`, rank), { outChannels: 0 });
    for (const op of [`BatchNorm${rank}d`, `InstanceNorm${rank}d`]) add(op, axis(1));
  }
  add('Linear', axis(-1));
  return made;
}
