/** @file A matrix too large to be written out, described by its blocks. */

import type { MatrixBlocks } from 'atrous-explain';
import { formatCount } from 'atrous-explain/read';
import type { Lang } from '../words/options.js';
import { MATRIX_WORDS } from './words.js';

/** Of a block row so many blocks are named. */
const MOST_BLOCKS = 8;

/** `0.19 %`, `2.3e−7 %`. */
const percentText = (share: number): string => `${String(Number((100 * share).toPrecision(2))).replace('-', '−')} %`;

/** Which blocks of a block row hold which row of the kernel: `4 ← w[0,0,0]`. */
function blockRowText(blocks: MatrixBlocks, row: number): string {
  const filled = blocks.at(row);
  const named = filled
    .slice(0, MOST_BLOCKS)
    .map(({ blockColumn, kernel }) => `${blockColumn} ← w[${kernel.join(',')}]`);
  return [...named, ...(filled.length > MOST_BLOCKS ? ['…'] : [])].join(', ');
}

/** The size, the blocks, and as examples a block row and a row of its blocks, both from the middle. */
export function blocksText(blocks: MatrixBlocks, lang: Lang = 'en'): string {
  const words = MATRIX_WORDS[lang];
  const { rows, columns, entries, density, block, blockRows, blockColumns } = blocks;
  const [blockRow, row] = [Math.floor(blockRows / 2), Math.floor(block[0] / 2)];
  const reads = blocks.band(row).map(({ count, input, inputStep, tap, tapStep }) => {
    const end = (first: number, step: number): number => first + (count - 1) * step;
    return words.reads(
      words.range(input, end(input, inputStep), inputStep),
      words.range(tap, end(tap, tapStep), tapStep),
    );
  });
  return [
    words.size(formatCount(rows), formatCount(columns), formatCount(entries), percentText(density)),
    words.blocks(
      `${formatCount(block[0])} × ${formatCount(block[1])}`,
      `${formatCount(blockRows)} × ${formatCount(blockColumns)}`,
      formatCount(blocks.blocks),
    ),
    words.blockRow(blockRow, blockRowText(blocks, blockRow) || words.nothing),
    words.band(row, reads.join('; ') || words.nothing),
  ].join('\n');
}

/** The numbers alone. */
export function blocksJson({
  rows,
  columns,
  entries,
  density,
  block,
  blockRows,
  blockColumns,
  blocks,
}: MatrixBlocks): object {
  return { rows, columns, entries, density, block, blockRows, blockColumns, blocks };
}
