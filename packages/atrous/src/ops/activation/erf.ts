/**
 * @file The error function, to about 1e-16 relative.
 *
 * W. J. Cody, "Rational Chebyshev Approximations for the Error Function", Mathematics of Computation 23 (1969), with the
 * coefficients of 1990: erf(x) itself near 0, and e^(x²)·erfc(x) on two further intervals.
 */

/** Numerator and denominator, highest power first; denominators begin with 1. */
type Rational = readonly [numerator: readonly number[], denominator: readonly number[]];

/** erf(x) / x in x², for |x| ≤ 0.46875. */
const NEAR: Rational = [
  [0.18577770618460315, 3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694],
  [1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171],
];

/** e^(x²)·erfc(x) in x, for 0.46875 < x ≤ 4. */
const MIDDLE: Rational = [
  [
    2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001,
    881.952221241769, 1712.0476126340707, 2051.0783778260716, 1230.3393547979972,
  ],
  [
    1, 15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597,
    4362.619090143247, 3439.3676741437216, 1230.3393548037495,
  ],
];

/** (1/√π − x·e^(x²)·erfc(x))·x² in 1/x², for x > 4. */
const FAR: Rational = [
  [
    0.016315387137302097, 0.30532663496123236, 0.3603448999498044, 0.12578172611122926, 0.016083785148742275,
    0.0006587491615298378,
  ],
  [1, 2.568520192289822, 1.8729528499234673, 0.5279051029514285, 0.06051834131244132, 0.002335204976268692],
];

const INVERSE_ROOT_PI = 0.5641895835477563;

function horner(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = 0; i < coefficients.length; i++) sum = sum * x + coefficients[i]!;
  return sum;
}

const ratio = ([numerator, denominator]: Rational, x: number): number => horner(numerator, x) / horner(denominator, x);

/** e^(−x²) without the rounding error of x²: x is split at its sixteenths. */
function expMinusSquare(x: number): number {
  const coarse = Math.trunc(x * 16) / 16;
  return Math.exp(-coarse * coarse) * Math.exp(-(x - coarse) * (x + coarse));
}

/** `2/√π · ∫₀ˣ e^(−t²) dt`; ±1 at the infinities, NaN for NaN. */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size <= 0.46875) return x * ratio(NEAR, x * x);
  // Beyond, the complement is less than half a unit of 1's last place.
  if (size > 6) return Math.sign(x);
  const scaled =
    size <= 4 ? ratio(MIDDLE, size) : (INVERSE_ROOT_PI - ratio(FAR, 1 / (size * size)) / (size * size)) / size;
  return Math.sign(x) * (1 - scaled * expMinusSquare(size));
}
