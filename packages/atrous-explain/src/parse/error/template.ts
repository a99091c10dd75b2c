/** @file Messages with numbers in them: a template and what it finds. */

/** What a placeholder holds. */
export type Field = number | readonly number[] | string;

export type Fields = Readonly<Record<string, Field>>;

/** What a placeholder stands for, by the word behind its colon. */
const PATTERNS: Readonly<Record<string, string>> = {
  int: String.raw`-?\d+`,
  float: String.raw`-?[\d.]+(?:e[-+]?\d+)?|-?inf|nan`,
  /** Sizes in any of the brackets that PyTorch prints them in: [1, 3], (1, 3), (2 x 2), (3x1x9), {1, -1}. */
  sizes: String.raw`(?:torch\.Size\()?[\[({][\[]?[-\d., x*T:HWkDpad]*[\])}][\]]?\)?`,
  matrix: String.raw`\d+x\d+`,
  word: String.raw`[\w.]+`,
  text: String.raw`.*?`,
};

export interface Template {
  readonly pattern: RegExp;
  /** The longest word that stands in every text which matches: looked for first, since that is quick. */
  readonly anchor: string;
  readonly fields: readonly (readonly [name: string, kind: string])[];
}

/** `'Kernel size: {kernel:sizes}'` → what matches it, as the whole of a text or anywhere in it; `{n}` alone is an integer. */
export function template(text: string, { whole = false }: { readonly whole?: boolean } = {}): Template {
  const fields: [string, string][] = [];
  const words = text.replaceAll(/\{\w+(?::\w+)?\}/g, ' ').split(/\s+/);
  const anchor = words.reduce((longest, word) => (word.length > longest.length ? word : longest), '');
  const source = text
    .split(/(\{\w+(?::\w+)?\})/)
    .map((part) => {
      const placeholder = /^\{(\w+)(?::(\w+))?\}$/.exec(part);
      if (!placeholder)
        return part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/\s+/g, String.raw`\s+`);
      fields.push([placeholder[1]!, placeholder[2] ?? 'int']);
      return `(${PATTERNS[placeholder[2] ?? 'int']!})`;
    })
    .join('');
  return { pattern: new RegExp(whole ? `^${source}$` : source, 'u'), anchor, fields };
}

const numbersIn = (text: string): number[] => (text.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);

function fieldOf(kind: string, text: string): Field {
  if (kind === 'int' || kind === 'float') return Number(text.replace('inf', 'Infinity'));
  return kind === 'sizes' || kind === 'matrix' ? numbersIn(text) : text;
}

/** The fields of the first place in `text` that a template matches; undefined where none does. */
export function match(
  { pattern, anchor, fields }: Template,
  text: string,
): { index: number; length: number; fields: Fields } | undefined {
  if (!text.includes(anchor)) return undefined;
  const found = pattern.exec(text);
  if (!found) return undefined;
  const entries = fields.map(([name, kind], i) => [name, fieldOf(kind, found[i + 1]!)] as const);
  return { index: found.index, length: found[0].length, fields: Object.fromEntries(entries) };
}
