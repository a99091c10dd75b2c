/** @file `torch.utils.data`, and what brings pictures and tables into tensors. */

import '../ops/methods.js';

export { type Collated, defaultCollate } from './collate.js';
export { type CsvOptions, type CsvTensorOptions, parseCsv, parseCsvRows } from './csv.js';
export { DataLoader, type LoaderOptions, type Source } from './data-loader.js';
export { type Dataset, randomSplit, Subset, TensorDataset } from './dataset.js';
export { parseIdx } from './idx.js';
export * as transforms from './transforms.js';
