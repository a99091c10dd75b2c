/** @file `atrous sizes`: which sizes of the input go through a network. */

import { nearestSafe, type SafeSizes, safeSizes, say } from 'atrous-explain';
import type { Shape } from 'atrous/spec';
import { EXIT, Failure } from '../failure.js';
import { needNetwork } from '../network/read.js';
import { fold, outputWidth } from '../run/wrap.js';
import { formatCount } from 'atrous-explain/read';
import type { Lang } from '../words/options.js';
import { print, printJson } from '../words/print.js';
import { asked } from '../words/question.js';
import type { SizesFlags } from './command.js';
import { runsOf } from './runs.js';
import { SIZES_WORDS } from './words.js';

/** Names of the axes behind batch and channels, outermost first. */
const NAMES: Readonly<Record<number, readonly string[]>> = { 3: ['l'], 4: ['h', 'w'], 5: ['d', 'h', 'w'] };

/** @throws Failure for an axis that the input does not have */
function axesOf(names: readonly string[] | undefined, input: Shape): number[] | undefined {
  const known = NAMES[input.length] ?? [];
  return names?.map((name) => {
    const at = known.indexOf(name);
    if (at < 0)
      throw new Failure(
        EXIT.usage,
        `an input of ${input.length} axes has no axis '${name}'`,
        known.length === 0 ? 'Batch and channels come first: 1,3,224,224.' : `It has ${known.join(', ')}.`,
      );
    return at + 2;
  });
}

function sizesText(safe: SafeSizes, input: Shape, axes: readonly number[] | undefined, lang: Lang): string {
  const words = SIZES_WORDS[lang];
  const { sizes, from, to, note } = safe;
  const width = outputWidth();
  const listed = fold(`  ${runsOf(sizes)}`, width, 2);
  const given = [...new Set((axes ?? input.map((_, axis) => axis).slice(2)).map((axis) => input[axis]!))];
  // Nothing is known of sizes that were not tried.
  const tried = given.filter((size) => size >= from && size <= to);
  const near = tried.map((size) => words.near(size, nearestSafe(safe, size)));
  return [say(note, lang), words.found(formatCount(sizes.length), from, to), listed, ...near].join('\n');
}

/** @throws Failure where the network cannot be read, or no size works */
export async function showSizes(
  words: string,
  { axis, range: [from, to] = [1, 512], ...flags }: SizesFlags,
): Promise<void> {
  const { network, input } = await needNetwork(words, flags.in, flags);
  const axes = axesOf(axis, input);
  const safe = asked(() => safeSizes(network, input, { axes, from, to }), flags.lang);
  const { sizes, pattern, note } = safe;
  const said = say(note, flags.lang);
  if (flags.json) printJson({ input, axes: axes ?? null, from, to, sizes, pattern, note: said });
  if (sizes.length === 0) throw new Failure(EXIT.data, said, undefined, { answered: true });
  if (!flags.json) print(sizesText(safe, input, axes, flags.lang ?? 'en'));
}
