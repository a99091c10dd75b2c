/** @file Counts, bytes, times and sizes as people read them, on the terminal, in the report and in the studio. */

/** `163,577,856`. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `4.23 MiB`, `768 KiB`, `12 bytes`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const steps = Math.min(4, Math.floor(Math.log2(bytes) / 10));
  const unit = ['', 'KiB', 'MiB', 'GiB', 'TiB'][steps]!;
  return `${Number((bytes / 1024 ** steps).toPrecision(3))} ${unit}`;
}

/** `0.42 ms`, `812 ms`, `1.3 s`. */
export function formatTime(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${milliseconds >= 10 ? Math.round(milliseconds) : Number(milliseconds.toPrecision(2))} ms`;
}

/** `64 × 152 × 114`. */
export function formatSizes(sizes: readonly (number | string)[]): string {
  return sizes.join(' × ');
}

/** `163.02 M`; whole below ten thousand. */
export function formatLarge(count: number): string {
  if (count < 10_000) return formatCount(count);
  const steps = Math.min(5, Math.floor(Math.log10(count) / 3));
  return `${(count / 1000 ** steps).toFixed(2)} ${['', 'k', 'M', 'G', 'T', 'P'][steps]}`;
}
