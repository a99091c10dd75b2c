/** @file The rows of a summary: what torchinfo and torchsummary print of a model that ran. */

import type { Shape } from 'atrous/spec';

export interface SummaryRow {
  /** Dotted where the table has the names of variables, else class and number: `conv2d_1_2`. */
  readonly name: string;
  readonly className: string;
  readonly input: Shape | undefined;
  readonly output: Shape | undefined;
  readonly parameters: number;
  readonly kernel: Shape | undefined;
  /** As offsets into the text. */
  readonly from: number;
  readonly to: number;
}

export interface SummaryTable {
  readonly className: string | undefined;
  /** Of the model, where the table says it. */
  readonly input: Shape | undefined;
  /** Rows without rows of their own. */
  readonly rows: readonly SummaryRow[];
}

const TORCHINFO =
  /^Layer \(type(?::depth-idx| \(var_name\)(?::depth-idx)?)?\)[^\S\n]{2,}(?:Input|Output|Param|Kernel)/m;
const TORCHSUMMARY = /^\s*Layer \(type\)\s+(?:Input Shape\s+)?Output Shape\s+Param #/m;

/** Whether a text holds a table of torchinfo or of torchsummary. */
export const looksSummarised = (text: string): boolean => TORCHINFO.test(text) || TORCHSUMMARY.test(text);

/** Longer tables than anybody prints. */
const MOST_LINES = 1500;

const sizesOf = (cell: string | undefined): Shape | undefined => {
  const found = cell === undefined ? null : /^\[(-?\d+(?:, ?-?\d+)*)\]$/.exec(cell.trim());
  // The batch that is not known is written as −1.
  return found?.[1]!.split(',').map((size) => (Number(size) < 0 ? 1 : Number(size)));
};

const countOf = (cell: string | undefined): number =>
  Number(/^[\d,]+$/.exec(cell?.trim() ?? '')?.[0].replaceAll(',', '') ?? 0);

interface Line {
  readonly text: string;
  readonly from: number;
}

function linesOf(text: string): Line[] {
  let at = 0;
  return text.split('\n', MOST_LINES).map((line) => {
    const from = at;
    at += line.length + 1;
    return { text: line.trimEnd(), from };
  });
}

const NAME = /^(?<type>[A-Za-z_]\w*)(?: \((?<variable>[^)]*)\))?(?:: (?<depth>\d+)-(?<index>\d+))?$/;

interface Nested extends SummaryRow {
  readonly depth: number;
}

/** A line of torchinfo: a branch of the tree, then cells with two spaces and more between them. */
function nestedRow({ text, from }: Line, titles: readonly string[], path: string[]): Nested | undefined {
  const [branch] = /^[│├└─|+\s-]*/.exec(text)!;
  const [head = '', ...cells] = text.slice(branch.length).split(/\s{2,}/);
  const found = NAME.exec(head)?.groups;
  if (!found || cells.length === 0) return undefined;
  const { type = '', variable, depth, index = '0' } = found;
  // Without numbers, five columns are a step.
  const corner = branch.search(/[├└]/);
  const level = depth === undefined ? (corner < 0 ? 0 : 1 + Math.floor(corner / 5)) : Number(depth);
  path.length = Math.min(path.length, Math.max(level - 1, 0));
  if (level > 0) path.push(variable ?? `${type.toLowerCase()}_${level}_${index}`);
  const cell = (title: RegExp): string | undefined => cells[titles.findIndex((one) => title.test(one))];
  return {
    name: variable === undefined ? path.at(-1)! : path.join('.'),
    className: type,
    input: sizesOf(cell(/^Input Shape/)),
    output: sizesOf(cell(/^Output Shape/)),
    parameters: countOf(cell(/^Param #/)),
    kernel: sizesOf(cell(/^Kernel Shape/)),
    depth: level,
    from: from + branch.length,
    to: from + text.length,
  };
}

function readTorchinfo(text: string): SummaryTable {
  const lines = linesOf(text);
  const header = lines.findIndex((line) => TORCHINFO.test(line.text));
  const titles = lines[header]!.text.split(/\s{2,}/).slice(1);
  const path: string[] = [];
  const rows: Nested[] = [];
  for (const line of lines.slice(header + 1)) {
    if (/^(Total|Trainable) params/.test(line.text)) break;
    const row = nestedRow(line, titles, path);
    if (row) rows.push(row);
  }
  const root = rows[0]?.depth === 0 ? rows[0] : undefined;
  const leaves = rows.filter((row, i) => row !== root && (rows[i + 1]?.depth ?? 0) <= row.depth);
  return { className: root?.className, input: root?.input ?? leaves[0]?.input, rows: leaves };
}

const FLAT =
  /^\s*(?<type>[A-Za-z_]\w*)-(?<number>\d+)\s+(?<shapes>\[[-\d, ]+\](?:\s+\[[-\d, ]+\])?)\s+(?<count>[\d,]+)$/;

function readTorchsummary(text: string, isLayer: (type: string) => boolean): SummaryTable {
  const rows = linesOf(text).flatMap((line): SummaryRow[] => {
    const found = FLAT.exec(line.text)?.groups;
    if (!found) return [];
    const { type = '', number = '', shapes = '', count = '' } = found;
    // Blocks stand behind their parts, with no parameters of their own.
    if (!isLayer(type) && count === '0') return [];
    const [output, input] = [...shapes.matchAll(/\[[^\]]*\]/g)].map(([cell]) => cell).reverse();
    return [
      {
        name: `${type.toLowerCase()}_${number}`,
        className: type,
        input: sizesOf(input),
        output: sizesOf(output),
        parameters: countOf(count),
        kernel: undefined,
        from: line.from + line.text.search(/\S/),
        to: line.from + line.text.length,
      },
    ];
  });
  return { className: undefined, input: rows[0]?.input, rows };
}

/** The table of a text. */
export const readSummary = (text: string, isLayer: (type: string) => boolean): SummaryTable =>
  TORCHINFO.test(text) ? readTorchinfo(text) : readTorchsummary(text, isLayer);
