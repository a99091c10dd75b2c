/** @file Tables for a terminal: columns as wide as their cells, one of them folded where the line would be too long. */

import { fold } from '../run/wrap.js';
import { placed, textWidth } from './width.js';
import type { Column } from './forms.js';

const GAP = '  ';
/** Narrower than this the folded column says nothing: it gets lines of its own. */
const NARROWEST = 24;

export interface TextTable {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  /** Which column gives way where the line is too long. */
  readonly folded: number;
}

interface Layout {
  readonly widths: readonly number[];
  readonly width: number;
  /** Whether the folded column stands above the others instead of between them. */
  readonly above: boolean;
}

function layoutOf({ columns, rows, folded }: TextTable, width: number): Layout {
  const widths = columns.map(({ title }, i) => Math.max(textWidth(title), ...rows.map((row) => textWidth(row[i]!))));
  const others = widths.reduce((sum, one, i) => sum + (i === folded ? 0 : one), GAP.length * (columns.length - 1));
  const above = others + Math.min(widths[folded]!, NARROWEST) > width;
  if (!above) widths[folded] = Math.min(widths[folded]!, Math.max(NARROWEST, width - others));
  return { widths, width, above };
}

/** One row whose folded cell goes on below itself. */
function besideLine(cells: readonly string[], { columns, folded }: TextTable, { widths }: Layout): string {
  const [first = '', ...rest] = fold(cells[folded]!, widths[folded]!, 2).split('\n');
  const line = columns.map(({ right }, i) => placed(i === folded ? first : cells[i]!, right, widths[i]!));
  const indent = ' '.repeat(widths.slice(0, folded).reduce((sum, one) => sum + one + GAP.length, 0));
  return [line.join(GAP), ...rest.map((part) => indent + part)].map((part) => part.trimEnd()).join('\n');
}

/** One row as two lines: what stands before the folded cell and itself, the others below it. */
function stackedLine(cells: readonly string[], { columns, folded }: TextTable, { widths, width }: Layout): string {
  const head = fold(
    cells
      .slice(0, folded + 1)
      .filter(Boolean)
      .join(GAP),
    width,
    4,
  );
  const below = columns
    .slice(folded + 1)
    .map(({ right }, i) => placed(cells[folded + 1 + i]!, right, widths[folded + 1 + i]!));
  return `${head}\n    ${below.join(GAP)}`.trimEnd();
}

/** The titles, a rule, the rows. Lines are at most `width` columns where words allow it. */
export function textTable(table: TextTable, width: number): string {
  const layout = layoutOf(table, width);
  const lineOf = layout.above ? stackedLine : besideLine;
  const lines = [table.columns.map(({ title }) => title), ...table.rows].map((cells) => lineOf(cells, table, layout));
  const longest = Math.max(...lines.flatMap((line) => line.split('\n').map(textWidth)));
  const [head, ...body] = lines;
  return [head, '─'.repeat(Math.min(width, longest)), ...body].join('\n');
}
