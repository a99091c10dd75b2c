/** @file Numbers as they are read. */

/** At most so many significant digits, a proper minus, and no `-0`. */
export function numberText(value: number, digits = 5): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  const text =
    size !== 0 && (size >= 1e7 || size < 1e-4)
      ? size.toExponential(2).replace('e+', 'e')
      : String(Number(size.toPrecision(digits)));
  return value < 0 ? `−${text}` : text;
}

/** `118,013,952`. */
export const grouped = (value: number): string => String(value).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
