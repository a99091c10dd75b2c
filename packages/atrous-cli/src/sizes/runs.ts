/** @file A list of sizes written shortly. */

/** Numbers at equal distance, three or more of them. */
interface Run {
  readonly first: number;
  readonly step: number;
  readonly last: number;
}

/** The longest run that begins at a place of the list. */
function runAt(sizes: readonly number[], at: number): Run {
  const first = sizes[at]!;
  const step = (sizes[at + 1] ?? first) - first;
  let end = at;
  while (end + 1 < sizes.length && sizes[end + 1] === sizes[end]! + step) end++;
  return end - at < 2 ? { first, step: 0, last: first } : { first, step, last: sizes[end]! };
}

function runText({ first, step, last }: Run): string {
  if (step === 0) return String(first);
  return step === 1 ? `${first}–${last}` : `${first}, ${first + step}, …, ${last}`;
}

/** `5–9, 12, 16, …, 64`. */
export function runsOf(sizes: readonly number[]): string {
  const texts: string[] = [];
  for (let at = 0; at < sizes.length;) {
    const run = runAt(sizes, at);
    texts.push(runText(run));
    at = sizes.indexOf(run.last, at) + 1;
  }
  return texts.join(', ');
}
