/** @file The sentences of `atrous matrix` that are not the library's, in both languages. */

import type { Lang } from '../words/options.js';

interface MatrixWords {
  size(rows: string, columns: string, entries: string, percent: string): string;
  blocks(block: string, count: string, filled: string): string;
  /** @param kernels  which row of the kernel stands in which block */
  blockRow(row: number, kernels: string): string;
  band(row: number, reads: string): string;
  reads(columns: string, taps: string): string;
  range(first: number, last: number, step: number): string;
  readonly nothing: string;
}

const EN: MatrixWords = {
  size: (rows, columns, entries, percent) =>
    `matrix ${rows} × ${columns}: ${entries} elements are not always 0, ${percent} of all`,
  blocks: (block, count, filled) =>
    `blocks of ${block}, one row of the output by one row of the input: ${count} of them, ${filled} with a row of the kernel, the rest 0`,
  blockRow: (row, kernels) => `block row ${row}: ${kernels}`,
  band: (row, reads) => `in each block, row ${row}: ${reads}`,
  reads: (columns, taps) => `columns ${columns} by taps ${taps}`,
  range: (first, last, step) => {
    if (first === last) return String(first);
    return Math.abs(step) === 1 ? `${first} to ${last}` : `${first} to ${last} in steps of ${Math.abs(step)}`;
  },
  nothing: 'nothing',
};

const ZH: MatrixWords = {
  size: (rows, columns, entries, percent) => `矩阵 ${rows} × ${columns}：${entries} 个元素不恒为 0，占 ${percent}`,
  blocks: (block, count, filled) =>
    `分成 ${block} 的块（输出的一行对输入的一行）：共 ${count} 块，其中 ${filled} 块含有卷积核的一行，其余为 0`,
  blockRow: (row, kernels) => `第 ${row} 块行：${kernels}`,
  band: (row, reads) => `每块的第 ${row} 行：${reads}`,
  reads: (columns, taps) => `第 ${columns} 列乘以第 ${taps} 个元素`,
  range: (first, last, step) => {
    if (first === last) return String(first);
    return Math.abs(step) === 1 ? `${first} 到 ${last}` : `${first} 到 ${last}（间隔 ${Math.abs(step)}）`;
  },
  nothing: '没有',
};

export const MATRIX_WORDS: Readonly<Record<Lang, MatrixWords>> = { en: EN, zh: ZH };
