/** @file `print(module)`, as PyTorch prints it. */

/** Whatever prints itself. */
interface Printable {
  toString(): string;
}

/** All lines but the first moved two to the right. */
const indent = (text: string): string => text.replaceAll('\n', '\n  ');

const block = (name: string, lines: readonly string[]): string => `${name}(\n  ${lines.join('\n  ')}\n)`;

/**
 * A module's text: `Name(extra)` without children; otherwise the lines of `extra`, then one indented
 * `(name): child` each.
 */
export function printModule(name: string, extra: string, children: Iterable<readonly [string, Printable]>): string {
  const extraLines = extra === '' ? [] : extra.split('\n');
  const childLines = Array.from(children, ([key, child]) => `(${key}): ${indent(child.toString())}`);
  if (childLines.length === 0 && extraLines.length < 2) return `${name}(${extra})`;
  return block(name, [...extraLines, ...childLines]);
}

/** A list of modules: neighbours that print alike share a line, `(0-2): 3 x ReLU()`. */
export function printModuleList(name: string, children: Iterable<Printable>): string {
  const runs: { text: string; start: number; end: number }[] = [];
  let index = 0;
  for (const child of children) {
    const text = child.toString();
    const last = runs.at(-1);
    if (last?.text === text) last.end = index;
    else runs.push({ text, start: index, end: index });
    index++;
  }
  if (runs.length === 0) return `${name}()`;
  const line = ({ text, start, end }: (typeof runs)[number]): string =>
    start === end ? `(${start}): ${text}` : `(${start}-${end}): ${end - start + 1} x ${text}`;
  return block(
    name,
    runs.map((run) => indent(line(run))),
  );
}
