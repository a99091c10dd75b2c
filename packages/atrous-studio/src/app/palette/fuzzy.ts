/** @file Fuzzy search: letters of a word in order, better where they stand together or begin words. */

export interface Match {
  /** Higher is better. */
  readonly score: number;
  /** Places of the letters that were found. */
  readonly at: readonly number[];
}

const BEGINS_WORD = 8;
const FOLLOWS = 6;
const SKIPPED = 0.15;

const isLetter = (sign: string | undefined): boolean => sign !== undefined && /[\p{L}\p{N}]/u.test(sign);

/** Whether a word begins here: after a space or a sign, with a capital, or with a digit after letters. */
function beginsWord(text: string, at: number): boolean {
  const [before, sign] = [text[at - 1], text[at]!];
  if (!isLetter(before)) return true;
  if (/\p{Lu}/u.test(sign) && !/\p{Lu}/u.test(before!)) return true;
  return /\d/.test(sign) && !/\d/.test(before!);
}

interface Best {
  readonly score: number;
  readonly before: number;
}

/** The best places of a word's letters in a text; undefined where it does not have them in order. */
function matchWord(word: string, text: string): Match | undefined {
  const lower = text.toLowerCase();
  /** Of each letter: the best way to end at each place. */
  const table: (Best | undefined)[][] = [];
  for (const [i, letter] of word.split('').entries()) {
    const row: (Best | undefined)[] = [];
    // The best way to have ended before a place, with what was skipped since taken off.
    let [carried, from] = [-Infinity, -1];
    for (let at = 0; at < lower.length; at++) {
      const follows = i === 0 ? undefined : table[i - 1]![at - 1];
      if (i > 0) {
        carried -= SKIPPED;
        const ended = table[i - 1]![at - 1];
        if (ended && ended.score > carried) [carried, from] = [ended.score, at - 1];
      }
      if (lower[at] !== letter) continue;
      const own = 1 + (beginsWord(text, at) ? BEGINS_WORD : 0);
      if (i === 0) row[at] = { score: own - at * SKIPPED, before: -1 };
      else if (follows && follows.score + FOLLOWS >= carried)
        row[at] = { score: follows.score + own + FOLLOWS, before: at - 1 };
      else if (carried > -Infinity) row[at] = { score: carried + own, before: from };
    }
    table.push(row);
  }
  return walkBack(table, lower.length);
}

function walkBack(table: readonly (Best | undefined)[][], length: number): Match | undefined {
  const last = table.at(-1)!;
  let at = -1;
  for (let place = 0; place < last.length; place++)
    if (last[place] && (at < 0 || last[place]!.score > last[at]!.score)) at = place;
  if (at < 0) return undefined;
  // Of equally good texts the shorter one is meant.
  const score = last[at]!.score - length * 0.02;
  const places: number[] = [];
  for (let i = table.length - 1; i >= 0; i--) {
    places.unshift(at);
    at = table[i]![at]!.before;
  }
  return { score, at: places };
}

/** How well a text fits what somebody typed: each of its words, in any order; undefined where one is missing. */
export function match(typed: string, text: string): Match | undefined {
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const found = words.map((word) => matchWord(word, text));
  if (!found.every((one) => one !== undefined)) return undefined;
  return {
    score: found.reduce((sum, { score }) => sum + score, 0),
    at: [...new Set(found.flatMap(({ at }) => at))].sort((a, b) => a - b),
  };
}
