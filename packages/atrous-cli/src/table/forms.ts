/** @file Tables as Markdown and CSV. */

export interface Column {
  readonly title: string;
  /** Numbers stand right. */
  readonly right?: boolean;
}

/** A pipe would end the cell; spaces at its start would be lost, no-break spaces are not. */
const markdownCell = (text: string): string =>
  text.replaceAll('|', '\\|').replace(/^ +/, (spaces) => '\u00A0'.repeat(spaces.length));

/** A table of Markdown. */
export function markdownTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const rule = columns.map(({ right }) => (right ? '---:' : '---'));
  return [columns.map(({ title }) => title), rule, ...rows]
    .map((cells) => `| ${cells.map(markdownCell).join(' | ')} |`)
    .join('\n');
}

const csvField = (value: string | number | null): string =>
  value === null ? '' : /[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value);

/** Comma-separated values; null is an empty field. */
export function csvTable(titles: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  return [titles, ...rows].map((record) => record.map(csvField).join(',')).join('\n');
}
