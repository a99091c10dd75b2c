/** @file The name somebody probably meant. */

/** Edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(replace, rows[i - 1]![j]! + 1, row[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      row.push(best);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}

/** Case, underscores and dots set aside: `kernel_size` and `kernelSize` are the same name. */
const plain = (name: string): string => name.toLowerCase().replaceAll(/[_.\s]/g, '');

/** The candidate that `name` begins, where it is one: `padd` begins `padding`, whatever `paddingMode` adds to that. */
function begun(name: string, candidates: readonly string[]): string | undefined {
  if (plain(name).length < 3) return undefined;
  const longer = candidates.filter((candidate) => plain(candidate).startsWith(plain(name)));
  return longer.find((shortest) => longer.every((candidate) => plain(candidate).startsWith(plain(shortest))));
}

/** The candidate nearest to `name`, or else the one that it begins, or undefined where none is near. */
export function nearest(name: string, names: Iterable<string>): string | undefined {
  const candidates = [...names];
  let best: string | undefined;
  let least = Math.max(1, Math.floor(plain(name).length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(plain(name), plain(candidate));
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best ?? begun(name, candidates);
}
