/**
 * @file Fused multiply-add, a·b + c rounded once, in a language that rounds every step.
 *
 * PyTorch's draws go through the machine's fused instruction; two roundings would miss its bits.
 */

/**
 * fma in float32. All three arguments are float32 values.
 *
 * The product of two 24-bit significands has 48 bits, so it is exact in a double; only the sum rounds, to `sum`, with
 * the error `lost` known exactly (Knuth's two-sum). Rounding `sum` to float32 gives the same as rounding the true value
 * `sum + lost`, because float32's halfway points are doubles: `lost` cannot carry the value past one. The one exception
 * is a `sum` that *is* a halfway point: `fround` then rounds it to even and does not see on which side `lost` lies.
 */
export function fma32(a: number, b: number, c: number): number {
  const product = a * b;
  const sum = product + c;
  const near = Math.fround(sum);
  // `far` is `near` mirrored in `sum`: another float32 number only if `sum` is halfway between the two.
  const off = sum - near;
  const far = near + 2 * off;
  if (Math.fround(far) !== far) return near;
  const virtual = sum - product;
  const lost = product - (sum - virtual) + (c - virtual);
  return off * lost > 0 ? far : near;
}

const bits = new Uint32Array(2);
const double = new Float64Array(bits.buffer);
/** The index of the low word, which depends on the machine's byte order. */
const low = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 0 : 1;

/** The double next to `x` away from zero (`step` 1) or towards it (−1), for finite x ≠ 0. */
function neighbour(x: number, step: 1 | -1): number {
  double[0] = x;
  const before = bits[low]!;
  bits[low] = before + step;
  if (step === 1 && before === 0xffffffff) bits[1 - low]!++;
  if (step === -1 && before === 0) bits[1 - low]!--;
  return double[0];
}

/** a + b as the rounded sum and what the rounding lost (Knuth). */
function twoSum(a: number, b: number): [sum: number, lost: number] {
  const sum = a + b;
  const virtual = sum - a;
  return [sum, a - (sum - virtual) + (b - virtual)];
}

/** x as a sum of two halves of 26 bits each, whose products are exact (Veltkamp). */
function split(x: number): [high: number, low: number] {
  const scaled = 134217729 * x;
  const high = scaled - (scaled - x);
  return [high, x - high];
}

/** a·b as the rounded product and what the rounding lost (Dekker). */
function twoProduct(a: number, b: number): [product: number, lost: number] {
  const product = a * b;
  const [aHigh, aLow] = split(a);
  const [bHigh, bLow] = split(b);
  return [product, aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow)];
}

/** a + b rounded to odd: an inexact sum becomes the neighbour whose last bit is 1. */
function oddSum(a: number, b: number): number {
  const [sum, lost] = twoSum(a, b);
  if (lost === 0) return sum;
  double[0] = sum;
  if ((bits[low]! & 1) === 1) return sum;
  return neighbour(sum, lost > 0 === sum > 0 ? 1 : -1);
}

/**
 * fma in float64, for values far from overflow and underflow, as scaled random draws are.
 *
 * Boldo, Melquiond: "Emulation of a FMA and correctly rounded sums: proved algorithms using rounding to odd",
 * IEEE Transactions on Computers 57 (2008), algorithm 5.
 */
export function fma64(a: number, b: number, c: number): number {
  const [product, productLost] = twoProduct(a, b);
  const [small, smallLost] = twoSum(c, productLost);
  const [sum, sumLost] = twoSum(product, small);
  return sum + oddSum(smallLost, sumLost);
}
