/** @file Operations that make one element of many. */

export { amax, amin, argmax, argmin, max, min, type ValuesAndIndices } from './extremes.js';
export { all, any } from './logic.js';
export type { Dims, KeepDimOptions } from './rows.js';
export {
  mean,
  norm,
  prod,
  std,
  sum,
  variance as var,
  type NormOptions,
  type SumOptions,
  type VarOptions,
} from './sums.js';
