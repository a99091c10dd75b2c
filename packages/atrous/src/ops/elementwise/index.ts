/** @file Operations on each element, with broadcasting and type promotion. */

export { add, div, maximum, minimum, mul, pow, sub, type AlphaOptions, type DivOptions } from './arithmetic.js';
export type { Operand } from './binary.js';
export { clamp, type ClampOptions } from './clamp.js';
export { eq, ge, gt, le, logicalAnd, logicalOr, lt, ne } from './compare.js';
export { add_, clamp_, copy_, div_, fill_, mul_, sub_, zero_ } from './in-place.js';
export {
  abs,
  ceil,
  cos,
  exp,
  floor,
  isfinite,
  isinf,
  isnan,
  log,
  logicalNot,
  neg,
  reciprocal,
  round,
  rsqrt,
  sign,
  sin,
  sqrt,
  square,
  trunc,
} from './unary.js';
export { where } from './where.js';
