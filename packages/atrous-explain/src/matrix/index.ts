/** @file Convolutions as matrices. */

export { type FormatMatrixOptions, denseMatrix, formatMatrix, matrixTable } from './dense.js';
export { type MatrixBlocks, matrixBlocks } from './blocks.js';
export {
  type SparseMatrix,
  columnLabel,
  convolutionMatrix,
  entryLabel,
  multiply as multiplyMatrix,
  rowLabel,
  transposed as transposedMatrix,
} from './matrix.js';
export { type Work, type WorkRow, type WorkValues, renderWork, workThrough } from './work.js';
