/** @file The text of `print(model)` as a tree of modules. */

/** A module as it is printed. */
export interface PrintedModule {
  /** Inside its owner: `conv1`, `0`; empty for the outermost. */
  readonly name: string;
  readonly className: string;
  /** `Conv2d(3, 8, …)`; undefined for modules with children. */
  readonly call: string | undefined;
  readonly children: readonly PrintedModule[];
  /** The class name and what stands on its line, as offsets into the text. */
  readonly from: number;
  readonly to: number;
}

const LINE =
  /^\s*(?:\((?<name>[\w]+)(?:-(?<last>\d+))?\):\s+(?:(?<count>\d+)\s+x\s+)?)?(?<class>[A-Za-z_]\w*)\((?<rest>.*)$/;

/** Deeper models than anybody prints, and more modules. */
const DEEPEST = 60;
const MOST_MODULES = 20_000;

interface Open {
  readonly names: readonly string[];
  readonly className: string;
  readonly children: PrintedModule[];
  readonly from: number;
  readonly to: number;
}

/** Whether a text is what `print(model)` shows of a module with children. */
export const looksPrinted = (text: string): boolean =>
  /^[^\S\n]*\w+\([^\S\n]*\n[^\S\n]*\(\w+(?:-\d+)?\):\s/m.test(text);

/** The names of a line: one, or those of a fold `(0-2): 3 x`. */
function namesOf({ name = '', last }: { name?: string; last?: string }): string[] {
  if (last === undefined) return [name];
  const [first, end] = [Number(name), Number(last)];
  if (!(end >= first) || end - first > 1000) return [name];
  return Array.from({ length: end - first + 1 }, (_, i) => String(first + i));
}

/** The outermost module; undefined where the text shows none. */
export function readPrinted(text: string): PrintedModule | undefined {
  const stack: Open[] = [];
  let made = 0;
  let root: PrintedModule | undefined;
  const put = (names: readonly string[], module: Omit<PrintedModule, 'name'>): void => {
    for (const name of names) {
      if (++made > MOST_MODULES) return;
      const owner = stack.at(-1);
      if (owner) owner.children.push({ ...module, name });
      else root ??= { ...module, name: '' };
    }
  };
  for (let at = 0; at < text.length;) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(at, end);
    const found = LINE.exec(line.trimEnd());
    if (found?.groups) {
      const { class: className = '', rest = '' } = found.groups;
      const [start, to] = [at + line.indexOf(`${className}(`), at + line.trimEnd().length];
      if (rest === '' && stack.length < DEEPEST)
        stack.push({ names: namesOf(found.groups), className, children: [], from: start, to });
      else if (rest.endsWith(')'))
        put(namesOf(found.groups), { className, call: `${className}(${rest}`, children: [], from: start, to });
    } else if (line.trim() === ')' && stack.length > 0) {
      const { names, ...module } = stack.pop()!;
      put(names, { ...module, call: undefined });
    }
    at = end + 1;
    if (root) return root;
  }
  // A text that was cut off: what is open ends there.
  while (stack.length > 0) {
    const { names, ...module } = stack.pop()!;
    put(names, { ...module, call: undefined });
  }
  return root;
}
