/** @file Numbers and shapes as words. Sizes are written in the tensor's order: heights before widths. */

/** Three significant digits, with a real minus sign: `−0.0312`, `1.2e−7`, `304`. */
export function formatNumber(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text = size >= 1e5 || size < 1e-4 ? value.toExponential(1) : shortest(value, size);
  return text.replaceAll('-', '−').replace('e+', 'e');
}

function shortest(value: number, size: number): string {
  return size >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

/** `64 × 152 × 114`. */
export function formatShape(shape: readonly number[]): string {
  return shape.join(' × ');
}

/** `1 channel`, `64 channels`. */
export function plural(count: number, one: string, many: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `3, 17 and 40`, with `… and 12 more` beyond `most`. */
export function listOf(items: readonly number[], most = 8): string {
  if (items.length > most) return `${items.slice(0, most).join(', ')} and ${items.length - most} more`;
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
